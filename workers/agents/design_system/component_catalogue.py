"""What is true of each component whatever the product: its states, how it is operated, its measures."""

from dataclasses import dataclass

from workers.agents.design_system.outputs import ComponentName, ComponentNote

STATES: dict[str, str] = {
    "default": "Ready, at rest.",
    "hover": "The pointer is over it: one step darker or raised, never a change of size.",
    "focus": "A 3 px ring in `--color-focus`, 2 px away from the edge; only for keyboards and assistive technology.",
    "active": "Pressed: moved down by 1 px, shadow gone.",
    "disabled": "45 % opacity, no pointer reaction, `aria-disabled`; the reason stands in text beside it.",
    "loading": "A spinner takes the icon's place, the label stays, a second press does nothing, `aria-busy`.",
    "error": "Border and text in `--color-danger` with an icon and a sentence; never colour alone.",
    "selected": "`--color-primary-soft` with `--color-on-primary-soft` and a mark that needs no colour.",
}
"""Every state that a component may have, and how it looks throughout the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentKind:
    """A component as every product has it."""

    name: ComponentName
    title: str
    anatomy: str
    states: tuple[str, ...]
    keyboard: str
    measures: str
    purpose: str
    do: str
    dont: str

    def standard_note(self) -> ComponentNote:
        """What holds when nobody wrote anything about this product's."""
        return ComponentNote(component=self.name, purpose=self.purpose, do=self.do, dont=self.dont)


_CONTROL = ("default", "hover", "focus", "active", "disabled")
_FIELD = ("default", "hover", "focus", "disabled", "error")

COMPONENTS: tuple[ComponentKind, ...] = (
    ComponentKind(
        name="button",
        title="Button",
        anatomy="Label, optional icon before it; primary, secondary, quiet and destructive kinds.",
        states=(*_CONTROL, "loading"),
        keyboard="`Enter` and `Space` press it; it is a `<button>`, a link only when it leads to another page.",
        measures="44 px high (36 px when dense), padding `--space-5`, radius `--radius-medium`, weight 600.",
        purpose="Starts an action.",
        do="Begin the label with a verb and let it name the result.",
        dont="Put two primary buttons into one view.",
    ),
    ComponentKind(
        name="input",
        title="Text input",
        anatomy="Label above, field, hint or error below; the label stays visible while one types.",
        states=(*_FIELD, "loading"),
        keyboard="`Tab` reaches it; hint and error are tied to it with `aria-describedby`, errors with `aria-invalid`.",
        measures="44 px high, border `--color-border-strong`, padding `--space-4`, text at least 16 px on phones.",
        purpose="Takes a short text.",
        do="Check when the field is left and say how to put it right.",
        dont="Use the placeholder as the label.",
    ),
    ComponentKind(
        name="select",
        title="Select",
        anatomy="Label, field with the chosen option and a chevron, list of options.",
        states=_FIELD,
        keyboard="The browser's own control: arrows move, letters jump, `Esc` closes.",
        measures="As the text input; the chevron is 16 px and part of the target.",
        purpose="Takes one of five to fifteen options.",
        do="Put the likeliest option first and preselect it where a wrong guess does no harm.",
        dont="Hide two options in a list where two radio buttons would show them.",
    ),
    ComponentKind(
        name="checkbox",
        title="Checkbox",
        anatomy="Box, label to its right; both together are the target.",
        states=(*_CONTROL, "error", "selected"),
        keyboard="`Space` toggles; groups stand in a `<fieldset>` with a `<legend>`.",
        measures="20 px box in a 44 px row, radius at most 6 px.",
        purpose="Takes a yes that counts when the form is sent.",
        do="Word it as a statement that one agrees to.",
        dont="Tick a consent beforehand.",
    ),
    ComponentKind(
        name="switch",
        title="Switch",
        anatomy="Label, track with a thumb; the label says what is on.",
        states=(*_CONTROL, "selected"),
        keyboard='`Space` toggles; `role="switch"` tells assistive technology what it is.',
        measures="44 × 26 px track, thumb 20 px, moves within `--motion-fast`.",
        purpose="Turns a setting on or off at once.",
        do="Let it take effect immediately and say so when saving fails.",
        dont="Use it in a form that has to be sent.",
    ),
    ComponentKind(
        name="card",
        title="Card",
        anatomy="Title, one fact, at most one action; an optional picture on top.",
        states=("default", "hover", "focus", "selected", "loading"),
        keyboard="One target: the title is the link and stretches over the card.",
        measures="Padding `--space-5`, radius `--radius-large`, `--shadow-small`, gap between cards `--gutter`.",
        purpose="Shows one thing and leads to it.",
        do="Give cards of a row the same parts in the same places.",
        dont="Nest cards.",
    ),
    ComponentKind(
        name="list",
        title="List",
        anatomy="Rows of title, note and status; at most one action at the end of a row.",
        states=("default", "hover", "focus", "selected", "loading"),
        keyboard="`Tab` goes from row to row; a row's actions follow it.",
        measures="Rows of at least 56 px, a line between rows, no line after the last one.",
        purpose="Shows many things of one kind.",
        do="Sort by what needs attention first.",
        dont="Show more than a screenful without a way to narrow it down.",
    ),
    ComponentKind(
        name="table",
        title="Table",
        anatomy="Head, rows, numbers right-aligned in tabular figures; a caption names it.",
        states=("default", "hover", "focus", "selected", "loading"),
        keyboard="`<th scope>` for heads; sortable heads are buttons with `aria-sort`.",
        measures="Rows of 44 px, cells padded `--space-3` by `--space-4`; scrolls sideways in its own box on phones.",
        purpose="Lets people compare values.",
        do="Keep the first column in sight on narrow screens.",
        dont="Use it for layout.",
    ),
    ComponentKind(
        name="navigation",
        title="Navigation",
        anatomy="Product name, three to five places, the current one marked; a bar below on phones.",
        states=("default", "hover", "focus", "active", "selected"),
        keyboard='In a `<nav>` with a name; the current place has `aria-current="page"`; a skip link comes first.',
        measures="64 px high, targets of at least 44 px.",
        purpose="Shows where one is and where one can go.",
        do="Name places with the nouns that people use.",
        dont="Hide the only way to a main place behind a menu icon.",
    ),
    ComponentKind(
        name="tabs",
        title="Tabs",
        anatomy="Two to five labels, a line under the chosen one, its panel below.",
        states=(*_CONTROL, "selected"),
        keyboard="Arrows move between tabs, `Tab` goes into the panel.",
        measures="44 px high, underline 3 px in `--color-primary`.",
        purpose="Switches between views of one thing.",
        do="Keep each label to one or two words.",
        dont="Put steps of a process into tabs.",
    ),
    ComponentKind(
        name="dialog",
        title="Dialog",
        anatomy="Question as title, consequence as text, the action named on its button, a way out.",
        states=("default", "focus", "loading", "error"),
        keyboard="Focus moves in and stays in, `Esc` closes, focus returns to where it was.",
        measures="At most 480 px wide, padding `--space-6`, radius `--radius-large`, `--shadow-large`.",
        purpose="Asks before something that cannot be taken back.",
        do="Say what will be lost.",
        dont="Ask for what can be undone: do it and offer to undo it.",
    ),
    ComponentKind(
        name="toast",
        title="Toast",
        anatomy="Icon, one sentence, at most one action.",
        states=("default", "error"),
        keyboard='`role="status"`, errors `role="alert"`; it never takes the focus.',
        measures="At the lower edge, at most 420 px wide; stays 6 s, or until dismissed when it has an action.",
        purpose="Confirms what has just happened.",
        do="Offer to undo.",
        dont="Tell errors of a form in it: those belong to the field.",
    ),
    ComponentKind(
        name="badge",
        title="Badge",
        anatomy="One or two words, optionally a dot or an icon before them.",
        states=("default",),
        keyboard="Not operable; its words carry the meaning, its colour repeats it.",
        measures="24 px high, radius `--radius-full`, size `--text-caption`, weight 600.",
        purpose="Names a status.",
        do="Use the same word for the same status everywhere.",
        dont="Use it for a count that one can act on.",
    ),
    ComponentKind(
        name="progress",
        title="Progress",
        anatomy="A bar with its share in words, or a skeleton in the shape of what is to come.",
        states=("default", "loading", "error"),
        keyboard='`<progress>` with a label; long waits are announced in a `role="status"`.',
        measures="Bar 8 px high; a skeleton appears after 300 ms, a sentence after 4 s.",
        purpose="Shows how far something has come.",
        do="Show real steps where there are some.",
        dont="Block the page for what can go on in the background.",
    ),
    ComponentKind(
        name="empty_state",
        title="Empty state",
        anatomy="A small drawing, a title, one sentence, the action that ends the emptiness.",
        states=("default", "error"),
        keyboard="The action is the first target of the region.",
        measures="Centred, text at most 40 characters wide, `--space-8` above and below.",
        purpose="Explains what will be here and how to begin.",
        do="Show the first action right there.",
        dont="Blame the user or the search.",
    ),
)

"""ComponentGuidance: what each component is for in this product, and the product's own texts to show in them."""

from workers.language_models.offline.facts import Facts
from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import ComponentGuidance, ComponentNote, SpecimenEntry, Specimens

_SHORT = 40

# Of each component what it is for, what to do, what not to do. The names in braces are attributes of the facts.
_NOTES = {
    "button": (
        "Starts the step with which {crowd} {purpose}.",
        "Name the result on it, such as “Add {item}”, so that {crowd} know what they will get.",
        "Offer {crowd} two filled buttons beside the same {item}.",
    ),
    "input": (
        "Takes what only {somebody} can know about {topic}.",
        "Show an example with {topic} below the label while {crowd} type.",
        "Ask {crowd} for anything about {topic} that {the_product} can find out itself.",
    ),
    "select": (
        "Lets {crowd} sort {topic} into the few kinds that they speak of.",
        "Put the kind of {item} that {crowd} chose last at the top.",
        "Let {crowd} scroll for the usual kind of {item}.",
    ),
    "checkbox": (
        "Records what {somebody} agrees to before {topic} can be shared.",
        "Say in its label what happens to {topic} when {crowd} tick it.",
        "Tick anything about {topic} on behalf of {crowd}.",
    ),
    "switch": (
        "Turns help with {topic} on or off for {crowd}, at once.",
        "Tell {crowd} right away when a setting for {topic} could not be kept.",
        "Use it where {crowd} have to press a button to save {topic}.",
    ),
    "card": (
        "Shows one {item} with the one fact that {crowd} look for.",
        "Keep the state of {topic} in the same corner, where {crowd} learn to find it.",
        "Fill it with everything that {the_product} knows about {topic}.",
    ),
    "list": (
        "Shows {crowd} what is open about {topic}, the most urgent first.",
        "Let {crowd} finish the usual step for {topic} from the row itself.",
        "Mix {topic} with messages of {the_product} in one list.",
    ),
    "table": (
        "Lets {crowd} compare {topic} over time.",
        "Right-align figures about {topic} and keep their unit in the head for {crowd}.",
        "Show {crowd} more columns about {topic} than they compare.",
    ),
    "navigation": (
        "Takes {crowd} between {topic}, what came of it and their settings.",
        "Keep {topic} in the first place, since {crowd} open {the_product} for it.",
        "Rename places between releases; {crowd} find {topic} by habit.",
    ),
    "tabs": (
        "Switches between open and finished {topic} without leaving the view that {crowd} are in.",
        "Count the open {topic} in the label, so that {crowd} need not look.",
        "Lead {crowd} through {doing} with tabs.",
    ),
    "dialog": (
        "Asks {crowd} before anything about {topic} is gone for good.",
        "Name the {item} in question, so that {crowd} see what they would lose.",
        "Interrupt {crowd} in {doing} for anything that can wait.",
    ),
    "toast": (
        "Confirms to {crowd} that a step with {topic} has worked.",
        "Offer to undo the last change to {topic} as long as {crowd} can see it.",
        "Tell {crowd} about problems with {topic} in passing.",
    ),
    "badge": (
        "Names the state of one {item} in a word that {crowd} know.",
        "Use the same three words for {topic} wherever {crowd} look.",
        "Invent a colour for each kind of {item} that {crowd} have.",
    ),
    "progress": (
        "Shows {crowd} how far they have come with {topic}.",
        "Say it in words as well: how much about {topic} is done and how much {crowd} have left.",
        "Make {crowd} wait for {topic} that could load behind the scenes.",
    ),
    "empty_state": (
        "Tells {crowd} what will stand here once they {purpose}.",
        "Offer the first {item} right there, so that {crowd} begin in one press.",
        "Leave {crowd} alone with a blank page where {topic} should be.",
    ),
}  # fmt: skip


def component_guidance(reading: Reading) -> ComponentGuidance:
    """Notes for every component, specimens, and how they came to be."""
    f = reading.facts
    words = {name: getattr(f, name) for name in ("crowd", "topic", "item", "purpose", "doing", "somebody")}
    words["the_product"] = f.the_product
    notes = [
        ComponentNote(
            component=name,
            purpose=purpose.format_map(words),
            do=do.format_map(words),
            dont=dont.format_map(words),
        )
        for name, (purpose, do, dont) in _NOTES.items()
    ]
    rest = covering(reading, str(notes))
    remark = f"The texts of {f.the_product} for {f.crowd} were written offline from the brief."
    return ComponentGuidance(
        components=notes,
        specimens=_specimens(reading),
        note=" ".join(part for part in (remark, rest) if part),
    )


def _specimens(reading: Reading) -> Specimens:
    f, voice = reading.facts, Voice(reading, "specimens")
    item, noun, topic = _short(f.item), _short(f.topic_noun), _short(f.topic)
    return Specimens(
        headline=_headline(voice, topic),
        lead=f"{capitalised(f.the_product)} keeps {f.topic} in one place and shows {f.crowd} the next step.",
        navigation=[
            capitalised(_word(f)),
            *voice.some("places", 2, ["Today", "Progress", "Calendar", "Team"]),
            "Settings",
        ],
        action=f"Add {item}",
        second_action=voice.pick("second", "See all", "Look back", "Plan ahead", "Compare weeks"),
        destructive_action=f"Delete {item}",
        field_label=f"Name of the {item}",
        field_example=capitalised(voice.pick("example", f"{noun} for Friday", f"our first {noun}", f"{noun} at noon")),
        field_hint=f"A few words by which you will know this {item} again.",
        field_error=f"This {item} has no name yet. Write at least two letters.",
        choice_label=f"When does the {item} come up?",
        choices=voice.some("choices", 4, ["Every day", "Twice a week", "On weekdays", "Once a month", "Only once"]),
        consent=f"Those who help me may see my {topic}",
        preference=f"Remind me of {topic} in the evening",
        entries=_entries(f, voice, noun),
        success=f"Your {item} is saved.",
        failure=f"We could not save your {item}. Check your connection and try again.",
        dialog_title=f"Delete this {item}?",
        dialog_text=f"What you wrote about it will be gone. Everything else about your {topic} stays as it is.",
        empty_title=f"No {topic} yet",
        empty_text=f"Add the first one, and {f.the_product} takes it from there.",
    )


def _headline(voice: Voice, topic: str) -> str:
    return voice.pick("headline", f"Your {topic} today", f"{capitalised(topic)} at a glance", f"This week’s {topic}")


def _entries(f: Facts, voice: Voice, noun: str) -> list[SpecimenEntry]:
    features = [capitalised(_short(feature)) for feature in f.features[:2]]
    ordinary = [f"Morning {noun}", f"{noun} for Friday", f"{noun} from last week", f"shared {noun}", f"first {noun}"]
    titles = [*features, *map(capitalised, voice.some("entries", 4 - len(features), ordinary))]
    notes = voice.some(
        "notes", 4, ["Due at 9:30", "Since Monday", "Three of four done", "Added yesterday", "Every week"]
    )
    states = voice.some("states", 4, ["Open", "Done", "Due today", "Waiting"])
    return [
        SpecimenEntry(title=title, note=note, status=status)
        for title, note, status in zip(titles, notes, states, strict=True)
    ]


def _word(f: Facts) -> str:
    """The topic in one word."""
    return _short(f.topic.split()[-1].strip("“”")) or "Overview"


def _short(phrase: str) -> str:
    """A phrase that fits on a button: whole words of its end."""
    words = phrase.split()
    while len(" ".join(words)) > _SHORT and len(words) > 1:
        words = words[1:]
    return " ".join(words)[:_SHORT]

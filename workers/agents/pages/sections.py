"""The sections that screens are made of: content only, so that HTML and an app's components draw the same.

A model answers with these; how they look is decided by the design tokens and by whoever renders them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

Text = Annotated[str, Field(max_length=600)]
Line = Annotated[str, Field(max_length=160)]


class Action(BaseModel):
    """Something to press."""

    label: Line
    target: Line = ""
    """The id of the screen that it leads to; '' stays where it is."""


class Item(BaseModel):
    title: Line
    text: Text = ""


class Hero(BaseModel):
    """The opening of a page."""

    kind: Literal["hero"] = "hero"
    eyebrow: Line = ""
    headline: Line
    text: Text
    primary: Action
    secondary: Action | None = None


class Features(BaseModel):
    """Cards, each a thing that the product does."""

    kind: Literal["features"] = "features"
    heading: Line
    items: list[Item] = Field(min_length=1, max_length=9)


class Steps(BaseModel):
    """What happens one after the other."""

    kind: Literal["steps"] = "steps"
    heading: Line
    items: list[Item] = Field(min_length=1, max_length=8)


class Tier(BaseModel):
    name: Line
    price: Line
    text: Text = ""
    points: list[Line] = Field(min_length=1, max_length=8)
    featured: bool = False
    action: Action


class Pricing(BaseModel):
    kind: Literal["pricing"] = "pricing"
    heading: Line
    tiers: list[Tier] = Field(min_length=1, max_length=4)


class Question(BaseModel):
    question: Line
    answer: Text


class Faq(BaseModel):
    kind: Literal["faq"] = "faq"
    heading: Line
    items: list[Question] = Field(min_length=1, max_length=10)


class Stat(BaseModel):
    value: Line
    label: Line


class Stats(BaseModel):
    """A few numbers at a glance."""

    kind: Literal["stats"] = "stats"
    heading: Line = ""
    items: list[Stat] = Field(min_length=1, max_length=6)


class Entry(BaseModel):
    title: Line
    note: Line = ""
    status: Line = ""
    done: bool = False


class Entries(BaseModel):
    """A list of the things that the product is about, such as today's habits."""

    kind: Literal["entries"] = "entries"
    heading: Line
    items: list[Entry] = Field(min_length=1, max_length=12)
    action: Action | None = None


class Bar(BaseModel):
    label: Line
    value: int = Field(ge=0, le=100)


class Chart(BaseModel):
    """Bars of 0 to 100."""

    kind: Literal["chart"] = "chart"
    heading: Line
    caption: Text = ""
    bars: list[Bar] = Field(min_length=2, max_length=12)


class FormField(BaseModel):
    label: Line
    type: Literal["text", "email", "number", "date", "time", "select", "checkbox", "textarea"] = "text"
    placeholder: Line = ""
    options: list[Line] = Field(default_factory=list, max_length=12)


class Form(BaseModel):
    kind: Literal["form"] = "form"
    heading: Line
    text: Text = ""
    fields: list[FormField] = Field(min_length=1, max_length=12)
    action: Action


class Prose(BaseModel):
    kind: Literal["prose"] = "prose"
    heading: Line
    paragraphs: list[Text] = Field(min_length=1, max_length=8)


class CallToAction(BaseModel):
    kind: Literal["call_to_action"] = "call_to_action"
    heading: Line
    text: Text = ""
    action: Action


class Voice(BaseModel):
    text: Text
    who: Line


class Voices(BaseModel):
    """What people say, or are to be able to say one day."""

    kind: Literal["voices"] = "voices"
    heading: Line
    items: list[Voice] = Field(min_length=1, max_length=6)


class Table(BaseModel):
    """Rows and columns; every row has as many cells as there are columns, others are cut or filled up."""

    kind: Literal["table"] = "table"
    heading: Line
    columns: list[Line] = Field(min_length=2, max_length=6)
    rows: list[list[Line]] = Field(min_length=1, max_length=12)


class Footer(BaseModel):
    """The end of a page."""

    kind: Literal["footer"] = "footer"
    text: Text = ""
    links: list[Action] = Field(default_factory=list, max_length=8)


Section = Annotated[
    Hero
    | Features
    | Steps
    | Pricing
    | Faq
    | Stats
    | Entries
    | Chart
    | Form
    | Prose
    | CallToAction
    | Voices
    | Table
    | Footer,
    Field(discriminator="kind"),
]

ScreenType = Literal["landing", "dashboard", "list", "detail", "form", "onboarding", "settings", "pricing", "other"]


class Screen(BaseModel):
    """One screen of the product, complete."""

    title: Line
    sections: list[Section] = Field(min_length=1, max_length=10)
    note: Text = Field(default="", description="A remark for whoever builds the screen; it is not shown")

"""What the design-system agent asks a model for: words. Colours and sizes are computed from them."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

ComponentName: TypeAlias = Literal[
    "button", "input", "select", "checkbox", "switch", "card", "list", "table", "navigation", "tabs", "dialog",
    "toast", "badge", "progress", "empty_state",
]  # fmt: skip

Words: TypeAlias = Annotated[str, Field(min_length=1)]


class Principle(BaseModel):
    title: Words = Field(description="Two to five words")
    text: Words = Field(description="One or two sentences: what it means for a screen of this product")


class Wording(BaseModel):
    """A text of the interface, and the one that it replaces."""

    say: Words
    instead_of: Words


class BrandDirection(BaseModel):
    """How the product should look and sound."""

    product: Words = Field(description="The product's name, or what it is, in two to four words, as a headline")
    summary: Words = Field(description="Two sentences: who it is for and what the design has to achieve for them")
    mood: list[Words] = Field(min_length=1, max_length=5, description="Adjectives, the most important one first")
    primary: str | None = Field(
        description="The brand's colour as #rrggbb; null lets it be chosen from subject and mood"
    )
    principles: list[Principle] = Field(min_length=3, max_length=6)
    voice: Words = Field(description="Two sentences on how the product speaks")
    wordings: list[Wording] = Field(min_length=3, max_length=6)
    dos: list[Words] = Field(min_length=3, max_length=6, description="About whole screens, each one sentence")
    donts: list[Words] = Field(min_length=3, max_length=6, description="As imperatives, read behind “Don’t:”")
    note: str = Field(description="How sure this is and what is assumed; may be empty")


class ComponentNote(BaseModel):
    """What a component is for in this product."""

    component: ComponentName
    purpose: Words = Field(description="One sentence")
    do: Words
    dont: Words


class Entry(BaseModel):
    """One of the things that the product is about."""

    title: Words
    note: Words
    status: Words = Field(description="One or two words")


class Specimens(BaseModel):
    """The product's own words for the components: no placeholder text."""

    headline: Words = Field(description="What a screen of the product says at its top, at most eight words")
    lead: Words
    navigation: list[Words] = Field(min_length=3, max_length=4, description="One word each")
    action: Words = Field(description="The product's main action as a button's label")
    second_action: Words
    destructive_action: Words
    field_label: Words
    field_example: Words
    field_hint: Words
    field_error: Words = Field(description="What is wrong and what to do")
    choice_label: Words
    choices: list[Words] = Field(min_length=3, max_length=5)
    consent: Words = Field(description="What a checkbox asks for")
    preference: Words = Field(description="What a switch turns on")
    entries: list[Entry] = Field(min_length=3, max_length=5)
    success: Words
    failure: Words
    dialog_title: Words = Field(description="A question before something is deleted")
    dialog_text: Words
    empty_title: Words
    empty_text: Words


class ComponentGuidance(BaseModel):
    components: list[ComponentNote] = Field(min_length=1, description="Each component once")
    specimens: Specimens
    note: str = Field(description="What is assumed; may be empty")

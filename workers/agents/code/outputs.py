"""What the code agent asks a model for when it plans an app."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

Name = Annotated[str, Field(min_length=1, max_length=60)]
Line = Annotated[str, Field(min_length=1, max_length=160)]
Text = Annotated[str, Field(min_length=1, max_length=600)]

FieldType: TypeAlias = Literal["text", "textarea", "number", "money", "date", "time", "select", "checkbox"]
Rhythm: TypeAlias = Literal["once", "daily"]


class PlannedField(BaseModel):
    """One thing that is asked for about an entry."""

    label: Name
    type: FieldType
    required: bool = False
    options: list[Name] = Field(default_factory=list, max_length=8, description="Only for select: at least two")
    unit: Name | None = Field(default=None, description="Of a number, e.g. min; of money its sign, e.g. €")
    hint: Name | None = Field(default=None, description="An example of what to enter")


class PlannedEntity(BaseModel):
    """The one thing that users keep in this product, such as a habit, a recipe, an invoice."""

    singular: Name
    plural: Name
    rhythm: Rhythm = Field(description="daily: done again every day; once: done for good")
    done_label: Name = Field(description="What a done one is called, e.g. Paid")
    open_label: Name = Field(description="What an open one is called, e.g. Unpaid")
    fields: list[PlannedField] = Field(
        min_length=2, max_length=7, description="The first one is its name, of type text"
    )
    examples: list[list[Name]] = Field(
        min_length=2, max_length=5, description="Each has one value per field, in the order of the fields; - for none"
    )


class PlannedPage(BaseModel):
    """A page of content, besides the list, the dashboard and the settings, which every app has."""

    name: Name
    description: Text


class PlannedFeature(BaseModel):
    title: Line
    text: Text


class AppPlan(BaseModel):
    """An app, planned: what it is called, what is kept in it, what its pages are."""

    name: Name = Field(description="The product's name, at most four words")
    tagline: Line
    summary: Text
    mood: Line = Field(description="Two or three words for its look, e.g. calm, warm")
    entity: PlannedEntity
    pages: list[PlannedPage] = Field(min_length=1, max_length=3, description="The first one is the start page")
    features: list[PlannedFeature] = Field(min_length=3, max_length=12)
    note: Text | None = Field(default=None, description="A remark for whoever works on the app; it is not shown in it")

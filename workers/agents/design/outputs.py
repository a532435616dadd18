"""What the design agent asks a model for, besides the screens themselves (``pages.sections.Screen``)."""

from pydantic import BaseModel, Field

from workers.agents.pages.sections import Line, ScreenType, Text


class Brand(BaseModel):
    """The direction of a look; the tokens are computed from it."""

    mood: Line = Field(description="One to three words, the most important first, such as calm, playful, editorial")
    primary: Line | None = Field(
        default=None, description="#rrggbb or the name of a colour; null leaves it to the mood"
    )
    reason: Text = Field(description="Why this suits the people whom the product is for")


class PlannedScreen(BaseModel):
    id: Line = Field(description="A short slug such as weekly-review")
    name: Line = Field(description="As the navigation calls it, one or two words")
    type: ScreenType
    description: Text = Field(description="What people do here and which sections it has")


class ScreenPlan(BaseModel):
    """Which screens show the product best."""

    product: Line = Field(description="The product's name, at most four words")
    tagline: Line
    language: Line = Field(default="en", description="The language tag of the material, in which screens are written")
    screens: list[PlannedScreen] = Field(min_length=3, max_length=5)
    note: Text = Field(default="", description="A remark for whoever builds the screens; it is not shown")

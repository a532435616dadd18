"""An app as data: everything that its generated files are made from.

It stands in the app's own folder, so that a later run changes what is there instead of starting anew.
The list ``custom`` names the files that were changed one by one: generating leaves them as they are.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field, ValidationError

from workers.agents.code.outputs import FieldType, Rhythm
from workers.agents.pages.sections import ScreenType, Section
from workers.agents.visual_identity.tokens import DesignTokens

FOLDER = "app"
"""The project's folder in the sandbox."""
SPEC_FILE = "baton-app.json"

PageKind: TypeAlias = Literal["content", "dashboard", "list", "form", "settings", "about", "changes"]
Theme: TypeAlias = Literal["auto", "light", "dark"]
Priority: TypeAlias = Literal["must", "should", "could"]
Value: TypeAlias = str | bool | int | float

Slug = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,39})?$")]
Key = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9]{0,39}$")]


class AppField(BaseModel):
    key: Key
    label: str
    type: FieldType
    required: bool = False
    options: list[str] = Field(default_factory=list)
    unit: str = ""
    hint: str = ""


class AppEntity(BaseModel):
    singular: str
    plural: str
    rhythm: Rhythm
    done_label: str
    open_label: str
    fields: list[AppField] = Field(min_length=1)
    examples: list[dict[str, Value]] = Field(default_factory=list)


class AppPage(BaseModel):
    """A route. ``path`` is its address without slashes, '' the start page."""

    path: Slug
    name: str
    """As the navigation calls it."""
    kind: PageKind
    """What works on it; ``content`` is there to be read."""
    type: ScreenType = "other"
    """Of the screen that it shows: decides what stands around it."""
    title: str
    description: str = ""
    sections: list[Section] = Field(default_factory=list)
    screen: str = ""
    """The id of the design's screen that it shows; '' for a page of its own."""

    @property
    def href(self) -> str:
        return f"/{self.path}/" if self.path else "/"


class AppFeature(BaseModel):
    title: str
    text: str = ""
    priority: Priority = "must"


class AppChange(BaseModel):
    """A request after the first version, and whether it was carried out."""

    title: str
    text: str = ""
    done: bool


class AppSpec(BaseModel):
    version: Literal[1] = 1
    brief: str = ""
    """The message that the app was made for."""
    key: Slug
    """Names the app's storage in the browser: it stays when the product gets another name."""
    seed: str
    """Decides what the mood leaves open; stays as well."""
    name: str = Field(min_length=1)
    language: str = Field(default="en", pattern=r"^[a-zA-Z0-9-]{2,20}$")
    tagline: str = ""
    summary: str = ""
    theme: Theme = "auto"
    tokens: DesignTokens
    entity: AppEntity
    pages: list[AppPage] = Field(min_length=1)
    features: list[AppFeature] = Field(default_factory=list)
    changes: list[AppChange] = Field(default_factory=list)
    """Newest first."""
    footer: str = ""
    note: str = ""
    """A remark for whoever works on the app; it is not shown in it."""
    custom: list[str] = Field(default_factory=list)

    def page(self, path: str) -> AppPage | None:
        return next((page for page in self.pages if page.path == path), None)

    def page_of_kind(self, kind: PageKind) -> AppPage:
        """The first page of a kind. Raises StopIteration if there is none: list and dashboard always are."""
        return next(page for page in self.pages if page.kind == kind)


def parsed_spec(content: bytes) -> AppSpec | None:
    """The specification in a file; None for anything else, such as a file that somebody has spoilt."""
    try:
        return AppSpec.model_validate_json(content)
    except ValidationError:
        return None

"""What a change of an app can be. A model answers with these; ``editing`` carries them out."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

from workers.agents.code.app_spec import Theme
from workers.agents.code.outputs import Line, Name, PlannedField, Text

Path = Annotated[str, Field(min_length=1, max_length=200, description="Relative to the app's folder")]
SectionKind: TypeAlias = Literal[
    "hero", "features", "steps", "pricing", "faq", "stats", "entries", "chart", "form", "prose", "call_to_action",
    "voices", "table",
]  # fmt: skip
LARGEST_FILE = 100_000
"""Characters of a file that an edit writes."""


class Rename(BaseModel):
    """Give the product another name, everywhere."""

    kind: Literal["rename"] = "rename"
    name: Name


class Recolour(BaseModel):
    """Another look: a main colour, a mood in a few words, or both."""

    kind: Literal["recolour"] = "recolour"
    primary: Name | None = Field(default=None, description="#rrggbb or the name of a colour")
    mood: Line | None = None


class SetTheme(BaseModel):
    kind: Literal["set_theme"] = "set_theme"
    theme: Theme


class ReplaceWords(BaseModel):
    """Replace a text wherever the app says it."""

    kind: Literal["replace_words"] = "replace_words"
    find: Text
    replace: Annotated[str, Field(max_length=600)]


class AddPage(BaseModel):
    """A new page of content; its sections are written from the description."""

    kind: Literal["add_page"] = "add_page"
    name: Name
    description: Text


class RemovePage(BaseModel):
    kind: Literal["remove_page"] = "remove_page"
    page: Name = Field(description="Its name or path")


class AddSection(BaseModel):
    """New sections at the end of a page, written from the description."""

    kind: Literal["add_section"] = "add_section"
    page: Name = Field(description="Name or path of the page; start for the first one")
    section: SectionKind | None = Field(default=None, description="Its kind, if there is one that fits")
    description: Text


class RemoveSection(BaseModel):
    kind: Literal["remove_section"] = "remove_section"
    page: Name = Field(description="Name or path of the page; start for the first one")
    section: Name = Field(description="Its kind, such as pricing or faq, or its heading")


class AddField(BaseModel):
    """One more thing to enter about each entry."""

    kind: Literal["add_field"] = "add_field"
    field: PlannedField


class RemoveField(BaseModel):
    kind: Literal["remove_field"] = "remove_field"
    label: Name


class CheckConfiguration(BaseModel):
    """Compare all generated files with what they must be, and restore those of the configuration."""

    kind: Literal["check_configuration"] = "check_configuration"


class ReplaceText(BaseModel):
    """Replace a text that stands in one file exactly once."""

    kind: Literal["replace_text"] = "replace_text"
    path: Path
    find: Annotated[str, Field(min_length=1, max_length=LARGEST_FILE)]
    replace: Annotated[str, Field(max_length=LARGEST_FILE)]


class WriteFile(BaseModel):
    kind: Literal["write_file"] = "write_file"
    path: Path
    content: Annotated[str, Field(max_length=LARGEST_FILE)]


class DeleteFile(BaseModel):
    kind: Literal["delete_file"] = "delete_file"
    path: Path


class Note(BaseModel):
    """A request that was not carried out, kept on the page of news."""

    kind: Literal["note"] = "note"
    title: Line
    reason: Text


Change = Annotated[
    Rename
    | Recolour
    | SetTheme
    | ReplaceWords
    | AddPage
    | RemovePage
    | AddSection
    | RemoveSection
    | AddField
    | RemoveField
    | CheckConfiguration
    | ReplaceText
    | WriteFile
    | DeleteFile
    | Note,
    Field(discriminator="kind"),
]


class AppEdit(BaseModel):
    """An edit of an app: what changes, and in one sentence why."""

    summary: Line
    changes: list[Change] = Field(min_length=1, max_length=12)

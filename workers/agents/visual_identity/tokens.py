"""Design tokens: every value of a look that documents, screens and apps repeat.

They travel in a session's state as JSON. Whatever ends up in a style sheet is a number or follows a
pattern, so that no text of a model or a user can get into one.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field

Hex = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
FontStack = Annotated[str, Field(pattern=r"^[A-Za-z0-9 ,'-]{3,300}$")]
Pixels = Annotated[int, Field(ge=0, le=2_000)]
StepName: TypeAlias = Literal["caption", "small", "body", "lead", "h4", "h3", "h2", "h1", "display"]


class Palette(BaseModel):
    """Colours by what they are for. Which stand legibly on which: ``contrast.PAIRS``."""

    background: Hex
    surface: Hex
    """Quiet areas: table heads, side bars, wells."""
    surface_raised: Hex
    """Cards, dialogs, menus."""
    border: Hex
    """Lines that only decorate."""
    border_strong: Hex
    """Borders by which a control is recognised."""
    text: Hex
    text_muted: Hex
    primary: Hex
    """Main buttons and links: legible as text, too."""
    on_primary: Hex
    primary_soft: Hex
    on_primary_soft: Hex
    accent: Hex
    on_accent: Hex
    success: Hex
    warning: Hex
    danger: Hex
    focus: Hex
    brand: Hex
    """The brand's exact colour, for decorative areas."""
    on_brand: Hex


class TypeStep(BaseModel):
    """One size of text."""

    name: StepName
    rem: float = Field(ge=0.5, le=8, description="1 rem is 16 px")
    phone_rem: float = Field(ge=0.5, le=8, description="On narrow screens")
    line_height: float = Field(ge=1, le=2, description="In multiples of the size")
    weight: int = Field(ge=100, le=900)
    tracking: float = Field(ge=-0.1, le=0.2, description="In em")
    family: Literal["heading", "body"]


class Typography(BaseModel):
    heading: FontStack
    body: FontStack
    mono: FontStack
    scale: list[TypeStep] = Field(min_length=9, max_length=9, description="Smallest first")


class Radii(BaseModel):
    """Corner radii in pixels."""

    small: Pixels
    medium: Pixels
    large: Pixels
    full: Pixels = 999


class Shadow(BaseModel):
    """Offsets, blur and spread in pixels; opacity on a light ground, 0 to 1."""

    x: int = Field(ge=-40, le=40)
    y: int = Field(ge=-40, le=40)
    blur: int = Field(ge=0, le=120)
    spread: int = Field(ge=-40, le=40)
    opacity: float = Field(ge=0, le=1)


class Shadows(BaseModel):
    small: Shadow
    medium: Shadow
    large: Shadow


class Motion(BaseModel):
    """Durations in milliseconds and one curve."""

    fast: int = Field(ge=0, le=1_000)
    normal: int = Field(ge=0, le=1_000)
    slow: int = Field(ge=0, le=2_000)
    easing: Annotated[str, Field(pattern=r"^cubic-bezier\([0-9., -]{7,40}\)$")]


class Layout(BaseModel):
    """The grid: how wide pages get, in how many columns, and the space between them in pixels."""

    content: Pixels = 1_120
    prose: int = Field(default=66, ge=20, le=120, description="Characters of running text on one line")
    columns: int = Field(default=12, ge=1, le=24)
    gutter: Pixels = 24


class DesignTokens(BaseModel):
    """A whole look."""

    name: str = Field(min_length=1, max_length=120)
    mood: str = Field(max_length=200, description="Words such as calm, editorial")
    primary: Hex
    """The brand's own colour, from which the palettes are made."""
    light: Palette
    dark: Palette
    typography: Typography
    spacing: list[Pixels] = Field(min_length=9, max_length=9)
    """``--space-1`` and so on, smallest first."""
    radii: Radii
    shadows: Shadows
    border_width: int = Field(default=1, ge=0, le=4)
    motion: Motion
    layout: Layout = Field(default_factory=Layout)

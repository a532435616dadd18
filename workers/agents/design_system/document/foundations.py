"""DESIGN.md's sections on measures: type, space, corners, elevation, motion and icons, each from the tokens."""

from workers.agents.design_system.document.markdown import items, section, table
from workers.agents.visual_identity.css import shadow_css
from workers.agents.visual_identity.tokens import DesignTokens

SPACE_USES = (
    "Between an icon and its word",
    "Inside badges, between a label and its field",
    "Inside cells, between small things",
    "Inside fields, between rows of a form",
    "Inside cards, between cards",
    "Inside dialogs, between groups",
    "Between parts of a section",
    "Between sections on phones",
    "Between sections on desktops",
)
"""What each step of the spacing scale is for, smallest first."""
_STEP_USES = {
    "caption": "Labels of charts, badges",
    "small": "Hints, table cells, meta data",
    "body": "Running text, fields, buttons",
    "lead": "The sentence under a title",
    "h4": "Titles of cards",
    "h3": "Titles of groups",
    "h2": "Titles of sections",
    "h1": "The page's one title",
    "display": "Openings of public pages",
}
_PIXELS_PER_REM = 16


def type_section(tokens: DesignTokens) -> str:
    type_ = tokens.typography
    scale = (
        (
            f"`--text-{step.name}`",
            f"{step.rem * _PIXELS_PER_REM:.4g} px",
            f"{step.rem:.4g} rem",
            f"{step.phone_rem * _PIXELS_PER_REM:.4g} px",
            f"{step.line_height:g} ({step.rem * step.line_height * _PIXELS_PER_REM:.3g} px)",
            f"{step.weight}",
            f"{step.tracking:g} em",
            _STEP_USES[step.name],
        )
        for step in reversed(type_.scale)
    )
    return section(
        "Typography",
        "Fonts come with the system: nothing is loaded, nothing shifts.",
        items(
            [
                f"**Headings** `--font-heading`: `{type_.heading}`",
                f"**Text** `--font-body`: `{type_.body}`",
                f"**Figures and code** `--font-mono`: `{type_.mono}`",
            ]
        ),
        table(("Step", "Desktop", "", "Phone", "Line height", "Weight", "Tracking", "Use"), scale),
        items(
            [
                "Sizes grow evenly between 390 and 1280 px of width; they are in rem and follow the reader’s setting.",
                f"Running text is at most {tokens.layout.prose} characters wide and never justified.",
                "Figures that are compared are tabular (`font-variant-numeric: tabular-nums`).",
                "Two weights on one view at most; emphasis inside a sentence is weight, not colour.",
            ]
        ),
    )


def space_section(tokens: DesignTokens) -> str:
    layout = tokens.layout
    steps = (
        (f"`--space-{number}`", f"{pixels} px", f"{pixels / _PIXELS_PER_REM:g} rem", use)
        for number, (pixels, use) in enumerate(zip(tokens.spacing, SPACE_USES, strict=True), start=1)
    )
    return section(
        "Spacing and layout",
        table(("Step", "Size", "", "Use"), steps),
        section(
            "Grid",
            table(
                ("Width", "Columns", "Gutter", "Margin"),
                (
                    ("up to 639 px", "4", f"{tokens.spacing[3]} px", f"{tokens.spacing[3]} px"),
                    ("640 to 1023 px", "8", f"{layout.gutter} px", f"{tokens.spacing[5]} px"),
                    ("from 1024 px", f"{layout.columns}", f"{layout.gutter} px", f"{tokens.spacing[5]} px"),
                ),
            ),
            f"Content is at most {layout.content} px wide. Things that belong together stand closer to each other "
            "than to anything else; a container’s padding is at least as large as the gaps inside it.",
            level=3,
        ),
    )


def radii_section(tokens: DesignTokens) -> str:
    radii = tokens.radii
    return section(
        "Radii",
        table(
            ("Token", "Size", "Use"),
            (
                ("`--radius-small`", f"{radii.small} px", "Checkboxes, tags, inner elements"),
                ("`--radius-medium`", f"{radii.medium} px", "Buttons, fields"),
                ("`--radius-large`", f"{radii.large} px", "Cards, dialogs"),
                ("`--radius-full`", "round", "Badges, switches, portraits"),
            ),
        ),
        f"Lines are {tokens.border_width} px wide. A rounded thing inside a rounded thing has the smaller radius.",
    )


def elevation_section(tokens: DesignTokens) -> str:
    shadows = tokens.shadows
    levels = (
        ("`--shadow-small`", shadows.small, "Cards at rest"),
        ("`--shadow-medium`", shadows.medium, "Cards under the pointer, menus, toasts"),
        ("`--shadow-large`", shadows.large, "Dialogs"),
    )
    return section(
        "Elevation",
        table(
            ("Level", "Light", "Dark", "Use"),
            (
                (
                    token,
                    f"`{shadow_css(shadow, tokens.light, dark=False)}`",
                    f"`{shadow_css(shadow, tokens.dark, dark=True)}`",
                    use,
                )
                for token, shadow, use in levels
            ),
        ),
        "In the dark theme height shows first of all in a lighter surface: background, surface, surface raised.",
    )


def motion_section(tokens: DesignTokens) -> str:
    motion = tokens.motion
    return section(
        "Motion",
        table(
            ("Token", "Value", "Use"),
            (
                ("`--motion-fast`", f"{motion.fast} ms", "Hover, press, switches"),
                ("`--motion-normal`", f"{motion.normal} ms", "Menus, tabs, toasts"),
                ("`--motion-slow`", f"{motion.slow} ms", "Dialogs, pages"),
                ("`--motion-easing`", f"`{motion.easing}`", "Everything"),
            ),
        ),
        "Movement explains where something comes from. Only `transform` and `opacity` move. With "
        "`prefers-reduced-motion: reduce` durations are 0.01 ms and nothing loops.",
    )


def iconography_section() -> str:
    return section(
        "Iconography",
        items(
            [
                "Drawn on a grid of 24 px with 2 px of air, lines of 1.75 px, round ends, in `currentColor`, no fills.",
                "16 px beside `--text-small`, 20 px beside `--text-body`, 24 px alone.",
                "An icon stands beside a word. Alone it only closes, searches or opens a menu, and then has a label "
                "for assistive technology.",
                "Never emoji, never two styles of icon on one page.",
            ]
        ),
    )

"""Type: stacks of fonts that systems bring along, since nothing is fetched, and scales of sizes."""

from workers.agents.visual_identity.tokens import StepName, TypeStep, Typography

STACKS = {
    "system": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif",
    "grotesque": "Inter, 'Helvetica Neue', Helvetica, 'Nimbus Sans', 'Liberation Sans', Arial, sans-serif",
    "humanist": "Seravek, 'Gill Sans Nova', Ubuntu, Calibri, 'DejaVu Sans', 'Source Sans Pro', sans-serif",
    "geometric": "Avenir, Montserrat, Corbel, 'URW Gothic', 'Century Gothic', 'Source Sans Pro', sans-serif",
    "rounded": "ui-rounded, 'Hiragino Maru Gothic ProN', Quicksand, Comfortaa, 'Arial Rounded MT Bold', Nunito, "
    "'Trebuchet MS', sans-serif",
    "industrial": "Bahnschrift, 'DIN Alternate', 'Franklin Gothic Medium', 'Nimbus Sans Narrow', "
    "'Arial Narrow', sans-serif",
    "oldstyle": "'Iowan Old Style', 'Palatino Linotype', Palatino, 'URW Palladio L', P052, 'Noto Serif', serif",
    "transitional": "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Noto Serif', Georgia, serif",
    "didone": "Didot, 'Bodoni MT', 'Noto Serif Display', 'URW Bookman', Constantia, Georgia, serif",
    "slab": "Rockwell, 'Rockwell Nova', 'Roboto Slab', 'DejaVu Serif', 'Sitka Small', serif",
    "mono": "ui-monospace, 'Cascadia Code', 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
}
"""By kind of type. Each ends with a generic family."""

_NARROW = 0.5
"""How much of its growth beyond running text a heading keeps on a narrow screen."""
_NARROW_LARGEST = 2.6


def typography(*, heading: str, body: str, root_rem: float, ratio: float, weight: int, tracking: float) -> Typography:
    """A scale whose headings grow by ``ratio`` from step to step above ``root_rem``, the size of running text."""
    headings: list[tuple[StepName, int, float]] = [
        ("h4", 1, 1.35), ("h3", 2, 1.28), ("h2", 3, 1.2), ("h1", 4, 1.12), ("display", 5, 1.06),
    ]  # fmt: skip
    return Typography(
        heading=STACKS[heading],
        body=STACKS[body],
        mono=STACKS["mono"],
        scale=[
            _running("caption", 0.8125 * root_rem, 1.45),
            _running("small", 0.875 * root_rem, 1.5),
            _running("body", root_rem, 1.6),
            _running("lead", 1.1875 * root_rem, 1.55),
            *(
                TypeStep(
                    name=name,
                    rem=round(root_rem * ratio**power, 4),
                    phone_rem=round(min(_NARROW_LARGEST, root_rem * (1 + _NARROW * (ratio**power - 1))), 4),
                    line_height=line_height,
                    weight=weight,
                    tracking=round(tracking * power / 5, 4),
                    family="heading",
                )
                for name, power, line_height in headings
            ),
        ],
    )


def _running(name: StepName, rem: float, line_height: float) -> TypeStep:
    size = round(rem, 4)
    return TypeStep(name=name, rem=size, phone_rem=size, line_height=line_height, weight=400, tracking=0, family="body")

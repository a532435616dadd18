"""A design system in full: the model's words made clean, the tokens, and what is true of every component."""

from collections.abc import Mapping
from dataclasses import dataclass

from workers.agents.design_system.component_catalogue import COMPONENTS, ComponentKind
from workers.agents.design_system.outputs import BrandDirection, ComponentGuidance, ComponentNote, Specimens
from workers.agents.plain_text import one_line
from workers.agents.visual_identity.palettes import tokens_for
from workers.agents.visual_identity.tokens import DesignTokens

PRODUCT_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignSystem:
    """All that a document or a page needs."""

    product: str
    direction: BrandDirection
    specimens: Specimens
    notes: Mapping[str, ComponentNote]
    """By component name; every component has one."""
    remarks: tuple[str, ...]
    """How it was written, for the end of a document."""
    tokens: DesignTokens

    @property
    def components(self) -> tuple[ComponentKind, ...]:
        return COMPONENTS


def assembled(*, direction: BrandDirection, guidance: ComponentGuidance, name: str | None, seed: str) -> DesignSystem:
    """The design system called ``name``, else after its product; ``seed`` decides what the direction leaves open."""
    product = one_line(direction.product, PRODUCT_LIMIT) or "Product"
    tokens = tokens_for(
        name=name or f"{product} Design System",
        mood=", ".join(direction.mood),
        primary=direction.primary,
        seed=seed,
    )
    given = {note.component: note for note in reversed(guidance.components)}
    remarks = dict.fromkeys(remark.strip() for remark in (direction.note, guidance.note))
    return DesignSystem(
        product=product,
        direction=direction,
        specimens=guidance.specimens,
        notes={kind.name: given.get(kind.name) or kind.standard_note() for kind in COMPONENTS},
        remarks=tuple(remark for remark in remarks if remark),
        tokens=tokens,
    )

"""The seven phases of a project, in their order; a project moves forward only, one phase at a time."""

from collections.abc import Sequence

CREATED = "CREATED"
DISCOVERY = "DISCOVERY"
FEATURE_SELECTION = "FEATURE_SELECTION"
PLAN_GENERATION = "PLAN_GENERATION"
PLANNING = "PLANNING"
VISUAL_DISCOVERY = "VISUAL_DISCOVERY"
SPECIFICATION = "SPECIFICATION"

PHASES: Sequence[str] = (
    CREATED,
    DISCOVERY,
    FEATURE_SELECTION,
    PLAN_GENERATION,
    PLANNING,
    VISUAL_DISCOVERY,
    SPECIFICATION,
)
WORKED_IN: Sequence[str] = PHASES[1:]
"""Those that have a beginning, an end and a progress."""


def after(phase: str) -> str | None:
    """The phase that follows; None behind the last."""
    place = PHASES.index(phase) + 1
    return PHASES[place] if place < len(PHASES) else None

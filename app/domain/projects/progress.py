"""How far a project is, 0 to 1 for each phase: computed from what is there and never stored."""

from collections.abc import Mapping

from app.domain.projects.phases import WORKED_IN
from app.domain.projects.queries import PhaseRecord


def progress_by_phase(phases: Mapping[str, PhaseRecord], *, shares: Mapping[str, float]) -> dict[str, float]:
    """By phase: 1 for a completed one, the share of its work that is done (of ``shares``) for one that has begun."""
    return {phase: round(_progress(phases.get(phase), shares.get(phase, 0.0)), 2) for phase in WORKED_IN}


def overall(by_phase: Mapping[str, float]) -> float:
    """The phases weigh the same."""
    return round(sum(by_phase.values()) / len(by_phase), 2)


def _progress(phase: PhaseRecord | None, share: float) -> float:
    if phase is None:
        return 0.0
    return 1.0 if phase.completed_at is not None else min(share, 0.99)

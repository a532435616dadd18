"""Scores from what a brief gives away, spread by the idea's own hash; without signals nothing scores above 7."""

from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Scorecard

_WITHOUT_SIGNALS = 7


def scorecard(
    reading: Reading, voice: Voice, place: str, *, evidence: int, lean: tuple[int, int, int, int]
) -> Scorecard:
    """``lean`` is what the kind of opportunity adds to demand, differentiation, feasibility and monetization."""
    f = reading.facts
    demand = 4 + f.audience_named + bool(f.problem) + min(evidence, 3)
    differentiation = 4 + bool(f.features) + bool(reading.technologies)
    feasibility = 6 - (len(f.constraints) > 1) - (len(reading.technologies) > 2)
    monetization = 4 + f.audience_named + bool(reading.industries)
    parts = (demand, differentiation, feasibility, monetization)
    ceiling = 9 if reading.signals else _WITHOUT_SIGNALS
    scores = [
        max(2, min(ceiling, part + added + voice.number(f"{place}/{number}", -1, 1)))
        for number, (part, added) in enumerate(zip(parts, lean, strict=True))
    ]
    return weighed(*scores)


def weighed(demand: int, differentiation: int, feasibility: int, monetization: int) -> Scorecard:
    """The scorecard with its weighted mean."""
    overall = 0.35 * demand + 0.25 * differentiation + 0.2 * feasibility + 0.2 * monetization
    return Scorecard(
        demand=demand,
        differentiation=differentiation,
        feasibility=feasibility,
        monetization=monetization,
        overall=round(overall, 1),
    )

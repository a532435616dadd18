"""How far a talk is: what each obligation's findings are worth, completeness, the phase, the best next question.

All of it follows from the findings and from what was asked; the tables keep a copy for lists alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.discovery_chat.findings import Finding
from app.domain.discovery_chat.objectives import PHASES, Objective, Obligation

SATISFIED_AT = 0.7
"""The confidence from which on an obligation is met."""
_SUREST = 0.99
_DISPUTED_WORTH = 0.5

Status = Literal["open", "partial", "satisfied", "contradicted"]
STATUSES: Sequence[str] = ("open", "partial", "satisfied", "contradicted")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationStanding:
    """How one obligation stands. ``statements`` are those that hold or are in dispute, oldest first."""

    obligation: Obligation
    status: Status
    confidence: float
    statements: Sequence[str]

    @property
    def credit(self) -> float:
        """Its share of completeness, 0 to 1."""
        return 1.0 if self.status == "satisfied" else min(1.0, self.confidence / SATISFIED_AT)


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    """What to ask next about an obligation; ``validates``: which of two statements holds."""

    key: str
    text: str
    validates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a talk stands."""

    objective: Objective
    obligations: Sequence[ObligationStanding]

    @property
    def completeness(self) -> float:
        """The weighted share of what was found out, 0 to 1."""
        weights = sum(each.obligation.weight for each in self.obligations)
        return round(sum(each.obligation.weight * each.credit for each in self.obligations) / weights, 2)

    @property
    def missing(self) -> list[ObligationStanding]:
        return [each for each in self.obligations if each.status != "satisfied"]

    @property
    def contradicted(self) -> list[ObligationStanding]:
        return [each for each in self.obligations if each.status == "contradicted"]

    @property
    def unresolved(self) -> list[ObligationStanding]:
        """What stands in the way of an end, however much else is known."""
        return [*self.contradicted, *(each for each in self.missing if _is_critical_gap(each))]

    @property
    def phase(self) -> str:
        reached = [phase for phase in PHASES if self.completeness >= self.objective.thresholds[phase]][-1]
        if reached == "closing" and self.unresolved:
            return "validation"
        return "validation" if reached == "exploration" and self.contradicted else reached

    def of(self, key: str) -> ObligationStanding:
        return next(each for each in self.obligations if each.obligation.key == key)

    def next_question(self, asked: Sequence[str]) -> NextQuestion | None:
        """The best question now; None: everything is known. ``asked`` are the keys of those before, oldest first."""
        if self.contradicted:
            return _validation(self.contradicted[0])
        if not self.missing:
            return None
        rank = {each.obligation.key: place for place, each in enumerate(self.obligations)}
        best = min(self.missing, key=lambda each: (_worn(each, asked), *_urgency(each), rank[each.obligation.key]))
        obligation = best.obligation
        wording = obligation.again if obligation.key in asked else obligation.question
        return NextQuestion(key=obligation.key, text=wording, validates=False)


def standing_of(objective: Objective, findings: Sequence[Finding]) -> Standing:
    """How a talk with these findings stands."""
    return Standing(
        objective=objective,
        obligations=[
            _standing(each, [finding for finding in findings if finding.obligation == each.key])
            for each in objective.obligations
        ],
    )


def changes(before: Standing, after: Standing) -> list[ObligationStanding]:
    """The obligations that stand differently than before."""
    earlier: Mapping[str, ObligationStanding] = {each.obligation.key: each for each in before.obligations}
    return [each for each in after.obligations if each != earlier[each.obligation.key]]


def _standing(obligation: Obligation, findings: Sequence[Finding]) -> ObligationStanding:
    counted = [finding for finding in findings if finding.state != "withdrawn"]
    if any(finding.state == "disputed" for finding in counted):
        status: Status = "contradicted"
        confidence = max(finding.confidence for finding in counted) * _DISPUTED_WORTH
    else:
        confidence = _together(counted)
        status = "satisfied" if confidence >= SATISFIED_AT else "partial" if confidence else "open"
    return ObligationStanding(
        obligation=obligation,
        status=status,
        confidence=round(confidence, 2),
        statements=[finding.statement for finding in counted],
    )


def _together(findings: Sequence[Finding]) -> float:
    """Several statements are surer than the surest of them."""
    doubt = 1.0
    for finding in findings:
        doubt *= 1 - finding.confidence
    surest = max((finding.confidence for finding in findings), default=0.0)
    return max(surest, min(_SUREST, round(1 - doubt, 2)))


def _is_critical_gap(each: ObligationStanding) -> bool:
    return each.obligation.critical and each.status != "contradicted"


def _worn(each: ObligationStanding, asked: Sequence[str]) -> int:
    """What was just asked, and what was asked twice, can wait."""
    key = each.obligation.key
    return asked.count(key) + (asked[-1:] == [key])


def _urgency(each: ObligationStanding) -> tuple[bool, float]:
    return not each.obligation.critical, -each.obligation.weight * (1 - each.credit)


def _validation(each: ObligationStanding) -> NextQuestion:
    earlier, later = each.statements[0], each.statements[-1]
    text = f"About {each.obligation.title} you said “{earlier}” and “{later}”. Which of the two holds?"
    return NextQuestion(key=each.obligation.key, text=text, validates=True)

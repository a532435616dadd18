"""What a talk has found out: statements about obligations, and how a new one changes what was held before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast

from app.domain.discovery_chat.objectives import Objective

Kind = Literal["fact", "decision", "inference"]
Relation = Literal["new", "revises", "contradicts"]
State = Literal["held", "disputed", "withdrawn"]

LONGEST_STATEMENT = 300
MOST_FINDINGS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A statement of the user about an obligation. ``disputed``: it and another cannot both hold."""

    obligation: str
    kind: Kind
    statement: str
    confidence: float
    state: State = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A statement as it was just heard. ``relation``: what it does to the earlier ones about its obligation."""

    obligation: str
    kind: Kind
    statement: str
    confidence: float
    relation: Relation = "new"


def taken_in(known: Sequence[Finding], heard: Sequence[Heard], *, objective: Objective) -> list[Finding]:
    """What is known after ``heard``, oldest first. Statements about nothing that the talk asks for are left out."""
    findings = list(known)
    for each in heard:
        statement = " ".join(each.statement.split())[:LONGEST_STATEMENT]
        if statement and objective.obligation(each.obligation) is not None:
            findings = _with(findings, replace(each, statement=statement))
    return findings[-MOST_FINDINGS:]


def to_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [asdict(finding) for finding in findings]


def from_json(written: Sequence[Mapping[str, Any]]) -> list[Finding]:
    return [Finding(**each) for each in written]


def _with(findings: Sequence[Finding], heard: Heard) -> list[Finding]:
    about = [each for each in findings if each.obligation == heard.obligation and each.state != "withdrawn"]
    same = next((each for each in about if each.statement.casefold() == heard.statement.casefold()), None)
    contradicts = heard.relation == "contradicts" and bool(about) and same is None
    state: State = "disputed" if contradicts else "held"
    confidence = round(min(1.0, max(0.0, heard.confidence, same.confidence if same else 0.0)), 2)
    new = Finding(
        obligation=heard.obligation, kind=heard.kind, statement=heard.statement, confidence=confidence, state=state
    )
    settles = heard.relation == "revises" or (same is not None and same.state == "disputed")
    others = "withdrawn" if settles else "disputed" if contradicts else None
    changed = [
        replace(each, state=cast(State, others)) if others and each in about else each
        for each in findings
        if each is not same
    ]
    return [*changed, new]

"""Critique and Verdict: proposals compared by what of the project they cover, and what contradicts in them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Adopted, Assessment, Critique, Verdict
from workers.language_models.offline.writers.specification.gaps import Parts, gaps, parts_of
from workers.language_models.offline.writers.specification.subject import Subject, rows_of, subject_of, texts_of
from workers.language_models.offline.writers.specification.words import mentions, prose, short, told

_MOST = 12
_NOT_PROPOSALS = frozenset({"critiques", "draft", "remarks", "team", "conflicts"})
_TITLES = ("title", "name", "summary", "path")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposal:
    label: str
    output: Mapping[str, Any]
    items: Sequence[str]
    """What it consists of, by title."""
    covered: frozenset[str]
    """What it speaks of, among the words for the project's tasks, things, features and systems."""
    findings: Sequence[str]


def critique(reading: Reading) -> Critique:
    """Each proposal against the project and against the others."""
    subject = subject_of(reading)
    proposals = _proposals(subject)
    return Critique(
        assessments=[_assessment(subject, each, proposals) for each in proposals]
        or [Assessment(proposal="none", strengths=[], weaknesses=["There is no proposal"], score=1)],
        comparison=prose(_comparison(proposals)),
        note=prose(f"{len(proposals)} proposals for {subject.name} were criticised offline, by rule"),
    )


def verdict(reading: Reading) -> Verdict:
    """The proposal that the critics like best, with items of others for what it leaves out."""
    subject = subject_of(reading)
    proposals = _proposals(subject)
    if not proposals:
        note = prose(f"Nothing for {subject.name} was there to decide on offline")
        return Verdict(chosen="none", reasons=["There is no proposal"], adopted=[], rejected=[], note=note)
    scores = {each.label: _score_of(subject, each) for each in proposals}
    best = max(proposals, key=lambda each: (scores[each.label], len(each.covered), -len(each.findings)))
    others = [each for each in proposals if each is not best]
    return Verdict(
        chosen=short(best.label),
        reasons=_reasons(subject, best, others, scores),
        adopted=list(_adopted(subject, best, others))[:20],
        rejected=[short(each.label) for each in others],
        note=prose(f"This was decided for {subject.name} offline, by rule, between {len(proposals)} proposals"),
    )


def _proposals(subject: Subject) -> list[_Proposal]:
    found = []
    for label, output in subject.inputs.items():
        if label not in _NOT_PROPOSALS and isinstance(output, Mapping) and told(label):
            found.append(_proposal(subject, label, output))
    return found[:_MOST]


def _proposal(subject: Subject, label: str, output: Mapping[str, Any]) -> _Proposal:
    whole = json.dumps(output, ensure_ascii=False)
    named = [*subject.tasks, *(thing.noun for thing in subject.things), *subject.integrations]
    named += [feature.name for feature in subject.features]
    return _Proposal(
        label=label,
        output=output,
        items=tuple(_items(output)),
        covered=frozenset(each for each in named if mentions(whole, each)),
        findings=tuple(each["message"] for each in gaps(subject, _alone(label, output))),
    )


def _alone(label: str, output: Mapping[str, Any]) -> Parts:
    return parts_of({label.partition("/")[0]: output})


def _items(output: Mapping[str, Any]) -> Iterator[str]:
    for key in output:
        for row in rows_of(output, key):
            yield next((told(row.get(name)) for name in _TITLES if told(row.get(name))), "")


def _assessment(subject: Subject, proposal: _Proposal, proposals: Sequence[_Proposal]) -> Assessment:
    others = [each for each in proposals if each is not proposal]
    alone = proposal.covered - frozenset().union(*(each.covered for each in others)) if others else frozenset()
    lacks = frozenset().union(*(each.covered for each in others)) - proposal.covered
    strengths = [f"It speaks of {len(proposal.covered)} of the things, tasks and features of {subject.name}"]
    strengths += [f"Of all proposals only this one covers {listed(sorted(alone)[:5])}"] if alone else []
    weaknesses = [f"Others cover {listed(sorted(lacks)[:5])}, and this one does not"] if lacks else []
    weaknesses += list(proposal.findings[:4])
    longest = max(len(each.items) for each in proposals)
    if others and len(proposal.items) == longest and longest > 1.3 * min(len(each.items) for each in proposals):
        weaknesses.append(f"Its {len(proposal.items)} parts are the most to build of all proposals")
    return Assessment(
        proposal=short(proposal.label),
        strengths=[prose(each) for each in strengths][:10],
        weaknesses=[prose(each) for each in weaknesses][:10],
        score=_score(proposal, lacks),
    )


def _score(proposal: _Proposal, lacks: frozenset[str]) -> int:
    of = len(proposal.covered) + len(lacks)
    covered = len(proposal.covered) / of if of else 0.5
    return max(1, min(10, round(2 + 7 * covered - 0.5 * min(len(proposal.findings), 6))))


def _score_of(subject: Subject, proposal: _Proposal) -> float:
    """The mean of what the critics gave it; what it would get here where none of them has seen it."""
    given = [
        float(row["score"])
        for critic in rows_of(subject.inputs, "critiques")
        for row in rows_of(critic, "assessments")
        if row.get("proposal") == proposal.label and isinstance(row.get("score"), int | float)
    ]
    return sum(given) / len(given) if given else float(_score(proposal, frozenset()))


def _comparison(proposals: Sequence[_Proposal]) -> str:
    if len(proposals) < 2:
        return "There is nothing to compare with"
    told_of = [
        (
            f"{each.label} has {len(each.items)} parts, covers {len(each.covered)} named things and leaves "
            f"{len(each.findings)} gaps"
        )
        for each in proposals
    ]
    return "; ".join(told_of)


def _reasons(subject: Subject, best: _Proposal, others: Sequence[_Proposal], scores: Mapping[str, float]) -> list[str]:
    said = [
        f"{best.label} covers {len(best.covered)} of what {subject.name} is made of: {listed(sorted(best.covered)[:4])}"
    ]
    for other in others[:6]:
        said.append(f"{other.label} was given {scores[other.label]:.1f}, and {best.label} {scores[best.label]:.1f}")
    for critic in rows_of(subject.inputs, "critiques"):
        for row in rows_of(critic, "assessments"):
            if row.get("proposal") == best.label and texts_of(row, "strengths"):
                said.append(capitalised(texts_of(row, "strengths")[0]))
    return [prose(each) for each in said][:10]


def _adopted(subject: Subject, best: _Proposal, others: Sequence[_Proposal]) -> Iterator[Adopted]:
    """From the others, items about what the chosen one does not speak of, each thing once."""
    lacking = {name for other in others for name in other.covered} - best.covered
    for other in others:
        for item in other.items:
            about = next((name for name in sorted(lacking) if mentions(item, name)), None)
            if about is not None:
                lacking.discard(about)
                reason = f"{best.label} says nothing about {about}, which {subject.name} needs"
                yield Adopted(proposal=short(other.label), item=short(item), reason=prose(reason))

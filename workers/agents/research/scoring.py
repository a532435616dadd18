"""Scores and ranks: the arithmetic is ours, since models are poor at weighted means."""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.camel_case import camel_cased
from workers.agents.research.outputs import Opportunity, Scorecard, Validation

WEIGHTS: Mapping[str, float] = {"demand": 0.35, "differentiation": 0.25, "feasibility": 0.2, "monetization": 0.2}
MOST = 4
"""Opportunities that a run can end with."""


def presented(opportunities: Sequence[Opportunity], signals: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Opportunities as events and the session hold them, best first, each with its rank from 1.

    ``evidence`` becomes the cited signals' {signal, source, title, url}; numbers of no signal are dropped.
    """
    return ranked([_presented(opportunity, signals) for opportunity in opportunities[:MOST]])


def validated(opportunity: Mapping[str, Any], validation: Validation) -> dict[str, Any]:
    """``opportunity`` with the second look's scorecard, and the second look itself under ``validation``."""
    second_look = camel_cased(validation)
    scorecard = weighed(second_look.pop("scorecard"))
    return {**opportunity, "scorecard": scorecard, "validation": second_look}


def ranked(opportunities: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Best first; equals keep their order."""
    by_score = sorted(opportunities, key=lambda opportunity: -opportunity["scorecard"]["overall"])
    return [{**opportunity, "rank": rank} for rank, opportunity in enumerate(by_score, start=1)]


def weighed(scorecard: Mapping[str, Any]) -> dict[str, Any]:
    """``scorecard`` with ``overall`` as the weighted mean of its parts, to one digit."""
    overall = round(sum(scorecard[part] * weight for part, weight in WEIGHTS.items()), 1)
    return {**Scorecard(**{**scorecard, "overall": overall}).model_dump(mode="json")}


def _presented(opportunity: Opportunity, signals: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    told = camel_cased(opportunity)
    cited = [number for number in dict.fromkeys(opportunity.evidence) if 0 <= number < len(signals)]
    evidence = [{"signal": number, **_citation(signals[number])} for number in cited]
    return {**told, "scorecard": weighed(told["scorecard"]), "evidence": evidence}


def _citation(signal: Mapping[str, Any]) -> dict[str, Any]:
    return {part: signal[part] for part in ("source", "title", "url")}

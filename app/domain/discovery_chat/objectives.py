"""What each kind of talk has to find out: the data files beside this module, checked when they are first read.

An obligation is met by what the user says. How that is recognised stands with it: in words for a language
model (``looks_for``), and as cues and detectors for a reader by rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("obligations")
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CONTEXT_TYPES: Sequence[str] = ("business_profile", "idea_discovery", "project_discovery")
PHASES: Sequence[str] = ("opening", "exploration", "validation", "closing")
RESEARCH_TYPES: Sequence[str] = ("market_research", "competitor_analysis")
DETECTORS: Sequence[str] = ("people", "suffering", "money", "duration")


class BadObligations(Exception):
    """A data file of discovery chat cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something that has to be found out. ``ontology`` is the type of what it tells about a project; "" for none."""

    key: str
    title: str
    question: str
    again: str
    """The question in other words, for the second time."""
    looks_for: str
    weight: int
    cues: Sequence[str]
    """Phrases that announce it; a word that ends in ``*`` stands for all that begin so."""
    detects: Sequence[str] = ()
    critical: bool = False
    single: bool = False
    """Whether there can be one answer only, so that a second one contradicts the first."""
    ontology: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A research task. It is worth while once something is known about all that it ``needs``."""

    type: str
    needs: Sequence[str]
    asks: str
    cues: Sequence[str]
    """Phrases with which users ask for it themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One kind of talk. ``thresholds``: from which completeness on a phase can be."""

    context_type: str
    title: str
    opening: str
    thresholds: Mapping[str, float]
    obligations: Sequence[Obligation]
    research: Sequence[Inquiry]

    @property
    def complete_at(self) -> float:
        return self.thresholds["closing"]

    def obligation(self, key: str | None) -> Obligation | None:
        return next((each for each in self.obligations if each.key == key), None)

    def inquiry(self, type: str) -> Inquiry:
        return next(each for each in self.research if each.type == type)


def objective_of(context_type: str) -> Objective:
    """The objective of a context type, one of :data:`CONTEXT_TYPES`."""
    return all_objectives()[context_type]


@cache
def all_objectives() -> Mapping[str, Objective]:
    """Every objective by its context type.

    Raises:
        BadObligations: a file is missing, or not as it has to be.
    """
    return {context_type: _read(context_type) for context_type in CONTEXT_TYPES}


def _read(context_type: str) -> Objective:
    path = FOLDER / f"{context_type}.yaml"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        found = Objective(
            context_type=context_type,
            title=content["title"],
            opening=content["opening"],
            thresholds={"opening": 0.0, **content["phases"]},
            obligations=tuple(Obligation(**each) for each in content["obligations"]),
            research=tuple(Inquiry(**each) for each in content["research"]),
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise BadObligations(f"{path.name}: {error}") from None
    _check(found)
    return found


def _check(objective: Objective) -> None:
    name, keys = objective.context_type, [each.key for each in objective.obligations]
    _demand(len(set(keys)) == len(keys), f"{name}: a key comes twice")
    _demand(list(objective.thresholds) == list(PHASES), f"{name}: the phases are {PHASES}")
    _demand(sorted(objective.thresholds.values()) == list(objective.thresholds.values()), f"{name}: phases go up")
    for each in objective.obligations:
        _demand(each.weight > 0 and bool(each.cues), f"{name}, {each.key}: needs a weight and cues")
        _demand(set(each.detects) <= set(DETECTORS), f"{name}, {each.key}: there are the detectors {DETECTORS}")
    for inquiry in objective.research:
        _demand(inquiry.type in RESEARCH_TYPES, f"{name}: there is no research {inquiry.type}")
        _demand(set(inquiry.needs) <= set(keys), f"{name}, {inquiry.type}: needs what is not there")


def _demand(holds: Any, message: str) -> None:
    if not holds:
        raise BadObligations(message)

"""Features and patterns that projects of a kind tend to have: data files, checked when they are first read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.domain.flow.conditions import Condition
from app.domain.flow.question_bank import LOADER, BadQuestions, all_banks

FOLDER = Path(__file__).with_name("library")
PRIORITIES: Sequence[str] = ("must", "should", "could")


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFeature:
    """A feature that projects have whose answers meet ``when``; in every template if ``templates`` is empty."""

    name: str
    description: str
    priority: str
    because: str
    templates: Sequence[str] = ()
    when: Condition = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A known shape of product. Where it matches, the questions that it ``settles`` need not be asked."""

    name: str
    description: str
    when: Condition
    settles: Sequence[str] = ()


@cache
def features() -> Sequence[LibraryFeature]:
    """Raises ``BadQuestions`` where the file is not as it has to be."""
    found = tuple(LibraryFeature(**each) for each in _read("features.yaml"))
    wrong = [each.name for each in found if each.priority not in PRIORITIES]
    _refuse("features.yaml", wrong, [key for each in found for key in each.when])
    return found


@cache
def patterns() -> Sequence[Pattern]:
    """Raises ``BadQuestions`` where the file is not as it has to be."""
    found = tuple(Pattern(**each) for each in _read("patterns.yaml"))
    _refuse("patterns.yaml", [], [key for each in found for key in (*each.when, *each.settles)])
    return found


def check_data() -> None:
    """Read everything that the flow works with.

    Raises:
        BadQuestions: one of the files cannot be used.
    """
    all_banks(), features(), patterns()


def _read(name: str) -> Sequence[Mapping[str, Any]]:
    content = yaml.load((FOLDER / name).read_text(), LOADER)
    if not isinstance(content, list) or not all(isinstance(each, dict) for each in content):
        raise BadQuestions(f"{name}: must be a list of mappings")
    return content


def _refuse(name: str, wrong: Sequence[str], keys: Sequence[str]) -> None:
    known = {question.key for bank in all_banks().values() for question in bank.questions}
    if wrong or (unknown := sorted(set(keys) - known)):
        raise BadQuestions(f"{name}: {list(wrong) or unknown} cannot be used")

"""A requirement before it has its number."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    title: str
    description: str
    priority: str
    criteria: Sequence[str]
    source: str
    type: str = "functional"

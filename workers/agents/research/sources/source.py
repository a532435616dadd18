"""What a source is: something that answers questions with findings, or says why it does not."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from workers.agents.research.sources.web import SourceUnreachable, Web


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one run asks each of its sources."""

    queries: tuple[str, ...]
    results: int
    """Answers to each query that are wanted."""
    passages: tuple[tuple[str, str], ...]
    """The session's own material as (title, text)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer: plain text, bounded; ``url`` is http(s) or None."""

    title: str
    url: str | None
    excerpt: str


class Source(Protocol):
    """One place to look."""

    @property
    def name(self) -> str:
        """The word in settings and events."""

    @property
    def title(self) -> str:
        """The name as people write it."""

    @property
    def obstacle(self) -> str | None:
        """Why it cannot be asked at all, such as a missing key; None if it can."""

    async def findings(self, question: Question, web: Web) -> Sequence[Finding]:
        """The answers to all queries.

        Raises:
            SourceUnreachable: not one query was answered.
        """


async def each_query(question: Question, ask: Callable[[str], Awaitable[Sequence[Finding]]]) -> list[Finding]:
    """Asks every query at once; what some of them brought counts although others failed.

    Raises:
        SourceUnreachable: all of them failed.
    """
    answers = await asyncio.gather(*(_attempt(ask, query) for query in question.queries))
    failures = [answer for answer in answers if isinstance(answer, SourceUnreachable)]
    if failures and len(failures) == len(answers):
        raise failures[0]
    return [finding for answer in answers if not isinstance(answer, SourceUnreachable) for finding in answer]


async def _attempt(
    ask: Callable[[str], Awaitable[Sequence[Finding]]], query: str
) -> Sequence[Finding] | SourceUnreachable:
    try:
        return await ask(query)
    except SourceUnreachable as failure:
        return failure

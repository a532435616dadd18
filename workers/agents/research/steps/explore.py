"""First step: ask every source at once and collect the signals.

Whatever the sources said is kept in the step's output: once this step is committed, no later attempt
asks them again, and every later step sees the same signals.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from httpx2 import AsyncBaseTransport

from app.errors import NothingToWorkOn
from app.settings import Settings
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.research.exploration import Exploration, exploration_of
from workers.agents.research.queries import keywords, search_queries
from workers.agents.research.signals import Signal, merged, signals_of
from workers.agents.research.sources.selection import selected_sources, unknown_sources
from workers.agents.research.sources.session import SessionMaterial
from workers.agents.research.sources.source import Finding, Question, Source
from workers.agents.research.sources.web import SourceUnreachable, Web, open_web

PHASE = "discover"
"""The session's phase, in the words of ``entry``."""
DEADLINE_SECONDS = 3.0
"""For all that one source is asked."""


@dataclass(frozen=True, slots=True)
class _Report:
    """How asking one source ended."""

    source: str
    state: str
    signals: tuple[Signal, ...] = ()


async def explore(
    context: StepContext, *, read_settings: Callable[[], Settings], transport: AsyncBaseTransport | None
) -> StepOutcome:
    """Collects signals from all sources in force; one that fails says so and the others count.

    Raises:
        NothingToWorkOn: neither the request nor the session says what to research.
    """
    exploration = exploration_of(context.input, context.session)
    if exploration.is_empty:
        raise NothingToWorkOn("There is no idea and no message to research.")
    await context.emit("phase", phase="researching")
    settings = read_settings()
    for name in unknown_sources(settings):
        await _say(context, name, "skipped", f"{name}: skipped, there is no such source")
    survey = _Survey(context, exploration)
    async with open_web(transport) as web:
        reports = await _together([survey.ask(source, web) for source in selected_sources(settings)])
    return _outcome(reports)


class _Survey:
    """One run's question to its sources."""

    def __init__(self, context: StepContext, exploration: Exploration) -> None:
        self._context = context
        self._words = keywords(exploration)
        self._question = Question(
            queries=search_queries(exploration), results=exploration.depth.results, passages=_passages(exploration)
        )

    async def ask(self, source: Source, web: Web) -> _Report:
        """Asks one source within its deadline, with a status event before and after."""
        if reason := self._reason_to_skip(source):
            await _say(self._context, source.name, "skipped", f"{source.title}: skipped, {reason}")
            return _Report(source.name, "skipped")
        await _say(self._context, source.name, "started", f"{source.title}: searching")
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                findings = await source.findings(self._question, web)
        except (SourceUnreachable, TimeoutError) as failure:
            reason = str(failure) or "no answer in time"
            await _say(self._context, source.name, "unreachable", f"{source.title}: left out, {reason}")
            return _Report(source.name, "unreachable")
        return await self._found(source, findings)

    async def _found(self, source: Source, findings: Sequence[Finding]) -> _Report:
        signals = tuple(merged(self._on_topic(source, findings)))
        noun = "signal" if len(signals) == 1 else "signals"
        await _say(self._context, source.name, "found", f"{source.title}: {len(signals)} {noun}", len(signals))
        return _Report(source.name, "found", signals)

    def _on_topic(self, source: Source, findings: Sequence[Finding]) -> list[Signal]:
        signals = signals_of(source.name, findings, self._words)
        return [signal for signal in signals if signal["relevance"] > 0 or not self._words]

    def _reason_to_skip(self, source: Source) -> str | None:
        if source.obstacle or self._question.queries or source.name == SessionMaterial.name:
            return source.obstacle
        return "there are no words to search for"


async def _together(asked: Sequence[Coroutine[Any, Any, _Report]]) -> list[_Report]:
    """All at once; when one raises, the others are stopped before the attempt ends (a task group would wrap it)."""
    tasks = [asyncio.create_task(one) for one in asked]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _outcome(reports: Sequence[_Report]) -> StepOutcome:
    signals = merged(signal for report in reports for signal in report.signals)
    searched = [report.source for report in reports if report.state == "found"]
    sources = [{"source": report.source, "state": report.state, "count": len(report.signals)} for report in reports]
    return StepOutcome(
        output={"signals": signals, "sources": sources},
        events=(
            ("research_complete", {"totalSignals": len(signals), "sourcesSearched": searched}),
            ("research_results", {"results": signals}),
        ),
        session={"phase": PHASE},
    )


def _passages(exploration: Exploration) -> tuple[tuple[str, str], ...]:
    told = (
        ("The idea", exploration.idea),
        ("The idea's summary", exploration.summary),
        ("What the founder asks", exploration.freeform_context),
        ("The PRD so far", exploration.prd),
    )
    return tuple((title, text) for title, text in told if text)


async def _say(context: StepContext, source: str, state: str, message: str, count: int = 0) -> None:
    await context.emit("status", source=source, state=state, message=message, count=count)

"""Runs an agent's steps in memory, the way the executor does: fold each outcome, then the next step."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid5

from pydantic_ai.models import Model
from sqlalchemy import Connection

from app.domain.market_data.cache import Cache
from app.domain.market_data.quotes import Quotes
from app.domain.market_data.sample import SampleProvider
from app.engine.queue import RunQueue
from app.errors import NotFound
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.records import SandboxRecord, Site
from app.settings import read_settings
from app.storage.json import dumps
from app.storage.redis import connect
from tests.dialects.quiet import QuietQueue
from workers.agents.agent import (
    Agent,
    Completed,
    DomainWrite,
    NewRun,
    Prompt,
    Step,
    StepContext,
    StepOutcome,
    StepSandbox,
)
from workers.execution.run_prompts import bundled_prompt
from workers.execution.step_sandbox import OpenSandbox

RUN = UUID(int=1)
SESSION = UUID(int=2)
TENANT = UUID(int=3)
SANDBOX = UUID(int=4)

T = TypeVar("T")
Event = tuple[str, dict[str, Any]]


def sample_quotes() -> Quotes:
    """The bundled sample data, without a cache: nothing answers at its address."""
    return Quotes(SampleProvider(), Cache(connect("redis://127.0.0.1:1"), seconds=60))


class Killed(Exception):
    """The attempt ended in the middle of a step."""


@dataclass
class InMemoryContext:
    """A StepContext whose log is a list; ``dies_after`` events it raises ``Killed``."""

    step: str
    language_model: Model
    input: Mapping[str, Any]
    session: Mapping[str, Any]
    outputs: Mapping[str, Any]
    partial_text: str = ""
    dies_after: int | None = None
    events: list[Event] = field(default_factory=list)
    models_asked: list[str | None] = field(default_factory=list)
    run_id: UUID = RUN
    session_id: UUID = SESSION
    tenant_id: UUID = TENANT
    children: Sequence[Mapping[str, Any]] = ()
    answer: Any = None
    workspaces: Path = Path("/nonexistent")
    sites: Mapping[int, Site] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)
    quotes: Quotes = field(default_factory=sample_quotes)
    queue: RunQueue = field(default_factory=QuietQueue)

    async def emit(self, type: str, /, **data: Any) -> None:
        if self.dies_after is not None and len(self.events) >= self.dies_after:
            raise Killed
        self.events.append((type, data))

    async def prompt(self, slug: str, **variables: str) -> Prompt:
        return bundled_prompt(slug, {"agent": "test", **variables})

    def model(
        self,
        model_id: str | None = None,
        *,
        prompt: Prompt | None = None,
        specialist: str | None = None,
    ) -> Model:
        self.models_asked.append(model_id)
        return self.language_model

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What the test says that the tables hold, by the name of the query."""
        wanted = query.func if isinstance(query, partial) else query
        return self.tables[wanted.__name__]  # type: ignore[no-any-return]

    async def sandbox(self, *, label: str, url: str | None = None, owner: UUID | None = None) -> StepSandbox:
        """The real file tools, on a folder of the test's own; no sandbox has a ``url``."""
        if url is not None:
            raise NotFound("There is no sandbox at this sandboxUrl")
        settings = read_settings({"BATON_WORKSPACES_DIR": str(self.workspaces)})
        provider = LocalProvider(settings)
        record = SandboxRecord(
            id=SANDBOX,
            tenant_id=TENANT,
            session_id=owner or SESSION,
            name=f"{label.lower().replace(' ', '-')}-abcdefgh23456789",
            provider=provider.name,
            sites=self.sites,
            used_at=datetime.now(UTC),
        )
        return OpenSandbox(record, provider.create(SANDBOX), settings)

    def start(self, run: NewRun) -> DomainWrite:
        return partial(_started, run=run)

    def identifier(self, name: str) -> UUID:
        return uuid5(self.run_id, f"{self.step}:{name}")


def _started(connection: Connection, *, run: NewRun) -> None:
    """Nothing begins in memory; ``Run.recorded`` shows what would."""


@dataclass
class Run:
    """A run in memory, one step at a time."""

    agent: Agent
    model: Model
    input: Mapping[str, Any] = field(default_factory=dict)
    session: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    outcomes: dict[str, StepOutcome] = field(default_factory=dict)
    writes: list[DomainWrite] = field(default_factory=list)
    models_asked: list[str | None] = field(default_factory=list)
    workspaces: Path = Path("/nonexistent")
    sites: Mapping[int, Site] = field(default_factory=dict)
    tables: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps: Sequence[Step] = self.agent.steps(input=self.input, session=self.session)

    def finish(self) -> "Run":
        """Executes all steps that are left."""
        for step in self.steps[len(self.outputs) :]:
            self.execute(step)
        return self

    def until(self, name: str) -> "Run":
        """Executes the steps before ``name``."""
        for step in self.steps:
            if step.name == name:
                return self
            self.execute(step)
        raise AssertionError(f"no step {name}")

    def execute(self, step: Step) -> StepOutcome:
        context = self.context(step.name)
        self._fold(step.name, context, self.attempt(step, context))
        return self.outcomes[step.name]

    def attempt(self, step: Step, context: InMemoryContext) -> StepOutcome:
        """One attempt at a step, nothing of it kept."""
        return asyncio.run(_awaited(step, context))

    def context(self, name: str, **changes: Any) -> InMemoryContext:
        # Steps see copies: one that changed its context's state would be found out by the comparison of attempts.
        return InMemoryContext(
            step=name,
            language_model=self.model,
            input=self.input,
            session=dict(self.session),
            outputs=dict(self.outputs),
            workspaces=self.workspaces,
            sites=self.sites,
            tables=self.tables,
            **changes,
        )

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    @property
    def types(self) -> list[str]:
        return [type for type, _ in self.events]

    def data_of(self, type: str) -> list[dict[str, Any]]:
        return [data for told, data in self.events if told == type]

    @property
    def text(self) -> str:
        return "".join(data["delta"] for data in self.data_of("text_delta"))

    @property
    def recorded(self) -> list[dict[str, Any]]:
        """The arguments of every write to the domain's tables."""
        return [dict(write.keywords) for write in self.writes if isinstance(write, partial)]

    def _fold(self, name: str, context: InMemoryContext, outcome: StepOutcome) -> None:
        self.events += context.events
        self.events += [(type, dict(data)) for type, data in outcome.events]
        self.models_asked += context.models_asked
        self.outcomes[name], self.outputs[name] = outcome, outcome.output
        self.session |= outcome.session
        self.writes += outcome.writes
        if isinstance(outcome, Completed):
            self.events += [(outcome.terminal, dict(outcome.result)), ("done", {})]


def is_stored_unchanged(value: Any) -> bool:
    """Whether ``value`` is JSON that Postgres takes as it is."""
    return b"\\u0000" not in dumps(value) and _encodable(value)


@contextmanager
def nothing_swallowed() -> Iterator[None]:
    """Fails if ``Killed`` does not come out: a step may not catch what ends its attempt."""
    try:
        yield
    except Killed:
        return
    raise AssertionError("the attempt was not killed")


async def _awaited(step: Step, context: StepContext) -> StepOutcome:
    return await step.run(context)


def _encodable(value: Any) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, Mapping):
        return all(_encodable(key) and _encodable(inner) for key, inner in value.items())
    if isinstance(value, Sequence):
        return all(map(_encodable, value))
    return True

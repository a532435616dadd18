"""What an agent is: a name and a list of steps.

A step is the unit of progress, of checkpoints and of recovery. What it returns, the events that go
with it, what it writes to the session and to the domain's tables, and the money it spent are
committed together or not at all; a run that is taken up again skips the steps that are committed.

A step must be a function of its context alone: it takes time from nowhere and draws ids from
``context.identifier``, so that an attempt that starts a step over makes the same things.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias, TypeVar
from uuid import UUID

from pydantic_ai.models import Model
from sqlalchemy import Connection

from app.domain.market_data.quotes import Quotes
from app.engine.queue import RunQueue
from app.sandboxes.contract import Command, CommandResult, FileEntry
from app.sandboxes.records import Site

T = TypeVar("T")

Json: TypeAlias = Any
"""What orjson can write: dict, list, str, int, float, bool or None."""

DomainWrite: TypeAlias = Callable[[Connection], None]
"""A write to the domain's tables, made inside the step's own transaction. Must not wait on anything else."""


class StepSandbox(Protocol):
    """A sandbox, as a step sees it. Its methods fail as those of ``app.sandboxes.contract.Sandbox`` do.

    What a step writes must depend on nothing but the step's context: an attempt that starts the step
    over writes the same files again, so that they come out whole whatever happened in between.
    """

    id: UUID
    name: str
    """Unguessable; clients know it as ``sandboxName``."""
    url: str
    """Of the main port's preview; clients know it as ``sandboxUrl``."""
    sites: Mapping[int, Site]
    """What each port's preview served when this step began."""

    def url_of(self, port: int) -> str:
        """Where the preview of a port is."""

    async def write(self, files: Mapping[str, str | bytes]) -> None:
        """Put files in place; each appears whole or not at all."""

    async def read(self, path: str) -> bytes: ...

    async def list(self, folder: str = "", *, recursive: bool = False) -> Sequence[FileEntry]: ...

    async def remove(self, path: str) -> None: ...

    async def run(self, command: Command, *, on_line: Callable[[str], Awaitable[None]] | None = None) -> CommandResult:
        """Run a program to its end. A run that is cancelled or loses its fence ends the program with it."""

    def show(self, sites: Mapping[int, Site]) -> DomainWrite:
        """A write that has these ports' previews serve something from the step's commit on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A system prompt, filled in. Without a version it is the text that comes with this release."""

    slug: str
    text: str
    version_id: UUID | None
    project_id: UUID | None
    """Of the registry; whose version it is."""
    model: str | None = None
    """The model that its version names, if this installation can call it."""
    temperature: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRun:
    """A run to be started on its own: in a session that is made for it, with ``session`` as its shared state."""

    agent: str
    input: Mapping[str, Json]
    session_id: UUID
    """From ``StepContext.identifier``, so that another attempt starts no second one."""
    session_kind: str
    session: Mapping[str, Json]


class StepContext(Protocol):
    """What a step may know and do."""

    run_id: UUID
    session_id: UUID
    tenant_id: UUID
    input: Mapping[str, Json]
    """The run's request as the API accepted it (ProductOS names: messages, phase, context, opportunityIndex, …)."""
    session: Mapping[str, Json]
    """The session's shared state (ideaSummary, opportunities, prd, …), with this run's own writes."""
    outputs: Mapping[str, Json]
    """The outputs of this run's finished steps, by step name."""
    children: Sequence[Mapping[str, Json]]
    """After ``WaitForChildren``: each child's {runId, agent, state, result, error}, in the order given."""
    answer: Json
    """After ``WaitForPerson``: what the person answered."""
    partial_text: str
    """Text that a broken attempt of this step had already streamed; '' almost always.

    A step with ``broken="continue"`` must go on right behind it: hand it to ``stream_text`` of
    ``workers.language_models.texts``, which gives it back to the model as the beginning of its answer."""

    quotes: Quotes
    """Market data. Its calls block: a step makes them in a thread."""
    queue: RunQueue
    """For writes to the domain's tables that start runs of their own."""

    async def emit(self, type: str, /, **data: Json) -> None:
        """Append one event to the log. It is durable before anyone sees it; waits while the buffer is full."""

    async def prompt(self, slug: str, **variables: str) -> Prompt:
        """The system prompt that the registry has in force for the run's tenant, filled in with ``variables``.

        Which version that is, is settled when the run first asks, for all prompts of the same agent and all
        attempts. ``agent``, its name, is always among the variables.

        Raises:
            AgentFailed: it has a placeholder with neither a value nor a default.
            NotFound: neither the registry nor this release has a prompt with this slug.
        """

    def model(
        self, model_id: str | None = None, *, prompt: Prompt | None = None, specialist: str | None = None
    ) -> Model:
        """The model of this agent, each call of it reserved from the run's budget beforehand.

        ``model_id`` (from the request) wins over the model of ``prompt``, the one that its calls are made with,
        and that over the settings, where a ``specialist`` may have a model of its own. Tokens and cost count as
        use of ``prompt``, whose temperature is the calls'. Calls raise ``BudgetExceeded``, which the step lets through.
        """

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What ``query`` finds in the domain's tables, in a transaction of its own.

        The tables may change between two attempts: what a step decides by must come from a checkpoint, so a
        step that reads returns what it read, and a later one works on it. ``query`` may be called twice.
        """

    async def sandbox(self, *, label: str, url: str | None = None, owner: UUID | None = None) -> StepSandbox:
        """The session's one sandbox, made at the first call and named after ``label``.

        With ``url`` the one of the same tenant whose preview is there; nothing is fetched. With ``owner``
        that of another session of the same tenant, such as the workspace of a conversation.

        Raises:
            NotFound: no sandbox of this tenant is at ``url``, or the tenant has no session ``owner``.
        """

    def start(self, run: NewRun) -> DomainWrite:
        """A write that starts ``run`` with this step's commit, below the cap of this run. Nobody waits for its end."""

    def identifier(self, name: str) -> UUID:
        """The same UUID for the same run, step and name, in every attempt: the key for effects outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOutcome:
    """What a finished step leaves behind, committed as one."""

    output: Json = None
    """Kept in the checkpoint; later steps read it from ``context.outputs``."""
    events: Sequence[tuple[str, Mapping[str, Json]]] = ()
    """Events (type, data) that appear together with the checkpoint: nothing of them without it."""
    session: Mapping[str, Json] = field(default_factory=dict)
    """Keys to set in the session's shared state."""
    writes: Sequence[DomainWrite] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(StepOutcome):
    """The last step's outcome: ends the run with its terminal event; the engine appends ``done``."""

    terminal: str
    """Type of the terminal event, e.g. ``ideation_complete``."""
    result: Mapping[str, Json]
    """Its payload, complete in itself; also the run's result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A run to be started below this one."""

    agent: str
    input: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForChildren(StepOutcome):
    """Ends the task, not the run: the next step starts when the last child has ended."""

    children: Sequence[Child]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitForPerson(StepOutcome):
    """Ends the task, not the run: the next step starts when somebody has answered."""

    question: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an agent."""

    name: str
    run: Callable[[StepContext], Awaitable[StepOutcome]]
    broken: Literal["continue", "rewind"] = "rewind"
    """What a new attempt does about events of this step that are already in the log.

    ``continue``: the step emits nothing but ``text_delta`` and goes on behind ``partial_text``.
    ``rewind``: the engine emits ``rewind {toCursor}`` and the step starts over.
    """


class Agent(Protocol):
    """A named agent. ``steps`` may depend on the input and on the session, never on anything that changes.

    One with a true ``open_ended`` cannot say how many of its steps it will need: its progress has no total,
    and its stream is warned before the run's time is up.
    """

    @property
    def name(self) -> str: ...

    def steps(self, *, input: Mapping[str, Json], session: Mapping[str, Json]) -> Sequence[Step]: ...


def is_open_ended(agent: Agent) -> bool:
    """Whether the agent's steps are more than it may need."""
    return bool(getattr(agent, "open_ended", False))

"""What a step sees of its run: the one implementation of :class:`workers.agents.agent.StepContext`."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from pydantic_ai.models import Model
from sqlalchemy import Connection

from app.engine.event_log import NewEvent
from app.engine.run_claims import ClaimedRun
from app.errors import AgentFailed
from app.storage.identifiers import derived_id
from workers.agents.agent import DomainWrite, NewRun, Prompt
from workers.execution.new_runs import start_write
from workers.execution.patience import patiently
from workers.execution.prompt_uses import PromptUses
from workers.execution.purse import Ledger, RunPurse
from workers.execution.run_prompts import RunPrompts
from workers.execution.step_sandbox import OpenSandbox, open_sandbox
from workers.execution.worker_process import WorkerProcess
from workers.language_models.budgeted import BudgetedModel
from workers.language_models.providers import is_free, model_named, temperature_for

T = TypeVar("T")

LARGEST_EVENT = 1_000_000
"""Bytes of one event's data at most."""

_EVENTS_IN_A_ROW = 32
"""So many events of one step go by before its loop looks at anything else, such as a cancellation."""


class RunStepContext:
    """One step's view of one attempt of one run."""

    def __init__(
        self,
        *,
        process: WorkerProcess,
        run: ClaimedRun,
        ledger: Ledger,
        step: str,
        session: Mapping[str, Any],
        outputs: Mapping[str, Any],
        children: Sequence[Mapping[str, Any]],
        partial_text: str,
        prompts: RunPrompts,
        uses: PromptUses,
    ) -> None:
        self.run_id = run.id
        self.session_id = run.session_id
        self.tenant_id = run.tenant_id
        self.input = run.input
        self.quotes = process.quotes
        self.queue = process.queue
        self.answer = run.answer
        self.session = session
        self.outputs = outputs
        self.children = children
        self.partial_text = partial_text
        self._process = process
        self._run = run
        self._fence = run.fence
        self._in_a_row = 0
        self._ledger = ledger
        self._step = step
        self._prompts = prompts
        self._uses = uses

    async def emit(self, type: str, /, **data: Any) -> None:
        """Append one event; see the protocol."""
        event = checked(NewEvent.of(type, data))
        room = self._process.events.add(self._fence, [event])
        self._in_a_row += 1
        if room is not None:
            await asyncio.wrap_future(room)
        elif self._in_a_row >= _EVENTS_IN_A_ROW:
            self._in_a_row = 0
            await asyncio.sleep(0)

    async def prompt(self, slug: str, **variables: str) -> Prompt:
        """The system prompt in force for the run; see the protocol."""
        return await self._prompts.prompt(slug, {"agent": self._run.agent.rpartition(".")[2], **variables})

    def model(
        self, model_id: str | None = None, *, prompt: Prompt | None = None, specialist: str | None = None
    ) -> Model:
        """The agent's model; see the protocol."""
        settings = self._process.settings
        name = model_id or (prompt and prompt.model) or self._set_model(specialist)
        free = is_free(name, settings)
        note = partial(self._uses.note, prompt) if prompt is not None else None
        purse = RunPurse(process=self._process, fence=self._fence, ledger=self._ledger, free=free, note=note)
        model = model_named(name, settings)
        temperature = None if prompt is None else temperature_for(model, prompt.temperature)
        return BudgetedModel(model, purse=purse, free=free, temperature=temperature)

    def _set_model(self, specialist: str | None) -> str:
        """What the settings say, the most particular first."""
        settings, agent = self._process.settings, self._run.agent.rpartition(".")[2]
        return settings.agent_models.get(specialist or agent) or settings.agent_models.get(agent) or settings.model

    async def read(self, query: Callable[[Connection], T]) -> T:
        """What ``query`` finds, waiting out an outage; see the protocol."""
        return await asyncio.to_thread(patiently, self._process.engine, query)

    async def sandbox(self, *, label: str, url: str | None = None, owner: UUID | None = None) -> OpenSandbox:
        """The sandbox of the session or of ``owner``, or the tenant's own at ``url``; see the protocol."""
        return await open_sandbox(
            engine=self._process.engine,
            provider=self._process.sandboxes,
            settings=self._process.settings,
            tenant_id=self.tenant_id,
            session_id=owner or self.session_id,
            label=label,
            url=url,
        )

    def start(self, run: NewRun) -> DomainWrite:
        """A write that starts a run on its own; see the protocol."""
        return start_write(self._process, self._run, run)

    def identifier(self, name: str) -> UUID:
        """The same id in every attempt; see the protocol."""
        return derived_id(self.run_id, self._step, name)


def checked(event: NewEvent) -> NewEvent:
    """``event``, if it is of a size that every viewer can be sent.

    Raises:
        AgentFailed: it is larger than ``LARGEST_EVENT``.
    """
    if len(event.data) > LARGEST_EVENT:
        raise AgentFailed(f"The event {event.type!r} is larger than {LARGEST_EVENT} bytes")
    return event

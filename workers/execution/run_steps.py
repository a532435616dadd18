"""Going through an agent's steps: skip the finished, mend the broken, commit each as one."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from app.engine import checkpoints, run_endings, waiting
from app.engine.event_log import Entry, Event, NewEvent, Write, read
from app.engine.run_claims import ClaimedRun, note_steps_write
from app.engine.runs import children_of
from app.engine.sessions import merge_state
from app.engine.snapshots import text_of
from app.errors import AgentFailed
from workers.agents.agent import (
    Completed,
    DomainWrite,
    Step,
    StepOutcome,
    WaitForChildren,
    WaitForPerson,
    is_open_ended,
)
from workers.agents.catalogue import agent_named
from workers.execution.deadline_warning import warn_in_time
from workers.execution.patience import patiently
from workers.execution.prompt_uses import PromptUses
from workers.execution.purse import Ledger
from workers.execution.run_endings import ending_entry
from workers.execution.run_prompts import RunPrompts
from workers.execution.step_context import RunStepContext, checked
from workers.execution.stop_reasons import CancelRequested
from workers.execution.worker_process import WorkerProcess

_NOTE_SECONDS = 0.03
_ENGINE_EVENTS = frozenset({"budget", "warning"})
"""Events that the engine itself puts between a step's own: they break no text."""


class RunSteps:
    """The steps of one attempt."""

    def __init__(self, process: WorkerProcess, run: ClaimedRun) -> None:
        self._process = process
        self._run = run
        self._session = dict(run.session_state)
        self._outputs: dict[str, Any] = {}
        self._prompts = RunPrompts(process, run)
        self._uses = PromptUses()

    async def all(self) -> None:
        """Go through the steps that are left, to the run's end or to where it waits.

        Raises:
            CancelRequested: it was cancelled before it began.
            Exception: whatever a step raised.
        """
        run = self._run
        if run.cancel_requested:
            raise CancelRequested
        agent = agent_named(run.agent, self._process.settings.extra_agents)
        steps = agent.steps(input=run.input, session=run.session_state)
        open_ended = is_open_ended(agent)
        self._begin(total=None if open_ended else len(steps))
        noting = asyncio.get_running_loop().call_later(_NOTE_SECONDS, self._note, steps)
        warning = warn_in_time(self._process, run) if open_ended else None
        try:
            await self._take_all(steps, noting)
        finally:
            noting.cancel()
            if warning is not None:
                warning.cancel()

    def last_writes(self) -> list[Write]:
        """What has to be written with the attempt's end, however it comes to it."""
        return self._uses.writes()

    async def _take_all(self, steps: Sequence[Step], noting: asyncio.TimerHandle) -> None:
        run = self._run
        for number, step in enumerate(steps[run.step :], start=run.step + 1):
            following = steps[number].name if number < len(steps) else None
            outcome = await self._take(step, number=number)
            noting.cancel()  # the commit says it, too
            await self._commit(step, outcome, number=number, following=following)
            if isinstance(outcome, Completed | WaitForChildren | WaitForPerson):
                return
        raise AgentFailed("The agent's last step gave no result")

    def _begin(self, *, total: int | None) -> None:
        run = self._run
        if run.step:
            self._outputs = patiently(self._process.engine, lambda c: checkpoints.outputs_of(c, run_id=run.id))
        self._total = total
        self._ledger = Ledger(budget_id=run.budget_id, told=run.budget.part_used, tell=self._tell_budget)

    def _note(self, steps: Sequence[Step]) -> None:
        """Tell those who poll what the run is at, once its first step takes long enough for them to ask."""
        current = steps[self._run.step].name if self._run.step < len(steps) else None
        write = note_steps_write(self._run, total=self._total, current=current)
        self._process.events.commit(Entry(self._run.fence, (), [write]))

    async def _take(self, step: Step, *, number: int) -> StepOutcome:
        partial = await self._mend(step) if number == self._run.step + 1 else ""
        context = RunStepContext(
            process=self._process,
            run=self._run,
            ledger=self._ledger,
            step=step.name,
            session=self._session,
            outputs=self._outputs,
            children=self._children(number),
            partial_text=partial,
            prompts=self._prompts,
            uses=self._uses,
        )
        return await step.run(context)

    async def _mend(self, step: Step) -> str:
        """Deal with what a broken attempt of this step has left in the log; returns the text to go on behind."""
        left = self._left_behind()
        if not left:
            return ""
        if step.broken == "continue" and all(event.type == "text_delta" for event in left):
            return text_of(left)
        rewind = NewEvent.of("rewind", {"toCursor": self._run.step_cursor, "runId": str(self._run.id)})
        await asyncio.wrap_future(self._process.events.commit(Entry(self._run.fence, [rewind])))
        return ""

    def _left_behind(self) -> list[Event]:
        """This run's own events since its last finished step, behind the last rewind."""
        run = self._run
        if run.attempt == 1 or run.head == run.step_cursor:
            return []
        left: list[Event] = []
        since = run.step_cursor
        while page := patiently(self._process.engine, self._page_behind(since)):
            since = page[-1].cursor
            for event in page:
                if event.run_id == run.id and event.type == "rewind":
                    left.clear()
                elif event.run_id == run.id and event.type not in _ENGINE_EVENTS:
                    left.append(event)
        return left

    def _page_behind(self, cursor: int) -> Callable[[Connection], list[Event]]:
        return lambda connection: read(connection, session_id=self._run.session_id, since=cursor, limit=2_000)

    def _children(self, number: int) -> Sequence[Mapping[str, Any]]:
        """The ends of the runs that the step before this one has started."""
        if number == 1:
            return ()
        run_id = self._run.id
        started = patiently(self._process.engine, lambda c: children_of(c, run_id=run_id, step=number - 1))
        return [
            {"runId": str(c.id), "agent": c.agent, "state": c.state, "result": c.result, "error": c.error}
            for c in started
        ]

    async def _commit(self, step: Step, outcome: StepOutcome, *, number: int, following: str | None) -> None:
        """Make the step's outcome durable, all of it or nothing."""
        run = self._run
        writes: list[Write] = [
            checkpoints.step_write(
                run.fence,
                step=number,
                name=step.name,
                output=outcome.output,
                next_step=following,
                total=self._total,
            )
        ]
        if outcome.session:
            writes.append(merge_state(run.session_id, outcome.session))
        writes.extend(_domain_write(write) for write in outcome.writes)
        writes.extend(self._uses.writes())
        events = [checked(NewEvent.of(type_, data)) for type_, data in outcome.events]
        entry = self._entry(outcome, number=number)
        entry.events = [*events, *entry.events]
        entry.writes = [*writes, *entry.writes]
        await asyncio.wrap_future(self._process.events.commit(entry))
        self._uses.written()
        self._outputs[step.name] = outcome.output
        self._session.update(outcome.session)

    def _entry(self, outcome: StepOutcome, *, number: int) -> Entry:
        """How this outcome leaves the run: ended, waiting, or at its next step."""
        run = self._run
        if isinstance(outcome, Completed):
            ending = run_endings.completed(terminal=outcome.terminal, result=outcome.result)
            checked(ending.terminal)
            return ending_entry(self._process, run, ending)
        if isinstance(outcome, WaitForChildren):
            children = [(child.agent, child.input) for child in outcome.children]
            write = waiting.wait_for_children_write(run, step=number, children=children, queue=self._process.queue)
            return Entry(run.fence, (), [write], budgets=run.budget_chain, leaves=True)
        if isinstance(outcome, WaitForPerson):
            asked = NewEvent.of("waiting", {"question": dict(outcome.question), "runId": str(run.id)})
            write = waiting.wait_for_person_write(run, question=outcome.question)
            return Entry(run.fence, [asked], [write], budgets=run.budget_chain, leaves=True)
        return Entry(run.fence, (), (), budgets=run.budget_chain)

    def _tell_budget(self, data: dict[str, Any]) -> None:
        self._process.events.add(self._run.fence, [NewEvent.of("budget", data)])


def _domain_write(write: DomainWrite) -> Write:
    return lambda connection, _last_cursor: write(connection)

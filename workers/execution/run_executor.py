"""Executing one run: claim it, go through its steps, end it. Each run has an asyncio loop of its own.

A run cannot be killed from outside, so everything that wants it to stop (a cancel request, a lost
fence, its deadline, the end of the process) cancels its task with a reason, and the reason decides
what is written last.
"""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from app.engine.run_claims import ClaimedRun, claim, is_suspect, make_due
from app.errors import FenceLost
from app.storage.database import is_outage, transaction
from workers.execution.run_endings import after_stop
from workers.execution.run_steps import RunSteps
from workers.execution.stop_reasons import DeadlinePassed
from workers.execution.worker_process import WorkerProcess

_CLAIM_TRIES = 50

_log = structlog.get_logger(__name__)


def execute(process: WorkerProcess, run_id: UUID) -> None:
    """Execute the run to its end, or to where it waits; nothing happens if it is not to be had."""
    if not _execute(process, run_id, alone=False) and _is_suspect(process, run_id):
        _execute(process, run_id, alone=True)


def _execute(process: WorkerProcess, run_id: UUID, *, alone: bool) -> bool:
    """Claim and execute the run; whether it was to be had."""
    with process.admission.entered(alone=alone):
        execution = Execution(process, run_id)
        process.enter(execution)
        try:
            run = _claim(process, run_id, alone=alone)
            if run is not None:
                execution.execute(run)
            elif process.draining:
                _leave_to_others(process, run_id)
        finally:
            process.leave(execution)
    return run is not None


class Execution:
    """One attempt of one run in this process."""

    def __init__(self, process: WorkerProcess, run_id: UUID) -> None:
        self.run_id = run_id
        self.attempt: int | None = None
        self._process = process
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._reason: BaseException | None = None

    def stop(self, reason: BaseException) -> None:
        """Have the run stop for ``reason``; the first reason counts. Any thread may call this."""
        if self._reason is None:
            self._reason = reason
            loop, task = self._loop, self._task
            if loop is not None and task is not None and not loop.is_closed():
                loop.call_soon_threadsafe(task.cancel)

    def execute(self, run: ClaimedRun) -> None:
        """Go through the steps and write the end."""
        began, self.attempt = time.monotonic(), run.attempt
        with structlog.contextvars.bound_contextvars(run_id=str(run.id), agent=run.agent, attempt=run.attempt):
            _log.info("run_started", step=run.step)
            _run_to_end(self._main(run))
            _log.info("run_left", seconds=round(time.monotonic() - began, 3))

    async def _main(self, run: ClaimedRun) -> None:
        self._loop = asyncio.get_running_loop()
        steps = RunSteps(self._process, run)
        self._task = asyncio.create_task(steps.all())
        deadline = self._loop.call_later(self._seconds_left(run), self.stop, DeadlinePassed())
        if self._reason is not None:
            self._task.cancel()
        try:
            await self._task
        except asyncio.CancelledError:
            await self._write_end(steps, run, self._reason or FenceLost())
        except BaseException as error:
            await self._write_end(steps, run, self._reason or error)
        finally:
            deadline.cancel()

    async def _write_end(self, steps: RunSteps, run: ClaimedRun, reason: BaseException) -> None:
        entry = after_stop(self._process, run, reason=reason)
        if entry is None:
            _log.info("run_lost")
            return
        entry.writes = [*entry.writes, *steps.last_writes()]
        try:
            await asyncio.wrap_future(self._process.events.commit(entry))
        except FenceLost:
            _log.info("run_lost")

    def _seconds_left(self, run: ClaimedRun) -> float:
        left = self._process.settings.run_timeout_seconds - run.active_seconds
        return max(0.0, left if run.seconds_left is None else min(left, run.seconds_left))


def _run_to_end(main: Coroutine[Any, Any, None]) -> None:
    """What asyncio.run does, but without waiting for threads: a name that does not resolve must hold no slot."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(main)
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            # Of nothing, gather would ask for this thread's own loop, and there is none.
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def _is_suspect(process: WorkerProcess, run_id: UUID) -> bool:
    try:
        with transaction(process.engine) as connection:
            return is_suspect(connection, run_id=run_id)
    except DBAPIError:
        return False


def _leave_to_others(process: WorkerProcess, run_id: UUID) -> None:
    with transaction(process.engine) as connection:
        make_due(connection, run_id=run_id)


def _claim(process: WorkerProcess, run_id: UUID, *, alone: bool) -> ClaimedRun | None:
    """Claim the run, waiting out an outage. A claim whose answer was lost is given back by the next signs of life."""
    for _ in range(_CLAIM_TRIES):
        if process.draining:
            return None
        try:
            with process.hasty.connect() as connection:
                return claim(connection, run_id=run_id, worker_key=process.key, alone=alone)
        except Exception as error:
            if not is_outage(error):
                raise
            time.sleep(0.2)
    return None

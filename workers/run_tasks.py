"""The one task: look up the run, execute it. And the two hooks by which a worker process begins and ends."""

import gc
import os
import signal
import threading
from typing import Any
from uuid import UUID

import structlog

from app.engine.queue import QUEUE_NAME
from app.settings import Settings
from workers.execution.run_executor import execute
from workers.execution.unknown_agents import give_up_unknown
from workers.execution.worker_process import WorkerProcess
from workers.language_models.providers import load_sdks

_log = structlog.get_logger(__name__)
_here: list[WorkerProcess] = []
"""The process's services, one at most: Celery calls a task with nothing but its arguments."""


def execute_run(*, run_id: str, **_future: Any) -> None:
    """Execute a run, if it is this worker's to execute."""
    try:
        execute(_here[0], UUID(run_id))
    except BaseException as error:
        # Celery ends the whole worker when a task raises MemoryError or SystemExit.
        _log.error("task_failed", run_id=run_id, reason=type(error).__name__, exc_info=error)


def refuse_unknown(*, agent: str, run_id: str) -> None:
    """A message for an agent that this worker does not know: left to others, or given up at last."""
    try:
        give_up_unknown(_here[0], run_id=UUID(run_id), agent=agent)
    except Exception as error:
        _log.warning("unknown_agent_left", run_id=run_id, agent=agent, reason=type(error).__name__)


def start_worker(settings: Settings) -> None:
    """Open what the process needs, once Postgres is there, and begin to give signs of life."""
    try:
        _here.append(WorkerProcess(settings))
    except Exception:
        # Celery would go on, and take runs out of the queue that nobody executes.
        _log.exception("worker_not_started")
        os._exit(1)
    load_sdks(settings)
    # What is imported by now stays: a full collection that looks through it all would hold up every run.
    gc.collect()
    gc.freeze()
    # Nearly all that is made later goes by itself, and every look for circles costs more than it finds.
    gc.set_threshold(20_000, 20, 50)


def take_over_signals(consumer: Any) -> None:
    """From now on SIGTERM hands the runs back and ends; Celery's own handlers would wait without limit."""

    def drain(_number: int, _frame: Any) -> None:
        consumer.call_soon(consumer.cancel_task_queue, QUEUE_NAME)
        threading.Thread(target=_here[0].drain, name="drain", daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, drain)

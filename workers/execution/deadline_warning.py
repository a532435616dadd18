"""A warning in the stream before a run's time is up, for agents that cannot say how long they will take."""

import asyncio
from typing import Final

from app.engine.event_log import NewEvent
from app.engine.run_claims import ClaimedRun
from workers.execution.worker_process import WorkerProcess

WARN_AT: Final = 0.9
"""Part of a run's time after which its viewers are warned."""


def warn_in_time(process: WorkerProcess, run: ClaimedRun) -> asyncio.TimerHandle | None:
    """Have the warning emitted when it is due; None where it was due before this attempt, or is nobody's to hear."""
    timeout = process.settings.run_timeout_seconds
    left = timeout * WARN_AT - run.active_seconds
    if left <= 0 or run.parent_run_id is not None:
        return None
    elapsed = round(timeout * WARN_AT, 3)
    event = NewEvent.of(
        "warning",
        {
            "warning": "timeout_warning",
            "message": f"The run has taken {elapsed:g} of the {timeout:g} seconds that it may take.",
            "elapsedSeconds": elapsed,
            "timeoutSeconds": timeout,
        },
    )
    return asyncio.get_running_loop().call_later(left, process.events.add, run.fence, [event])

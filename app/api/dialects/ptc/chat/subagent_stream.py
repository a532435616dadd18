"""A thread's sub-agents as a stream of their own: looked at each second, told when something has changed.

Its ids count from 1 and are no cursors: whoever joins again gets how things stand, which is all there is.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from app.api.dialects.ptc.frames import keepalive, numbered_frame
from app.api.http.json_bodies import moment
from app.api.services import services, transaction_for
from app.api.streaming.event_streams import event_streams
from app.domain.conversations.queries import ThreadRecord
from app.domain.conversations.subagents import Task, tasks_of
from app.engine.viewing import HEARTBEAT_SECONDS

LOOK_SECONDS = 1.0


def subagent_frames(thread: ThreadRecord | None, *, thread_id: str) -> Iterator[bytes]:
    """Frames until no sub-agent of the thread's last run is at work; one at least. No thread has none."""
    held, hub = services(), event_streams().hub

    def look() -> list[Task]:
        if thread is None or thread.last is None:
            return []
        with transaction_for(held.engine, tenant_id=thread.tenant_id) as connection:
            return tasks_of(connection, run_id=thread.last.id)

    return _frames(look, thread_id=thread_id, is_draining=lambda: hub.draining)


def _frames(look: Callable[[], list[Task]], *, thread_id: str, is_draining: Callable[[], bool]) -> Iterator[bytes]:
    told: dict[str, Any] | None = None
    number, spoke_at = 0, time.monotonic()
    while not is_draining():
        tasks = look()
        found = subagent_status(tasks, thread_id=thread_id)
        if found != told:
            told, number, spoke_at = found, number + 1, time.monotonic()
            yield numbered_frame(number, b"subagent_status", {**found, "timestamp": _now()})
        if not found["active_tasks"]:
            return
        if time.monotonic() - spoke_at >= HEARTBEAT_SECONDS:
            spoke_at = time.monotonic()
            yield keepalive()
        time.sleep(LOOK_SECONDS)


def subagent_status(tasks: list[Task], *, thread_id: str) -> dict[str, Any]:
    """The tasks as ``subagent_status`` tells them."""
    return {
        "thread_id": thread_id,
        "active_tasks": [
            {
                "id": task.id,
                "description": task.description,
                "type": task.type,
                "tool_calls": task.tool_calls,
                "current_tool": task.current_tool,
            }
            for task in tasks
            if task.is_active
        ],
        "completed_tasks": [task.id for task in tasks if not task.is_active],
    }


def _now() -> str | None:
    return moment(datetime.now(UTC))

"""What a worker does to a run, one write at a time."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from app.engine.event_log import Entry, Fence, NewEvent, append
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_endings import Ending, completed, end_elsewhere, failed
from app.engine.sessions import merge_state
from app.storage.database import after_commit, transaction
from tests.dialects.quiet import QuietQueue


class WorkerByHand:
    """Writes as the owner of the tables, with the same functions as a real worker."""

    def __init__(self, engine: Engine, live_channel: LiveChannel) -> None:
        self._engine = engine
        self._live_channel = live_channel
        self._queue: RunQueue = QuietQueue()

    def emit(self, run: str, *events: tuple[str, dict[str, Any]], state: dict[str, Any] | None = None) -> None:
        """Append events to the run at path ``run``, and set keys of its session's state."""
        with transaction(self._engine) as connection:
            row = _row(connection, run)
            writes = [merge_state(row.session_id, state)] if state else []
            entry = Entry(
                Fence(row.id, row.session_id, row.tenant_id, 0, 0),
                [NewEvent.of(type_, data) for type_, data in events],
                writes,
                fenced=False,
            )
            appended = append(connection, entries=[entry])
            after_commit(connection, lambda: self._live_channel.publish(appended.published))

    def complete(self, run: str, terminal: str, **result: Any) -> None:
        self._end(run, completed(terminal=terminal, result=result))

    def fail(self, run: str, code: str) -> None:
        self._end(run, failed(error={"code": code, "message": "It did not work."}))

    def _end(self, run: str, ending: Ending) -> None:
        with transaction(self._engine) as connection:
            end_elsewhere(
                connection,
                run=_row(connection, run),
                ending=ending,
                queue=self._queue,
                live_channel=self._live_channel,
            )


def _row(connection: Connection, run: str) -> Any:
    return connection.execute(
        text("SELECT * FROM runs WHERE id = :id FOR NO KEY UPDATE"), {"id": UUID(run.rsplit("/", 1)[1])}
    ).one()

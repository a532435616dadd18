"""The engine's own functions with the connections that they need, for tests that play worker, API and housekeeper."""

import base64
import json
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.engine import event_log, run_endings
from app.engine.budgets import Limits
from app.engine.event_log import Appended, Entry, Event, Fence, NewEvent, Write, append
from app.engine.live_channel import LiveChannel
from app.engine.queue import QUEUE_NAME, RunQueue
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.run_claims import ClaimedRun, claim, requeue_after_death
from app.engine.run_endings import Ending
from app.engine.runs import RunStatus, get_run
from app.engine.sessions import create_session
from app.local_services import Services
from app.storage import redis
from app.storage.database import API_ROLE, after_commit, connect, transaction
from app.storage.identifiers import new_id

AGENT = "test.words"
KIND = "test"
NO_LIMITS = Limits(None, None)


class Rig:
    """Owner's engine, API's engine, queue and live channel on real services, and one tenant to begin with."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.owner = connect(services.database_url, pool_size=30, application="baton-tests")
        self.api = connect(services.database_url, role=API_ROLE, pool_size=5, application="baton-tests-api")
        self.redis: Any = redis.connect(services.redis_url, timeout=5)
        self.live_channel = LiveChannel(redis.connect(services.redis_url))
        self.queue = RunQueue(services.redis_url)
        self.tenant_id = new_id()

    def close(self) -> None:
        self.owner.dispose()
        self.api.dispose()
        self.redis.close()

    def clear(self) -> None:
        """Forget everything, and begin with a new tenant."""
        with transaction(self.owner) as connection:
            for table in ("tenants", "users", "run_events", "prompt_uses", "workers"):
                connection.execute(text(f"DELETE FROM {table}"))
        self.redis.flushall()
        self.tenant_id = self.tenant()

    def transaction(self) -> AbstractContextManager[Connection]:
        return transaction(self.owner)

    def tenant(self) -> UUID:
        made = new_id()
        self.execute("INSERT INTO tenants (id, name) VALUES (:id, 'somebody')", id=made)
        return made

    def session(self, tenant_id: UUID | None = None, **state: Any) -> UUID:
        with self.transaction() as connection:
            return create_session(connection, tenant_id=tenant_id or self.tenant_id, kind=KIND, state=state).id

    def request(
        self,
        session_id: UUID,
        *,
        tenant_id: UUID | None = None,
        agent: str = AGENT,
        input: Mapping[str, Any] | None = None,
        limits: Limits = NO_LIMITS,
        cap_id: UUID | None = None,
        key: str | None = None,
        queued: bool = False,
        seconds: float | None = None,
    ) -> RunRequest:
        return RunRequest(
            tenant_id=tenant_id or self.tenant_id,
            session_id=session_id,
            agent=agent,
            input=input or {},
            limits=limits,
            cap_id=cap_id,
            idempotency_key=key,
            when_busy="queue" if queued else "refuse",
            seconds=seconds,
        )

    def accept(self, session_id: UUID, **parameters: Any) -> AcceptedRun:
        """Accept a run; the parameters are those of :meth:`request`."""
        with self.transaction() as connection:
            return accept_run(connection, queue=self.queue, request=self.request(session_id, **parameters))

    def claim(self, run_id: UUID, *, key: int = 1, alone: bool = False) -> ClaimedRun | None:
        with self.transaction() as connection:
            return claim(connection, run_id=run_id, worker_key=key, alone=alone)

    def running(self, session_id: UUID | None = None, *, key: int = 1, **parameters: Any) -> ClaimedRun:
        """A run in the hands of the worker ``key``."""
        accepted = self.accept(session_id or self.session(), **parameters)
        claimed = self.claim(accepted.id, key=key)
        assert claimed is not None
        return claimed

    def write(self, *entries: Entry) -> Appended:
        """Append and publish, as a worker does."""
        with self.transaction() as connection:
            appended = append(connection, entries=entries)
            after_commit(connection, lambda: self.live_channel.publish(appended.published))
        return appended

    def say(self, run: ClaimedRun, *words: str, writes: Sequence[Write] = ()) -> Appended:
        """Append a text delta for each word."""
        return self.write(Entry(run.fence, deltas(*words), writes, budgets=run.budget_chain))

    def end(self, run: ClaimedRun, ending: Ending) -> Appended:
        """End the run as its worker would."""
        return self.write(ending_entry(run, ending, queue=self.queue))

    def complete(self, run: ClaimedRun, **result: Any) -> Appended:
        return self.end(run, run_endings.completed(terminal="words_complete", result=result))

    def fail(self, run: ClaimedRun, code: str = "budget_exceeded") -> Appended:
        return self.end(run, run_endings.failed(error={"code": code, "message": "It did not work."}))

    def die(self, run: ClaimedRun) -> None:
        """Put the run back as after the death of its worker."""
        with self.transaction() as connection:
            connection.execute(text("SELECT 1 FROM runs WHERE id = :id FOR NO KEY UPDATE"), {"id": run.id})
            requeue_after_death(connection, run_id=run.id)

    def status(self, run_id: UUID) -> RunStatus:
        with self.transaction() as connection:
            return get_run(connection, tenant_id=self.tenant_id, run_id=run_id)

    def events(self, session_id: UUID, since: int = 0) -> list[Event]:
        with self.transaction() as connection:
            return event_log.read(connection, session_id=session_id, since=since, limit=100_000)

    def types(self, session_id: UUID) -> list[str]:
        return [event.type for event in self.events(session_id)]

    def execute(self, statement: str, **parameters: Any) -> None:
        with self.transaction() as connection:
            connection.execute(text(statement), parameters)

    def row(self, statement: str, **parameters: Any) -> Row[Any]:
        with self.transaction() as connection:
            return connection.execute(text(statement), parameters).one()

    def rows(self, statement: str, **parameters: Any) -> Sequence[Row[Any]]:
        with self.transaction() as connection:
            return connection.execute(text(statement), parameters).all()

    def run_row(self, run_id: UUID) -> Row[Any]:
        return self.row("SELECT * FROM runs WHERE id = :id", id=run_id)

    def lines(self, run_id: UUID) -> list[tuple[str, int, Decimal]]:
        """The run's lines in the ledger as (kind, tokens, cost)."""
        found = self.rows("SELECT kind, tokens, cost FROM budget_lines WHERE run_id = :id ORDER BY id", id=run_id)
        return [(line.kind, line.tokens, line.cost) for line in found]

    def blocked(self) -> bool:
        """Whether some connection waits for a lock."""
        return bool(self.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))

    def sent(self) -> list[UUID]:
        """The runs whose messages lie in the queue, oldest first."""
        messages = self.redis.lrange(QUEUE_NAME, 0, -1)
        return [_run_id(json.loads(message)) for message in reversed(messages)]


def deltas(*words: str) -> list[NewEvent]:
    return [NewEvent.of("text_delta", {"delta": word}) for word in words]


def ending_entry(run: ClaimedRun, ending: Ending, *, queue: RunQueue) -> Entry:
    """The entry with which a worker ends its run."""
    return Entry(
        run.fence,
        run_endings.last_events(ending, run_id=run.id, parent_run_id=run.parent_run_id, agent=run.agent),
        [run_endings.end_write(ending, run_id=run.id, parent_run_id=run.parent_run_id, queue=queue)],
        runs=() if run.parent_run_id is None else (run.parent_run_id,),
        budgets=run.budget_chain,
        leaves=True,
    )


def deltas_of(events: Sequence[Event]) -> list[str]:
    return [json.loads(event.data)["delta"] for event in events if event.type == "text_delta"]


def is_dense(events: Sequence[Event]) -> bool:
    """Whether the cursors count from 1 without a gap."""
    return [event.cursor for event in events] == list(range(1, len(events) + 1))


def ignore_loss(_fence: Fence, _reason: BaseException) -> None:
    """For writers whose runs nobody executes."""


def _run_id(message: Mapping[str, Any]) -> UUID:
    _arguments, keywords, _options = json.loads(base64.b64decode(message["body"]))
    return UUID(keywords["run_id"])

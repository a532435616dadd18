"""Runs that wait: for the runs they started, or for a person. A waiting run holds no slot and no lease."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine.event_log import Entry, Fence, NewEvent, Write, append
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_acceptance import FIRST_RESEND_SECONDS
from app.engine.run_claims import ClaimedRun
from app.errors import Conflict, NotFound
from app.storage.database import after_commit
from app.storage.identifiers import derived_id
from app.storage.json import dumps


def wait_for_children_write(
    run: ClaimedRun, *, step: int, children: Sequence[tuple[str, Mapping[str, Any]]], queue: RunQueue
) -> Write:
    """The write that starts child runs (agent, input) under the run's own budget and puts the run to wait.

    A resumed run takes over those children that have completed for the run it goes on with, at the same place
    and with the same input: they are neither executed nor paid for again. Without a child that is left to be
    executed the run goes straight back into the queue.
    """

    def write(connection: Connection, last_cursor: int) -> None:
        started = []
        for ordinal, (agent, input) in enumerate(children):
            child_id = derived_id(run.id, "child", step, ordinal)
            child = _child(run, child_id, agent, input, step=step, ordinal=ordinal, cursor=last_cursor)
            if run.resumed_from is None or not _taken_over(connection, run.resumed_from, child):
                connection.execute(text(_START), child)
                started.append((child_id, agent))
        waits = {"state": "waiting", "for": "children"} if started else {"state": "queued", "for": None}
        connection.execute(text(_WAIT), {"id": run.id, "question": None, **waits})
        due = started or [(run.id, run.agent)]
        after_commit(connection, lambda: _send_all(queue, due))

    return write


def wait_for_person_write(run: ClaimedRun, *, question: Mapping[str, Any]) -> Write:
    """The write that puts the run to wait for somebody's answer to ``question``."""

    def write(connection: Connection, _last_cursor: int) -> None:
        connection.execute(
            text(_WAIT),
            {"id": run.id, "state": "waiting", "for": "person", "question": dumps(dict(question)).decode()},
        )

    return write


def answer_run(
    connection: Connection, *, queue: RunQueue, live_channel: LiveChannel, tenant_id: UUID, run_id: UUID, answer: Any
) -> None:
    """Give the answer that a run waits for; it goes on with its next step.

    Raises:
        NotFound: no such run in this tenant.
        Conflict: the run does not wait for a person (any more).
    """
    run = connection.execute(
        text(
            """SELECT id, tenant_id, session_id, agent, state, waiting_for FROM runs
                WHERE id = :id AND tenant_id = :tenant FOR NO KEY UPDATE"""
        ),
        {"id": run_id, "tenant": tenant_id},
    ).first()
    if run is None:
        raise NotFound("Run not found")
    if (run.state, run.waiting_for) != ("waiting", "person"):
        raise Conflict("This run does not wait for an answer")
    fence = Fence(run.id, run.session_id, run.tenant_id, 0, 0)
    appended = append(connection, entries=[Entry(fence, [NewEvent.of("answered", {"answer": answer})], fenced=False)])
    # The answer stands whatever becomes of the next step: a rewind goes back to it and no further.
    cursor = appended.published[run.session_id][-1].cursor
    connection.execute(text(_ANSWER), {"id": run_id, "answer": dumps(answer).decode(), "cursor": cursor})
    after_commit(connection, lambda: live_channel.publish(appended.published))
    after_commit(connection, lambda: _send_all(queue, [(run.id, run.agent)]))


_START = f"""INSERT INTO runs (id, tenant_id, session_id, root_run_id, parent_run_id, parent_step, ordinal, agent,
                               input, budget_id, deadline_at, dispatch_at, accepted_cursor, step_cursor)
             SELECT :id, tenant_id, session_id, root_run_id, id, :step, :ordinal, :agent, CAST(:input AS jsonb),
                    budget_id, deadline_at, now() + interval '{FIRST_RESEND_SECONDS} seconds', :cursor, :cursor
               FROM runs WHERE id = :parent"""

_TAKE_OVER = """WITH RECURSIVE chain AS (
                  SELECT id, resumed_from FROM runs WHERE id = :resumed_from
                  UNION ALL SELECT o.id, o.resumed_from FROM runs o JOIN chain c ON o.id = c.resumed_from),
                done AS (
                  SELECT * FROM runs WHERE parent_run_id IN (SELECT id FROM chain) AND parent_step = :step
                     AND ordinal = :ordinal AND agent = :agent AND input = CAST(:input AS jsonb)
                     AND state = 'completed' ORDER BY id DESC LIMIT 1)
                INSERT INTO runs (id, tenant_id, session_id, root_run_id, parent_run_id, parent_step, ordinal, agent,
                                  input, budget_id, accepted_cursor, step_cursor, resumed_from, state, step,
                                  total_steps, result, started_at, finished_at)
                SELECT :id, p.tenant_id, p.session_id, p.root_run_id, p.id, :step, :ordinal, done.agent, done.input,
                       p.budget_id, :cursor, :cursor, done.id, 'completed', done.step, done.total_steps, done.result,
                       done.started_at, done.finished_at
                  FROM done, runs p WHERE p.id = :parent RETURNING id"""

_WAIT = """UPDATE runs SET state = :state, waiting_for = :for, worker_key = NULL, question = CAST(:question AS jsonb),
                  dispatch_at = CASE WHEN :state = 'queued' THEN now() END, sends = 0,
                  active_seconds = active_seconds + extract(epoch FROM clock_timestamp() - claimed_at)
            WHERE id = :id"""

_ANSWER = """UPDATE runs SET state = 'queued', waiting_for = NULL, question = NULL, dispatch_at = now(), sends = 0,
                    answer = CAST(:answer AS jsonb), step_cursor = :cursor WHERE id = :id"""


def _child(
    run: ClaimedRun,
    child_id: UUID,
    agent: str,
    input: Mapping[str, Any],
    *,
    step: int,
    ordinal: int,
    cursor: int,
) -> dict[str, Any]:
    return {
        "id": child_id,
        "parent": run.id,
        "step": step,
        "ordinal": ordinal,
        "agent": agent,
        "input": dumps(dict(input)).decode(),
        "cursor": cursor,
    }


def _taken_over(connection: Connection, resumed_from: UUID, child: Mapping[str, Any]) -> bool:
    """Whether the child has completed below a run that the parent goes on with, and stands below it now, too."""
    return connection.execute(text(_TAKE_OVER), {**child, "resumed_from": resumed_from}).first() is not None


def _send_all(queue: RunQueue, runs: Sequence[tuple[UUID, str]]) -> None:
    for run_id, agent in runs:
        queue.send(run_id=run_id, agent=agent)

"""A workspace is deleted while one worker commits for several of its conversations."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from app.domain.conversations.operations import NewThread, begin_thread
from app.engine.agent_names import CHAT
from app.engine.budgets import Limits
from app.engine.run_acceptance import RunRequest, accept_run
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.ptc.clients import PtcClient
from tests.dialects.quiet import QuietQueue
from tests.support.locks import waits_behind
from tests.support.stack import until


def run_in_thread_of(connection: Connection, workspace: Any) -> UUID:
    thread = NewThread(
        tenant_id=workspace.tenant_id, user_id="ada", workspace_id=workspace.id, first_message="Go", id=new_id()
    )
    request = RunRequest(
        tenant_id=workspace.tenant_id,
        session_id=begin_thread(connection, thread=thread),
        agent=CHAT,
        input={},
        limits=Limits(tokens=None, cost=None),
    )
    return accept_run(connection, queue=QuietQueue(), request=request).id


def child_of(connection: Connection, run_id: UUID) -> UUID:
    child_id = new_id()
    connection.execute(
        text(
            """INSERT INTO runs (id, tenant_id, session_id, root_run_id, parent_run_id, parent_step, ordinal, agent,
                                 input, budget_id, dispatch_at, accepted_cursor, step_cursor)
               SELECT :child, tenant_id, session_id, id, id, 0, 0, agent, input, budget_id, now(), 0, 0
                 FROM runs WHERE id = :id"""
        ),
        {"id": run_id, "child": child_id},
    )
    return child_id


def test_a_deletion_waits_for_all_runs_of_the_workspace_before_it_holds_any_of_their_conversations(
    ptc: PtcClient, owner: Engine
) -> None:
    made = ptc.workspace()
    with transaction(owner) as connection:
        workspace = connection.execute(
            text("SELECT id, tenant_id FROM workspaces WHERE id = :id"), {"id": UUID(made.rsplit("/", 1)[1])}
        ).one()
        first, second = (run_in_thread_of(connection, workspace) for _ in range(2))
        child = child_of(connection, first)
    lock = text("SELECT 1 FROM runs WHERE id = :id FOR NO KEY UPDATE")

    with ThreadPoolExecutor(1) as pool, transaction(owner) as connection:
        # As a worker that commits for the second run and the first one's child locks them: in the order of ids.
        connection.execute(lock, {"id": second})
        deletion = pool.submit(ptc.delete, made)
        until(lambda: waits_behind(connection), what="the deletion to wait for the worker")
        connection.execute(lock, {"id": child})
        connection.commit()

        assert deletion.result().status_code == 204
    with transaction(owner) as connection:
        rows = connection.execute(text("SELECT state FROM runs WHERE id = ANY(:ids)"), {"ids": [first, second, child]})
        assert [row.state for row in rows] == ["cancelled"] * 3

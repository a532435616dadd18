"""A project is deleted while workers and clients write for it: nobody is refused for having come in between."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, text

from app.domain.discovery_chat.operations import Opening, open_discovery, send_message
from app.domain.projects.queries import get_project
from app.domain.tasks.bindings import bind
from app.engine.budgets import Limits
from app.engine.event_log import Entry, Fence, NewEvent, append
from app.engine.run_acceptance import AcceptedRun
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.flows import PROJECTS, make_project
from tests.dialects.praetor.people import Person, PraetorClient, data, problem
from tests.dialects.quiet import QuietQueue
from tests.support.locks import waits_behind
from tests.support.projects import start
from tests.support.stack import until

GENERATE = "/api/agents/generate-spec"
COMPILE = "/api/specification/compile"


@pytest.fixture
def another_thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def begun(owner: Engine, tenant_id: UUID, project: str) -> Any:
    """An execution's run, in the hands of a worker."""
    with transaction(owner) as connection:
        record = get_project(connection, tenant_id=tenant_id, project_id=UUID(project))
        execution = start(connection, queue=QuietQueue(), project=record, strategy="parallel")
        return connection.execute(
            text(
                """UPDATE runs SET state = 'running', attempt = 1, worker_key = 7, claimed_at = now(),
                          started_at = now()
                    WHERE session_id = :id RETURNING id, tenant_id, session_id, budget_id"""
            ),
            {"id": execution.id},
        ).one()


def commit_bindings(owner: Engine, run: Any, project: str, *, in_between: Callable[[Connection], Any]) -> None:
    """What a worker's commit of a task's results does; ``in_between`` it holds the run and its budgets alone."""

    def write(connection: Connection, _cursor: int) -> None:
        in_between(connection)
        values = {"project.description": "Lends tools", "ontology.entity": ["tool"]}
        bind(connection, tenant_id=run.tenant_id, project_id=UUID(project), task_id=new_id(), values=values, by=None)

    with transaction(owner) as connection:
        caps = connection.execute(text("SELECT parent_id FROM budgets WHERE id = :id"), {"id": run.budget_id}).scalars()
        fence = Fence(run.id, run.session_id, run.tenant_id, 1, 7)
        entry = Entry(fence, [NewEvent.of("progress")], [write], budgets=[*caps, run.budget_id])
        assert not append(connection, entries=[entry]).lost


def test_a_deletion_waits_for_the_worker_that_commits_results_for_the_project(
    administrator: PraetorClient, owner: Engine, tenant_id: UUID, another_thread: ThreadPoolExecutor
) -> None:
    project = make_project(administrator)
    run = begun(owner, tenant_id, project)
    answers: list[Future[Any]] = []

    def delete_meanwhile(connection: Connection) -> None:
        answers.append(another_thread.submit(administrator.send, "DELETE", f"{PROJECTS}/{project}"))
        until(lambda: waits_behind(connection), what="the deletion to wait for the worker")

    commit_bindings(owner, run, project, in_between=delete_meanwhile)

    deleted = data(answers[0].result())
    assert {"projects", "ontology_entries", "executions", "sessions", "runs"} <= set(deleted["deletedTables"])
    assert left_of(owner, tenant_id) == 0


@pytest.mark.parametrize("path", [GENERATE, COMPILE])
def test_a_start_waits_for_the_worker_that_commits_results_for_the_project(
    administrator: PraetorClient, owner: Engine, tenant_id: UUID, another_thread: ThreadPoolExecutor, path: str
) -> None:
    project = make_project(administrator)
    run = begun(owner, tenant_id, project)
    answers: list[Future[Any]] = []

    def start_meanwhile(connection: Connection) -> None:
        answers.append(another_thread.submit(administrator.post, path, {"projectId": project}))
        until(lambda: waits_behind(connection), what="the start to wait for the cap")

    commit_bindings(owner, run, project, in_between=start_meanwhile)

    assert data(answers[0].result(), 202)["statusUrl"]


def test_a_talk_that_begins_waits_for_the_worker_that_commits_results_for_its_project(
    administrator: PraetorClient, ada: Person, owner: Engine, tenant_id: UUID, another_thread: ThreadPoolExecutor
) -> None:
    project = make_project(administrator)
    run = begun(owner, tenant_id, project)
    talks: list[Future[AcceptedRun]] = []
    opening = Opening(
        tenant_id=tenant_id,
        client_id=new_id(),
        user_id=ada.id,
        context_type="project_discovery",
        project_id=UUID(project),
    )

    def talk() -> AcceptedRun:
        with transaction(owner) as connection:
            discovery = open_discovery(connection, opening=opening)
            limits = Limits(tokens=None, cost=None)
            return send_message(connection, queue=QuietQueue(), discovery=discovery, message="Go", limits=limits)

    def begin_meanwhile(connection: Connection) -> None:
        talks.append(another_thread.submit(talk))
        until(lambda: waits_behind(connection), what="the talk to wait for the cap")

    commit_bindings(owner, run, project, in_between=begin_meanwhile)

    assert talks[0].result().is_new


def test_an_execution_that_starts_at_the_moment_of_a_deletion_goes_with_the_project(
    administrator: PraetorClient, owner: Engine, tenant_id: UUID, another_thread: ThreadPoolExecutor
) -> None:
    project = make_project(administrator)
    with transaction(owner) as connection:
        record = get_project(connection, tenant_id=tenant_id, project_id=UUID(project))
        start(connection, queue=QuietQueue(), project=record, strategy="parallel")
        answer = another_thread.submit(administrator.send, "DELETE", f"{PROJECTS}/{project}")
        until(lambda: waits_behind(connection), what="the deletion to wait for the start")

    assert {"executions", "sessions", "runs", "budgets"} <= set(data(answer.result())["deletedTables"])
    assert left_of(owner, tenant_id) == 0


def test_an_execution_that_comes_behind_a_deletion_finds_no_project(
    administrator: PraetorClient, owner: Engine, tenant_id: UUID, another_thread: ThreadPoolExecutor
) -> None:
    project = make_project(administrator)
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM projects WHERE id = :id"), {"id": UUID(project)})
        answer = another_thread.submit(administrator.post, GENERATE, {"projectId": project})
        until(lambda: waits_behind(connection), what="the start to wait for the deletion")

    assert problem(answer.result()) == (404, "NOT_FOUND")


def left_of(owner: Engine, tenant_id: UUID) -> int:
    """Rows of a tenant without projects that would be a project's."""
    counts = [f"(SELECT count(*) FROM {table} WHERE tenant_id = :tenant)" for table in ("sessions", "runs", "budgets")]
    with owner.connect() as connection:
        return int(connection.execute(text(f"SELECT {' + '.join(counts)}"), {"tenant": tenant_id}).scalar_one())

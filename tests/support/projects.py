"""Projects that know what they are about, made without the API, and executions for them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.executions.operations import ExecutionRecord, Order, start_execution
from app.domain.executions.plans import plan_of
from app.domain.flow.answering import Answer, answer_question
from app.domain.flow.question_bank import Question
from app.domain.flow.transitions import start_flow
from app.domain.projects.operations import create_project
from app.domain.projects.queries import ProjectRecord, get_project
from app.engine.budgets import Limits
from app.engine.queue import RunQueue

ANSWERS: Mapping[str, str] = {
    "purpose": "Neighbours buy tools that they use once a year, because nobody knows who could lend one",
    "audience": "tenants, home owners, caretakers",
    "main_tasks": "offer a tool, find a tool nearby, book a tool, return a tool",
    "core_objects": "tools, bookings, deposits, reviews",
}


def discovered_project(connection: Connection, *, tenant_id: UUID, name: str = "Tool library") -> ProjectRecord:
    """A project whose purpose, users, tasks and things are known."""
    made = create_project(connection, tenant_id=tenant_id, by=None, name=name, template="marketplace")
    state = start_flow(connection, project=made)
    for question in state.bank.questions:
        if question.key in ANSWERS:
            _answer(connection, made, question)
    return get_project(connection, tenant_id=tenant_id, project_id=made.id)


def start(
    connection: Connection,
    *,
    queue: RunQueue,
    project: ProjectRecord,
    strategy: str,
    agents: list[str] | None = None,
    limits: Limits = Limits(None, None),  # noqa: B008 - a tuple
    input: Mapping[str, Any] | None = None,
    **options: Any,
) -> ExecutionRecord:
    """An execution as ``POST /api/agents/generate-spec`` starts it."""
    order = Order(
        kind="generate-spec",
        strategy=strategy,
        members=plan_of(agents),
        limits=limits,
        input=input or {},
        options=options,
    )
    return start_execution(connection, queue=queue, project=project, order=order, by=None)


def _answer(connection: Connection, project: ProjectRecord, question: Question) -> None:
    locked = get_project(connection, tenant_id=project.tenant_id, project_id=project.id, locked=True)
    answer = Answer(value=ANSWERS[question.key])
    answer_question(connection, project=locked, question_id=question.id_in(project.id), answer=answer, by=None)

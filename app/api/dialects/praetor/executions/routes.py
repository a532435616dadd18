"""Multi-agent executions: started, polled, streamed, resumed, cancelled (rows 001-11 to 001-14)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.blueprints import EVENT_STREAM
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import PROJECT_READ, PROJECT_RUN, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.executions.presenters import execution_data, memory_data, started_data, state_of
from app.api.dialects.praetor.executions.schemas import (
    CoordinateBody,
    ExecutionData,
    ExecutionResumeBody,
    ExecutionsData,
    ExecutionsQuery,
    GenerateBody,
    MemoryData,
    MemoryQuery,
    StartedExecutionData,
)
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import PRAETOR_AGENTS
from app.api.run_requests import RunHeaders, default_limits, limits_of
from app.api.services import services, transaction
from app.api.streaming.replays import EVENTS, EventPage, EventsHeaders, EventsQuery, replayed
from app.domain.executions import operations
from app.domain.executions.default_budgets import default_budget
from app.domain.executions.memories import count_memories
from app.domain.executions.operations import ExecutionRecord, Order
from app.domain.executions.plans import Member, checked, plan_of
from app.domain.executions.progress import progress_of
from app.domain.executions.resuming import resume_execution, stopped_run
from app.domain.projects.queries import get_project
from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.storage.identifiers import parsed_id

executions = PraetorBlueprint(
    "executions", __name__, url_prefix=f"{PREFIX}/agents", description="Agents at work together"
)

_ID = "0194e5a8-7c1e-7000-8000-000000000001"
_GENERATE = {"projectId": _ID, "options": {"strategy": "parallel", "budget": {"maxTokens": 100_000, "maxCostUSD": 5.0}}}
_COORDINATE = {
    "projectId": _ID,
    "strategy": "hierarchical",
    "agents": [
        {"name": "requirements-compiler", "role": "worker"},
        {"name": "architecture-compiler", "role": "worker"},
        {"name": "completion-audit", "role": "supervisor"},
    ],
    "input": {"focus": "The first release"},
}
_REFUSALS = ("BAD_REQUEST", "UNAUTHORIZED", "PAYMENT_REQUIRED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")


@executions.route("/generate-spec", method="POST", credentials=SESSION, limited_as=PRAETOR_AGENTS)
@executions.takes(GenerateBody, example=_GENERATE)
@executions.takes(RunHeaders, location="headers")
@executions.answers(202, StartedExecutionData, description="The execution, which runs")
@executions.fails(*_REFUSALS, "UNSUPPORTED_MEDIA_TYPE")
def generate(body: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Have agents write the project's specification together (001-11)."""
    options = body.get("options") or {"strategy": "sequential"}
    members = plan_of(options.get("agents"))
    return _start(
        body["projectId"],
        headers["idempotency_key"],
        Order(
            kind="generate-spec",
            strategy=options["strategy"],
            members=members,
            limits=_limits(options, strategy=options["strategy"], members=members),
            input={},
            options=_kept(options),
        ),
    )


@executions.route("/coordinate", method="POST", credentials=SESSION, limited_as=PRAETOR_AGENTS)
@executions.takes(CoordinateBody, example=_COORDINATE)
@executions.takes(RunHeaders, location="headers")
@executions.answers(202, StartedExecutionData, description="The execution, which runs")
@executions.fails(*_REFUSALS, "UNSUPPORTED_MEDIA_TYPE")
def coordinate(body: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Have the named agents work on an input of one's own (001-13)."""
    options = body.get("options") or {}
    members = checked([Member(name=each["name"], role=each["role"]) for each in body["agents"]])
    return _start(
        body["projectId"],
        headers["idempotency_key"],
        Order(
            kind="coordinate",
            strategy=body["strategy"],
            members=members,
            limits=_limits(options, strategy=body["strategy"], members=members),
            input=body["input"],
            options=_kept(options),
        ),
    )


@executions.route("/executions", credentials=SESSION)
@executions.takes(ExecutionsQuery, location="query")
@executions.answers(200, ExecutionsData, description="A page of the project's executions, the newest first")
@executions.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any]) -> Response:
    """The executions of a project."""
    authorize(PROJECT_READ, resource_id=str(query["projectId"]))
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=query.pop("projectId"))
        found, total = operations.list_executions(
            connection, tenant_id=project.tenant_id, project_id=project.id, **query
        )
        states = [state_of(operations.last_run(connection, execution=each)) for each in found]
    listed = [started_data(each, state) for each, state in zip(found, states, strict=True)]
    return json_response(envelope({"executions": listed, "total": total}))


@executions.route("/execution/<execution_id>/status", credentials=SESSION)
@executions.answers(200, ExecutionData, description="The execution as it stands; 200 also when it has failed")
@executions.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def status(execution_id: str) -> Response:
    """Progress, budget, and the result or the error (001-12). Counts as a general request, so poll at will."""
    with transaction() as connection:
        return _told(connection, _own(connection, execution_id), 200)


@executions.route("/execution/<execution_id>/events", credentials=SESSION)
@executions.takes(EventsQuery, location="query")
@executions.takes(EventsHeaders, location="headers")
@executions.answers(200, EVENTS, media=EVENT_STREAM, description="What is stored, then live to the run's `done`")
@executions.answers(200, EventPage, media="application/json", description="What is stored, page by page")
@executions.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def events(query: dict[str, Any], headers: dict[str, Any], execution_id: str) -> Response:
    """The execution's events as they come, and again from any cursor."""
    with transaction() as connection:
        execution = _own(connection, execution_id)
    return replayed(session_id=execution.id, tenant_id=execution.tenant_id, query=query, headers=headers)


@executions.route("/execution/<execution_id>/resume", method="POST", credentials=SESSION, limited_as=PRAETOR_AGENTS)
@executions.takes(ExecutionResumeBody, example={"budget": {"maxTokens": 200_000}})
@executions.takes(RunHeaders, location="headers")
@executions.answers(202, ExecutionData, description="The execution, which goes on behind its checkpoint")
@executions.fails(*_REFUSALS, "UNSUPPORTED_MEDIA_TYPE")
def resume(body: dict[str, Any], headers: dict[str, Any], execution_id: str) -> Response:
    """Go on with a failed or cancelled execution, with a larger budget; what was finished is not done again.

    A timeout counts anew.
    """
    with transaction() as connection:
        execution = _own(connection, execution_id, capability=PROJECT_RUN)
        stopped = stopped_run(connection, execution=execution, idempotency_key=headers["idempotency_key"])
        resume_execution(
            connection,
            queue=services().queue,
            execution=execution,
            stopped=stopped,
            checkpoint=body.get("checkpoint"),
            limits=limits_of(body.get("budget"), default=Limits(tokens=stopped.tokens_limit, cost=stopped.cost_limit)),
            idempotency_key=headers["idempotency_key"],
        )
        return _told(connection, execution, 202)


@executions.route("/execution/<execution_id>/cancel", method="POST", credentials=SESSION)
@executions.answers(200, ExecutionData, description="The execution; it ends within seconds if it had not ended")
@executions.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def cancel(execution_id: str) -> Response:
    """Stop an execution with all its agents, and keep what they have finished. Again changes nothing."""
    held = services()
    with transaction() as connection:
        execution = _own(connection, execution_id, capability=PROJECT_RUN)
        cancel_run(
            connection,
            queue=held.queue,
            live_channel=held.live_channel,
            tenant_id=execution.tenant_id,
            run_id=operations.last_run(connection, execution=execution).id,
        )
        return _told(connection, execution, 200)


@executions.route("/memory", credentials=SESSION)
@executions.takes(MemoryQuery, location="query")
@executions.answers(200, MemoryData, description="By session and agent, the latest first")
@executions.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def memory(query: dict[str, Any]) -> Response:
    """What agents have done and kept, counted from their real messages (001-14). A session is an execution's id."""
    who = caller()
    with transaction() as connection:
        if (project_id := query.get("projectId")) is not None:
            get_project(connection, tenant_id=who.tenant_id, project_id=project_id)
        if (session_id := query.get("sessionId")) is not None:
            operations.get_execution(connection, tenant_id=who.tenant_id, execution_id=session_id)
        counted = count_memories(
            connection,
            tenant_id=who.tenant_id,
            session_id=session_id,
            project_id=project_id,
            agent=query.get("agentName"),
        )
    return json_response(envelope(memory_data(counted)))


def _start(project_id: UUID, idempotency_key: str | None, order: Order) -> Response:
    authorize(PROJECT_RUN, resource_id=str(project_id))
    with transaction() as connection:
        started = operations.start_execution(
            connection,
            queue=services().queue,
            project=get_project(connection, tenant_id=caller().tenant_id, project_id=project_id),
            order=order,
            by=caller().user_id,
            idempotency_key=idempotency_key,
        )
    return json_response(envelope(started_data(started)), 202)


def _limits(options: dict[str, Any], *, strategy: str, members: Sequence[Member]) -> Limits:
    settings = services().settings
    default = default_budget(
        strategy=strategy,
        members=members,
        rounds=options.get("rounds"),
        one_run=default_limits(settings),
        most_tokens=settings.execution_max_tokens,
    )
    return limits_of(options.get("budget"), default=default)


def _kept(options: dict[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in ("rounds", "checkpointInterval", "timeout", "review") if name in options}


def _own(connection: Connection, execution_id: str, *, capability: str = PROJECT_READ) -> ExecutionRecord:
    """The tenant's execution, for those who may do this to its project."""
    execution = operations.get_execution(connection, tenant_id=caller().tenant_id, execution_id=parsed_id(execution_id))
    authorize(capability, resource_id=str(execution.project_id))
    return execution


def _told(connection: Connection, execution: ExecutionRecord, status: int) -> Response:
    run = operations.last_run(connection, execution=execution)
    return json_response(envelope(execution_data(execution, run, progress_of(connection, run=run))), status)

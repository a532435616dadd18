"""Runs of a session: status, cancel, resume. Not in ProductOS's document; they make the engine usable."""

import time
from typing import Any
from uuid import UUID

from flask import Response, request
from sqlalchemy import Connection

from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import EVENT_STREAM, ApiBlueprint
from app.api.credentials import principal
from app.api.dialects.productos.answers import RUN_ID, Run, Runs
from app.api.dialects.productos.dialect import PREFIX, frame
from app.api.dialects.productos.presenters import AGENTS, run_status
from app.api.dialects.productos.schemas import ResumeBody, RunsQuery, StatusQuery
from app.api.dialects.productos.sessions import own_session, session_key
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import RUN_STARTS
from app.api.run_requests import RunHeaders, limits_of
from app.api.services import services, transaction
from app.api.streaming.event_streams import run_stream
from app.api.streaming.replays import EVENTS
from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.engine.resumption import resume_run
from app.engine.run_acceptance import AcceptedRun
from app.engine.runs import RunStatus, get_run, list_runs
from app.errors import NotFound
from app.storage.identifiers import parsed_id

FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 0.5

runs = ApiBlueprint("runs", __name__, url_prefix=PREFIX, description="Runs: status, cancel, resume")


@runs.route("/<session_id>/runs", credentials=PRODUCTOS_KEY)
@runs.takes(RunsQuery, location="query")
@runs.answers(200, Runs, description="The session's runs, newest first")
@runs.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def list_(query: dict[str, Any], session_id: str) -> Response:
    """The session's runs, newest first."""
    with transaction() as connection:
        session = own_session(connection, session_id)
        found = list_runs(connection, tenant_id=session.tenant_id, session_id=session.id, **query)
    return json_response({"runs": [run_status(run) for run in found]})


@runs.route("/<session_id>/runs/<run_id>", credentials=PRODUCTOS_KEY)
@runs.takes(StatusQuery, location="query")
@runs.answers(200, Run, description="The run as it stands")
@runs.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def status(query: dict[str, Any], session_id: str, run_id: str) -> Response:
    """How a run stands; with `wait`, once it has ended, waits for a person, or the time is over."""
    run = _status(session_id, run_id)
    deadline, pause = time.monotonic() + query["wait"], FIRST_PAUSE_SECONDS
    # No connection is held between two looks: a pool serves far more waiting clients than it has connections.
    while not _rests(run) and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        run = _status(session_id, run_id)
    return json_response(run_status(run))


@runs.route("/<session_id>/runs/<run_id>/cancel", method="POST", credentials=PRODUCTOS_KEY)
@runs.answers(200, Run, description="The run; it ends within seconds if it had not ended")
@runs.fails("UNAUTHORIZED", "NOT_FOUND")
def cancel(session_id: str, run_id: str) -> Response:
    """Cancel a run, and keep what it has written. Cancelling it again changes nothing."""
    held = services()
    with transaction() as connection:
        run = _own_run(connection, session_id, run_id)
        cancel_run(connection, queue=held.queue, live_channel=held.live_channel, tenant_id=run.tenant_id, run_id=run.id)
        run = get_run(connection, tenant_id=run.tenant_id, run_id=run.id)
    return json_response(run_status(run))


@runs.route("/<session_id>/runs/<run_id>/resume", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@runs.takes(ResumeBody, example={"budget": {"maxTokens": 400_000}})
@runs.takes(RunHeaders, location="headers")
@runs.answers(202, Run, headers=RUN_ID, description="The new run, which goes on where the old one stopped")
@runs.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="The same, streamed, where that is accepted")
@runs.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT", "TOO_MANY_REQUESTS")
def resume(body: dict[str, Any], headers: dict[str, Any], session_id: str, run_id: str) -> Response:
    """Go on with a failed or cancelled run, behind its last finished step, with a larger budget."""
    with transaction() as connection:
        accepted = _resume(connection, session_id, run_id, body=body, key=headers["idempotency_key"])
        run = get_run(connection, tenant_id=principal().tenant_id, run_id=accepted.id)
    if _wants_stream():
        return run_stream(accepted=accepted, tenant_id=run.tenant_id, frame=frame)
    response = json_response(run_status(run), 202)
    response.headers["X-Run-Id"] = str(run.id)
    return response


def _resume(
    connection: Connection, session_id: str, run_id: str, *, body: dict[str, Any], key: str | None
) -> AcceptedRun:
    stopped = _own_run(connection, session_id, run_id)
    as_before = Limits(tokens=stopped.tokens_limit, cost=stopped.cost_limit)
    return resume_run(
        connection,
        queue=services().queue,
        tenant_id=stopped.tenant_id,
        run_id=stopped.id,
        limits=limits_of(body.get("budget"), default=as_before),
        idempotency_key=key,
    )


def _status(session_id: str, run_id: str) -> RunStatus:
    with transaction() as connection:
        return _own_run(connection, session_id, run_id)


def _own_run(connection: Connection, session_id: str, run_id: str) -> RunStatus:
    """The run, if it is the caller's, in this session, and one of this API's.

    Raises:
        NotFound: it is not.
    """
    session, run = session_key(session_id), _run_key(run_id)
    found = get_run(connection, tenant_id=principal().tenant_id, run_id=run)
    if found.session_id != session or found.agent not in AGENTS:
        raise NotFound("Run not found")
    return found


def _run_key(run_id: str) -> UUID:
    key = parsed_id(run_id)
    if key is None:
        raise NotFound("Run not found")
    return key


def _rests(run: RunStatus) -> bool:
    return run.ended or run.waiting_for == "person"


def _wants_stream() -> bool:
    offered = ("application/json", EVENT_STREAM)
    return request.accept_mimetypes.best_match(offered) == EVENT_STREAM

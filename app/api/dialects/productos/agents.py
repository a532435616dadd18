"""Running the agents: accepted in one transaction, then streamed (rows 000-5 to 000-10).

Everything that can be refused is refused as JSON before the stream begins; what happens afterwards is
told by events.
"""

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import EVENT_STREAM, ApiBlueprint
from app.api.credentials import principal
from app.api.dialects.productos.answers import RUN_ID
from app.api.dialects.productos.dialect import KIND, PREFIX, frame
from app.api.dialects.productos.material import CHECKS, check_sandbox
from app.api.dialects.productos.schemas import (
    CodeBody,
    DesignBody,
    DesignSystemBody,
    IdeationBody,
    PrdBody,
    ResearchBody,
)
from app.api.dialects.productos.sessions import session_key
from app.api.http.rate_limits import RUN_STARTS
from app.api.run_requests import RunHeaders, check_model, default_limits, limits_of
from app.api.services import services, transaction
from app.api.streaming.event_streams import run_stream
from app.api.streaming.replays import EVENTS
from app.engine.agent_names import CODE, DESIGN, DESIGN_SYSTEM, IDEATION, PRD, RESEARCH
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run

agents = ApiBlueprint("agents", __name__, url_prefix=PREFIX, description="Agents stream their runs as events")

_REFUSALS = ("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT", "REQUEST_ENTITY_TOO_LARGE", "TOO_MANY_REQUESTS")
_EXAMPLE = {"messages": [{"role": "user", "content": "Help me shape this idea"}]}


@agents.route("/<session_id>/ideation-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(IdeationBody, example=_EXAMPLE)
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… ideation_complete, done")
@agents.fails(*_REFUSALS)
def ideation_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Turn vague input into a sharp idea summary."""
    return _run(IDEATION, session_id=session_id, body=body, headers=headers)


@agents.route("/<session_id>/research-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(ResearchBody, example={"context": {"searchDepth": "standard"}})
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… discover_complete, done")
@agents.fails(*_REFUSALS)
def research_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Search several sources, and rank opportunities."""
    return _run(RESEARCH, session_id=session_id, body=body, headers=headers)


@agents.route("/<session_id>/prd-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(PrdBody, example={"opportunityIndex": 0})
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… prd_complete_final, done")
@agents.fails(*_REFUSALS)
def prd_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Write a PRD for one opportunity."""
    return _run(PRD, session_id=session_id, body=body, headers=headers)


@agents.route("/<session_id>/design-system-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(DesignSystemBody, example={**_EXAMPLE, "dsName": "Habit Tracker DS"})
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… design_system_complete, done")
@agents.fails(*_REFUSALS)
def design_system_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Write a design system, with light and dark preview pages."""
    return _run(DESIGN_SYSTEM, session_id=session_id, body=body, headers=headers)


@agents.route("/<session_id>/design-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(DesignBody, example=_EXAMPLE)
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… design_complete, done")
@agents.fails(*_REFUSALS)
def design_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Draw screens in the session's sandbox, with a preview that opens."""
    return _run(DESIGN, session_id=session_id, body=body, headers=headers)


@agents.route("/<session_id>/code-agent", method="POST", credentials=PRODUCTOS_KEY, limited_as=RUN_STARTS)
@agents.takes(CodeBody, example=_EXAMPLE)
@agents.takes(RunHeaders, location="headers")
@agents.answers(200, EVENTS, media=EVENT_STREAM, headers=RUN_ID, description="… code_complete, done")
@agents.fails(*_REFUSALS)
def code_agent(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Build or extend a Next.js app in the session's sandbox, or edit the one at a message's `sandboxUrl`."""
    body.setdefault("build", services().settings.code_build)
    return _run(CODE, session_id=session_id, body=body, headers=headers)


def _run(agent: str, *, session_id: str, body: dict[str, Any], headers: Mapping[str, Any]) -> Response:
    accepted = _accept(agent, session_id=session_id, body=body, key=headers["idempotency_key"])
    return run_stream(accepted=accepted, tenant_id=principal().tenant_id, frame=frame)


def _accept(agent: str, *, session_id: str, body: dict[str, Any], key: str | None) -> AcceptedRun:
    """The run of this request: the one that its Idempotency-Key began already, or a new one."""
    held = services()
    check_model(body.get("modelId"), settings=held.settings)
    limits = limits_of(body.pop("budget", None), default=default_limits(held.settings))
    request = RunRequest(
        tenant_id=principal().tenant_id,
        session_id=session_key(session_id),
        session_kind=KIND,
        agent=agent,
        input=body,
        limits=limits,
        idempotency_key=key,
    )
    with transaction() as connection:
        accepted = accept_run(connection, queue=held.queue, request=request)
        if accepted.is_new:
            CHECKS[agent](body, accepted.session_state)
            check_sandbox(connection, body, tenant_id=request.tenant_id, settings=held.settings)
        return accepted

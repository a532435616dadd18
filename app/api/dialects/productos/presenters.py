"""What ProductOS's clients see of sessions, runs and events."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.api.http.json_bodies import moment
from app.engine.agent_names import CODE, DESIGN, DESIGN_SYSTEM, IDEATION, PRD, RESEARCH
from app.engine.runs import RunStatus
from app.engine.sessions import SessionRecord

AGENTS: Mapping[str, str] = {
    IDEATION: "ideation",
    RESEARCH: "research",
    PRD: "prd",
    DESIGN_SYSTEM: "design-system",
    DESIGN: "design",
    CODE: "code",
}
"""The engine's names of this API's agents, and the API's own."""

_STATE_KEYS = (
    "phase",
    "entry",
    "idea",
    "ideaSummary",
    "opportunities",
    "selectedOpportunityIndex",
    "prd",
    "projectId",
    "designSystemId",
    "designProjectId",
    "codeProjectId",
    "sandboxName",
    "sandboxUrl",
)


def session_created(session: SessionRecord) -> dict[str, Any]:
    return {"sessionId": str(session.id), "createdAt": moment(session.created_at)}


def session_snapshot(session: SessionRecord, *, build_session_id: UUID | None) -> dict[str, Any]:
    """All that the agents have written; what is not there yet is null."""
    return {
        **session_created(session),
        "updatedAt": moment(session.updated_at),
        **{key: session.state.get(key) for key in _STATE_KEYS},
        "buildSessionId": _text(build_session_id),
    }


def run_status(run: RunStatus) -> dict[str, Any]:
    return {
        "runId": str(run.id),
        "sessionId": str(run.session_id),
        "agent": AGENTS[run.agent],
        "state": run.state,
        "progress": {"completedSteps": run.step, "totalSteps": run.total_steps, "currentStep": run.current_step},
        "budget": {
            "tokensUsed": run.tokens_used,
            "tokensLimit": run.tokens_limit,
            "costIncurred": _number(run.cost_used),
            "costLimit": _number(run.cost_limit),
        },
        "result": run.result,
        "error": _error(run),
        "createdAt": moment(run.created_at),
        "startedAt": moment(run.started_at),
        "finishedAt": moment(run.finished_at),
        "resumedFrom": _text(run.resumed_from),
    }


def _error(run: RunStatus) -> dict[str, Any] | None:
    if run.error is None:
        return None
    return {
        **{key: value for key, value in run.error.items() if value is not None},
        "code": run.error.get("code"),
        "message": run.error.get("message"),
        "checkpoint": _text(run.checkpoint_id),
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)

"""Executions as Praetor's clients see them: they know no queue, so one that waits for a worker is running."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.executions.memories import MemoryCount
from app.domain.executions.operations import ExecutionRecord
from app.engine.runs import RunStatus


def started_data(execution: ExecutionRecord, status: str = "running") -> dict[str, Any]:
    return {
        "executionId": execution.id,
        "status": status,
        "strategy": execution.strategy,
        "agents": [agent["name"] for agent in execution.agents],
        "startedAt": execution.created_at,
        "statusUrl": f"/api/agents/execution/{execution.id}/status",
    }


def execution_data(execution: ExecutionRecord, run: RunStatus, progress: Mapping[str, Any]) -> dict[str, Any]:
    """Row 001-12. ``error.code`` is lower case here, as documented."""
    told: dict[str, Any] = {
        "executionId": execution.id,
        "projectId": execution.project_id,
        "strategy": execution.strategy,
        "agents": [agent["name"] for agent in execution.agents],
        "status": state_of(run),
        "progress": progress,
        "budget": {
            "tokensUsed": run.tokens_used + run.tokens_held,
            "tokensLimit": run.tokens_limit,
            "costIncurred": float(run.cost_used + run.cost_held),
            "costLimit": _number(run.cost_limit),
        },
        "startedAt": execution.created_at,
        "completedAt": run.finished_at,
    }
    if run.state == "completed":
        told["result"] = run.result
    elif run.state == "failed":
        error = run.error or {}
        told["error"] = {
            "code": error.get("code", "agent_error"),
            "message": error.get("message", ""),
            "checkpoint": run.checkpoint_id,
        }
    elif run.state == "cancelled":
        told["error"] = {"code": "cancelled", "message": "The execution was cancelled", "checkpoint": run.checkpoint_id}
    return told


def state_of(run: RunStatus) -> str:
    """running, completed, failed (cancelled, too: the document has no word for it) or paused (for a person)."""
    if run.state in ("failed", "cancelled"):
        return "failed"
    if run.state == "waiting" and run.waiting_for == "person":
        return "paused"
    return "completed" if run.state == "completed" else "running"


def memory_data(counted: Sequence[MemoryCount]) -> dict[str, Any]:
    """Row 001-14."""
    return {
        "sessions": [
            {
                "sessionId": each.session_id,
                "agentName": each.agent,
                "messageCount": each.messages,
                "tokensUsed": each.tokens,
                "lastActivity": each.last_activity,
            }
            for each in counted
        ],
        "totals": {
            "totalSessions": len({each.session_id for each in counted}),
            "totalMessages": sum(each.messages for each in counted),
            "totalTokens": sum(each.tokens for each in counted),
        },
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)

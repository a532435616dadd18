"""What became of a research task, as the agent and the talk's clients are told."""

from typing import Any

from app.domain.discovery_chat.queries import ResearchRecord


def told_of(task: ResearchRecord) -> dict[str, Any]:
    """{taskId, taskType, status, themes, competitors, gaps}; the last three are empty where it has failed."""
    result = task.result or {}
    found = {name: result.get(name) or [] for name in ("themes", "competitors", "gaps")}
    return {"taskId": str(task.id), "taskType": task.task_type, "status": task.status, **found}

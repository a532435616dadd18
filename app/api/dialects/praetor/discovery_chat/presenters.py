"""Talks as Praetor's clients see them."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.domain.discovery_chat.queries import DiscoveryRecord, Exchange, ResearchRecord
from app.domain.discovery_chat.standing import ObligationStanding


def discovery_data(
    discovery: DiscoveryRecord,
    *,
    research: Sequence[ResearchRecord],
    exchanges: Sequence[Exchange],
    is_running: bool,
) -> dict[str, Any]:
    standing, question = discovery.standing, discovery.question
    status = "completed" if discovery.completed_at else "running" if is_running else "active"
    return {
        "sessionId": discovery.client_id,
        "contextType": discovery.context_type,
        "projectId": discovery.project_id,
        "status": status,
        "phase": discovery.phase,
        "completeness": discovery.completeness,
        "threshold": discovery.objective.complete_at,
        "obligations": [_obligation(each) for each in standing.obligations],
        "missing": [each.obligation.key for each in standing.missing],
        "contradicted": [each.obligation.key for each in standing.contradicted],
        "nextQuestion": asdict(question) if question else None,
        "research": [_research(task) for task in research],
        "messages": [message for exchange in exchanges for message in _messages(exchange)],
        "createdAt": discovery.created_at,
        "updatedAt": discovery.updated_at,
        "completedAt": discovery.completed_at,
    }


def _obligation(each: ObligationStanding) -> dict[str, Any]:
    return {
        "key": each.obligation.key,
        "status": each.status,
        "confidence": each.confidence,
        "weight": each.obligation.weight,
        "critical": each.obligation.critical,
        "statements": list(each.statements),
    }


def _research(task: ResearchRecord) -> dict[str, Any]:
    told = {
        "taskId": task.id,
        "taskType": task.task_type,
        "status": task.status,
        "createdAt": task.created_at,
        "completedAt": task.finished_at,
    }
    return {**told, "result": task.result} if task.status == "completed" else told


def _messages(exchange: Exchange) -> list[dict[str, Any]]:
    said = {"role": "user", "content": exchange.message}
    return [said] if exchange.reply is None else [said, {"role": "assistant", "content": exchange.reply}]

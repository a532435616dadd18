"""Last step: what the turn has changed, told and kept as one; research that is worth while begins."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.discovery_chat.findings import from_json
from app.domain.discovery_chat.models import RESEARCH_KIND
from app.domain.discovery_chat.objectives import objective_of
from app.domain.discovery_chat.operations import keep_turn, note_research
from app.domain.discovery_chat.research_tasks import topic_of
from app.domain.discovery_chat.standing import Standing, changes, standing_of
from app.engine.agent_names import DISCOVERY_RESEARCH
from workers.agents.agent import Completed, DomainWrite, NewRun, StepContext

TERMINAL = "discovery_reply_complete"


async def conclude(context: StepContext) -> Completed:
    """Ends the run with {text, phase, completeness, question}, behind the events that the document names."""
    heard = context.outputs["listening"]
    objective = objective_of(context.input["contextType"])
    findings = from_json(heard["findings"])
    before, after = standing_of(objective, from_json(heard["before"])), standing_of(objective, findings)
    project_id = context.session.get("projectId")
    kept = partial(
        keep_turn,
        tenant_id=context.tenant_id,
        discovery_id=context.session_id,
        project_id=UUID(project_id) if project_id else None,
        standing=after,
        findings=findings,
        asked=heard["asked"],
    )
    return Completed(
        events=[*_changed(before, after), *_research_events(context)],
        writes=[kept, *(write for type in heard["research"] for write in _begun(context, type, after))],
        terminal=TERMINAL,
        result={
            "text": context.outputs["replying"]["reply"],
            "phase": after.phase,
            "completeness": after.completeness,
            "question": heard["question"],
        },
    )


def _changed(before: Standing, after: Standing) -> Iterator[tuple[str, dict[str, Any]]]:
    for each in changes(before, after):
        yield "obligation", {"key": each.obligation.key, "status": each.status, "confidence": each.confidence}
    yield "completeness", {"score": after.completeness}
    yield "phase", {"phase": after.phase}


def _research_events(context: StepContext) -> Iterator[tuple[str, dict[str, Any]]]:
    heard = context.outputs["listening"]
    for task in heard["results"]:
        yield "research", {name: task[name] for name in ("taskId", "taskType", "status")}
    for type in heard["research"]:
        yield "research", {"taskId": str(_task_id(context, type)), "taskType": type, "status": "pending"}


def _begun(context: StepContext, type: str, standing: Standing) -> list[DomainWrite]:
    """The task as a run of its own: the talk goes on meanwhile, and another message is not kept waiting."""
    task_id, topic = _task_id(context, type), topic_of(standing)
    project = {"projectId": context.session["projectId"]} if "projectId" in context.session else {}
    run = NewRun(
        agent=DISCOVERY_RESEARCH,
        session_id=task_id,
        session_kind=RESEARCH_KIND,
        session={"idea": topic, "discoveryId": str(context.session_id), **project},
        input={
            "taskType": type,
            "messages": [{"role": "user", "content": standing.objective.inquiry(type).asks}],
            "context": {"searchDepth": "quick"},
        },
    )
    note = partial(
        note_research,
        research_id=task_id,
        tenant_id=context.tenant_id,
        discovery_id=context.session_id,
        task_type=type,
    )
    return [context.start(run), note]


def _task_id(context: StepContext, type: str) -> UUID:
    return context.identifier(f"research {type}")

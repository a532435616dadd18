"""First step: what the message tells, what is known then, and what to ask next. Nothing is written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any, cast

from app.domain.discovery_chat.findings import Heard, Kind, Relation, taken_in, to_json
from app.domain.discovery_chat.objectives import Objective
from app.domain.discovery_chat.queries import (
    DiscoveryRecord,
    Exchange,
    ResearchRecord,
    exchanges_of,
    get_discovery,
    research_of,
)
from app.domain.discovery_chat.research_tasks import due_research
from app.domain.discovery_chat.standing import standing_of
from app.errors import NothingToWorkOn
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.conversation import Message, conversation
from workers.agents.discovery import prompts
from workers.agents.discovery.outputs import DiscoveryNotes
from workers.agents.discovery.researched import told_of
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

_EXCHANGES = 20


async def listen(context: StepContext) -> StepOutcome:
    """Output: {before, findings, heard, asked, question, research, results, history}, all plain JSON.

    Raises:
        NothingToWorkOn: the message is empty.
    """
    discovery = await context.read(partial(get_discovery, tenant_id=context.tenant_id, discovery_id=context.session_id))
    exchanges = await context.read(
        partial(exchanges_of, discovery_id=context.session_id, before_run=context.run_id, limit=_EXCHANGES)
    )
    tasks = await context.read(partial(research_of, discovery_id=context.session_id))
    history = _history(exchanges)
    said = conversation({"messages": [{"role": "user", "content": context.input.get("message")}]})
    if not said:
        raise NothingToWorkOn("The message is empty.")
    notes = await _noted(context, discovery, [*history, *said])
    heard = [_heard(each) for each in notes.model_dump(mode="json")["findings"]]
    findings = taken_in(discovery.findings, heard, objective=discovery.objective)
    standing = standing_of(discovery.objective, findings)
    question = standing.next_question(discovery.asked)
    return StepOutcome(
        output={
            "before": to_json(discovery.findings),
            "findings": to_json(findings),
            "heard": [asdict(each) for each in heard if discovery.objective.obligation(each.obligation)],
            "asked": [*discovery.asked, *([question.key] if question else [])],
            "question": asdict(question) if question else None,
            "research": due_research(standing, wished=notes.research, begun=[task.task_type for task in tasks]),
            "results": [told_of(task) for task in tasks if _is_news(task, discovery)],
            "history": [dict(message) for message in history],
        }
    )


def _is_news(task: ResearchRecord, discovery: DiscoveryRecord) -> bool:
    """Whether it has ended since the last turn was kept."""
    return task.finished_at is not None and task.finished_at > discovery.updated_at


async def _noted(context: StepContext, discovery: DiscoveryRecord, messages: Sequence[Message]) -> DiscoveryNotes:
    system = await context.prompt(prompts.NOTES)
    return await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=DiscoveryNotes,
        system=system.text,
        prompt=render_brief(prompts.NOTES_TASK, _material(discovery, messages)),
        least_output_tokens=prompts.NOTES_LEAST_TOKENS,
    )


def _material(discovery: DiscoveryRecord, messages: Sequence[Message]) -> dict[str, Any]:
    question = discovery.question
    return {
        "obligations": _obligations(discovery.objective),
        "known": [asdict(finding) for finding in discovery.findings if finding.state != "withdrawn"],
        "asked": asdict(question) if question else None,
        "inquiries": [
            {"type": each.type, "asks": each.asks, "cues": list(each.cues)} for each in discovery.objective.research
        ],
        "messages": list(messages),
    }


def _obligations(objective: Objective) -> list[dict[str, Any]]:
    return [
        {
            "key": each.key,
            "title": each.title,
            "looksFor": each.looks_for,
            "single": each.single,
            "cues": list(each.cues),
            "detects": list(each.detects),
        }
        for each in objective.obligations
    ]


def _history(exchanges: Sequence[Exchange]) -> list[Message]:
    messages = []
    for exchange in exchanges:
        messages.append({"role": "user", "content": exchange.message})
        if exchange.reply:
            messages.append({"role": "assistant", "content": exchange.reply})
    return conversation({"messages": messages})


def _heard(written: Mapping[str, Any]) -> Heard:
    return Heard(
        obligation=written["obligation"],
        kind=cast(Kind, written["kind"]),
        statement=written["statement"],
        confidence=written["confidence"],
        relation=cast(Relation, written["relation"]),
    )

"""Sub-agents: the ``task`` calls of one turn become child runs, which work at the same time.

Nobody waits for them in a worker: the run waits in Postgres, and goes on when the last one has ended.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_ai.messages import ToolCallPart

from workers.agents.agent import Child, Json, StepOutcome, WaitForChildren
from workers.agents.chat.abilities.ability import bounded
from workers.agents.chat.clock import now
from workers.agents.chat.offered_tools import MOST_TASKS, TASK, TaskCall, may_delegate
from workers.agents.chat.talk import Talk
from workers.agents.chat.tool_results import refused, told
from workers.agents.chat.transcript import added, result_of

LONGEST_DESCRIPTION = 100
_HANDED_DOWN = ("workspaceId", "mode", "modelId", "locale", "timezone", "allowedTools", "cwd")


def delegate(talk: Talk) -> StepOutcome:
    """Start a child run for each ``task`` call that is pending; a call that makes no sense is refused first."""
    calls = [call for call in talk.transcript.pending if call.tool_name == TASK]
    for number, call in enumerate(calls):
        if (problem := _problem(talk, call, number)) is not None:
            return refused(talk, call, problem)
    tasks = [_task(call) for call in calls]
    active = [
        {"id": call.tool_call_id, "description": task.description[:LONGEST_DESCRIPTION], "type": task.type}
        for call, task in zip(calls, tasks, strict=True)
    ]
    status = [{**one, "toolCalls": 0, "currentTool": ""} for one in active]
    return WaitForChildren(
        output={"delegated": [call.tool_call_id for call in calls]},
        events=[_standing(status, talk.transcript.completed_tasks)],
        children=[
            _child(talk, call, task, number)
            for number, (call, task) in enumerate(zip(calls, tasks, strict=True), start=1)
        ],
    )


def collect(talk: Talk) -> StepOutcome:
    """Give the model what the sub-agents have reported."""
    ids: Sequence[str] = talk.transcript.last["delegated"]
    calls = {call.tool_call_id: call for call in talk.transcript.pending}
    results, events, spent = [], [], {"inputTokens": 0, "outputTokens": 0}
    for call_id, child in zip(ids, talk.context.children, strict=True):
        text, failed = _report(child)
        results.append(result_of(calls[call_id], text, failed=failed))
        events.append(told(talk, calls[call_id], text, failed=failed))
        usage = (child["result"] or {}).get("usage") or {}
        spent = {name: tokens + int(usage.get(name, 0)) for name, tokens in spent.items()}
    done = [*talk.transcript.completed_tasks, *ids]
    events.append(_standing([], done))
    events.append(("usage", talk.usage_with(spent)))
    return StepOutcome(output={**added(*results), "usage": spent, "completedTasks": list(ids)}, events=events)


def _problem(talk: Talk, call: ToolCallPart, number: int) -> str | None:
    if not may_delegate(talk) or not talk.allows(TASK):
        return "Sub-agents cannot be used here."
    if number >= MOST_TASKS:
        return f"At most {MOST_TASKS} tasks can be handed on at once."
    try:
        task = _task(call)
    except (ValidationError, ValueError) as error:
        return f"The arguments are not valid: {error}"
    kinds = talk.input.get("subagents")
    if kinds and task.type not in kinds:
        return f"There is no sub-agent {task.type}. There are: {', '.join(kinds)}"
    return None


def _task(call: ToolCallPart) -> TaskCall:
    return TaskCall.model_validate(call.args_as_dict(raise_if_invalid=True))


def _child(talk: Talk, call: ToolCallPart, task: TaskCall, number: int) -> Child:
    """The run of one task. It is known by its call, as in the events that tell of it."""
    handed = {name: talk.input[name] for name in _HANDED_DOWN if name in talk.input}
    name = f"{task.type}-{len(talk.transcript.completed_tasks) + number}"
    input: dict[str, Json] = {
        **handed,
        "message": task.description,
        "agentName": name,
        "taskType": task.type,
        "callId": call.tool_call_id,
    }
    return Child(agent=str(talk.composition.delegates_to), input=input)


def _standing(active: Sequence[Mapping[str, Any]], completed: Sequence[str]) -> tuple[str, Mapping[str, Json]]:
    """The event of how the sub-agents stand."""
    return "subagents", {"activeTasks": list(active), "completedTasks": list(completed), "timestamp": now()}


def _report(child: Mapping[str, Any]) -> tuple[str, bool]:
    if child["state"] == "completed":
        return bounded(str((child["result"] or {}).get("text") or "")) or "It reported nothing.", False
    reason = (child["error"] or {}).get("message") or f"It was {child['state']}."
    return f"The sub-agent came to no result: {reason}", True

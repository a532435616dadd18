"""What is said of a call's result: to the client as events, to the model as a message."""

from collections.abc import Mapping

from pydantic_ai.messages import ToolCallPart

from workers.agents.agent import Json, StepOutcome
from workers.agents.chat.abilities.ability import Outcome
from workers.agents.chat.clock import now
from workers.agents.chat.talk import Talk
from workers.agents.chat.transcript import added, result_of


def finished(talk: Talk, call: ToolCallPart, outcome: Outcome) -> StepOutcome:
    """The outcome of a step that carried a call out."""
    artifacts = [] if outcome.artifact is None else [_artifact(talk, call, outcome)]
    return StepOutcome(
        output=added(result_of(call, outcome.text, failed=outcome.failed)),
        events=[*artifacts, told(talk, call, outcome.text, failed=outcome.failed)],
    )


def refused(talk: Talk, call: ToolCallPart, reason: str) -> StepOutcome:
    """The outcome of a step that did not carry a call out."""
    return finished(talk, call, Outcome(reason, failed=True))


def told(talk: Talk, call: ToolCallPart, text: str, *, failed: bool) -> tuple[str, Mapping[str, Json]]:
    """The event of a result."""
    data = {"callId": call.tool_call_id, "name": call.tool_name, "result": text, "failed": failed}
    return "tool_result", {**data, "agent": talk.speaker}


def _artifact(talk: Talk, call: ToolCallPart, outcome: Outcome) -> tuple[str, Mapping[str, Json]]:
    kind, payload = outcome.artifact or ("", {})
    return "artifact", {
        "artifactType": kind,
        "artifactId": call.tool_call_id,
        "agent": talk.speaker,
        "timestamp": now(),
        "status": "failed" if outcome.failed else "completed",
        "payload": dict(payload),
    }

"""Plan mode: the run waits for a person to review the plan before anything is changed.

A model that writes its plan as plain text instead of submitting it is taken at its word.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelRequest, ToolCallPart, UserPromptPart

from workers.agents.agent import Json, StepOutcome, WaitForPerson
from workers.agents.chat.ending import ended
from workers.agents.chat.talk import Talk
from workers.agents.chat.transcript import added, result_of

APPROVED = "The plan is approved. Carry it out now."
REJECTED = "The plan was rejected."
LONGEST_DESCRIPTION = 500


def asked_for_review(
    talk: Talk,
    *,
    plan: str,
    output: Mapping[str, Any] | None = None,
    events: Sequence[tuple[str, Mapping[str, Json]]] = (),
) -> WaitForPerson:
    """The outcome that has a person asked; ``output`` and ``events`` are those of the turn that the plan is."""
    interrupt = str(talk.context.identifier("plan"))
    action = {"actionId": f"{interrupt}-plan", "type": "plan_review", "description": plan[:LONGEST_DESCRIPTION]}
    return WaitForPerson(
        output={**(output or {}), "asks": {"interruptId": interrupt}},
        events=events,
        question={"interruptId": interrupt, "reason": "plan_review", "plan": plan, "actions": [action]},
    )


async def heard(talk: Talk) -> StepOutcome:
    """Go on with what the person decided: carry the plan out, make another one, or stop."""
    decisions: Sequence[Mapping[str, Any]] = (talk.context.answer or {}).get("decisions") or []
    rejections = [decision for decision in decisions if decision.get("type") != "approve"]
    if decisions and not rejections:
        return StepOutcome(output={**_told(talk, APPROVED, failed=False), "approved": True})
    wishes = " ".join(str(decision["message"]) for decision in rejections if decision.get("message"))
    if wishes:
        again = f"{REJECTED} Submit another one that takes this into account: {wishes}"
        return StepOutcome(output=_told(talk, again, failed=True))
    return await ended(talk, "rejected", output=_told(talk, REJECTED, failed=True))


def _told(talk: Talk, text: str, *, failed: bool) -> dict[str, Any]:
    return added(_answer(talk.transcript.pending, text, failed=failed))


def _answer(pending: Sequence[ToolCallPart], text: str, *, failed: bool) -> ModelMessage:
    if pending:
        return result_of(pending[0], text, failed=failed)
    return ModelRequest(parts=[UserPromptPart(text)])

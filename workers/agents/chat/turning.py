"""The step that a conversation repeats: see how things stand, and do the one next thing.

So each turn of the model and each call of a tool has a checkpoint of its own, and nothing that is
finished is ever done twice.
"""

from functools import partial

from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart

from app.domain.conversations.turns import is_interrupted
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.chat.composition import Composition
from workers.agents.chat.condensing import condensed, is_too_long
from workers.agents.chat.delegation import collect
from workers.agents.chat.ending import ended
from workers.agents.chat.model_turn import answered, model_turn, turn_events, turn_output
from workers.agents.chat.plan_review import heard
from workers.agents.chat.prompts import CONCLUDE
from workers.agents.chat.talk import Talk
from workers.agents.chat.tool_turn import put_in_place, tool_turn
from workers.agents.chat.transcript import added, unanswered

OUT_OF_STEPS = "There were no steps left to carry this out."


async def next_thing(composition: Composition, context: StepContext) -> StepOutcome:
    """Do what comes next: a decision, a result, a call, or the model's turn."""
    talk = Talk(composition, context)
    if (begun := await _finish_begun(talk)) is not None:
        return begun
    if await _is_interrupted(talk):
        return await _interrupted(talk)
    if talk.transcript.pending:
        return await tool_turn(talk)
    if is_too_long(talk):
        return await condensed(talk)
    return await model_turn(talk)


async def settle(composition: Composition, context: StepContext) -> StepOutcome:
    """Before the last step: take in what was waited for, or put in place what is prepared; nothing new is begun."""
    begun = await _finish_begun(Talk(composition, context))
    return begun if begun is not None else StepOutcome(output={})


async def conclude(composition: Composition, context: StepContext) -> StepOutcome:
    """The last step there is: the model says how far it came. Calls that are still open are not carried out."""
    talk = Talk(composition, context)
    open_calls = unanswered(talk.transcript.pending, OUT_OF_STEPS)
    asked = [*open_calls, ModelRequest(parts=[UserPromptPart(CONCLUDE)])]
    response = await answered(talk, messages=[*talk.transcript.messages, *asked], tools=())
    output = turn_output(response)
    output["messages"] = added(*asked, response)["messages"]
    text = response.text or OUT_OF_STEPS
    return await ended(talk, "end_turn", output=output, text=text, events=turn_events(talk, response))


async def _finish_begun(talk: Talk) -> StepOutcome | None:
    """What the step before has begun and left to this one."""
    last = talk.transcript.last
    if "asks" in last:
        return await heard(talk)
    if "delegated" in last:
        return collect(talk)
    return await put_in_place(talk) if "prepared" in last else None


async def _is_interrupted(talk: Talk) -> bool:
    if not talk.composition.is_root:
        return False
    return await talk.context.read(partial(is_interrupted, run_id=talk.context.run_id))


async def _interrupted(talk: Talk) -> StepOutcome:
    """End here, with what a broken attempt may have streamed of the turn that will not come."""
    begun = talk.context.partial_text
    output = added(ModelResponse(parts=[TextPart(begun)])) if begun else {}
    return await ended(talk, "soft_interrupted", output=output)

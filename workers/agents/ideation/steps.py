"""The three steps of ideation.

The reply is streamed and may be continued by another attempt, so that step emits nothing else; what
has to be there once and whole (the BuildSession, the summary) is committed by the steps around it.
"""

from collections.abc import Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

from app.domain.products.operations import create_build_session
from app.errors import AgentFailed, NothingToWorkOn
from workers.agents.agent import Completed, StepContext, StepOutcome
from workers.agents.conversation import Message, conversation
from workers.agents.ideation import prompts
from workers.agents.ideation.outputs import IdeaBrief
from workers.agents.plain_text import tidied
from workers.agents.session_material import SUMMARY_LIMIT, idea_material
from workers.language_models.briefs import render_brief
from workers.language_models.texts import stream_text, write

PHASE = "ideation"


async def open_build_session(context: StepContext) -> StepOutcome:
    """Enters the phase and records the BuildSession.

    Raises:
        NothingToWorkOn: the request says nothing and the session holds no idea.
    """
    if not conversation(context.input) and not idea_material(context.session)["idea"]:
        raise NothingToWorkOn("There is no message and no idea to work on.")
    build_session_id = context.identifier("build-session")
    record = partial(
        create_build_session,
        id=build_session_id,
        tenant_id=context.tenant_id,
        session_id=context.session_id,
        run_id=context.run_id,
    )
    return StepOutcome(
        output={"buildSessionId": str(build_session_id)},
        events=(
            ("phase", {"phase": PHASE}),
            ("build_session_created", {"buildSessionId": str(build_session_id)}),
        ),
        session={"phase": PHASE},
        writes=(record,),
    )


async def converse(context: StepContext) -> StepOutcome:
    """Streams the reply, going on behind what a broken attempt had streamed."""
    earlier, prompt = _turn(context)
    system = await context.prompt(prompts.DIALOGUE if _is_dialogue(context) else prompts.SINGLE_SHOT)
    reply = [context.partial_text]
    answer = stream_text(
        model=context.model(context.input.get("modelId"), prompt=system),
        system=system.text,
        prompt=prompt,
        partial=context.partial_text,
        history=earlier,
        least_output_tokens=prompts.REPLY_LEAST_TOKENS,
    )
    async with aclosing(answer) as deltas:
        async for delta in deltas:
            reply.append(delta)
            await context.emit("text_delta", delta=delta)
    return StepOutcome(output={"reply": "".join(reply)})


async def summarise(context: StepContext) -> Completed:
    """Writes the summary from everything that was said, and ends the run."""
    reply: Message = {"role": "assistant", "content": context.outputs["conversing"]["reply"]}
    system = await context.prompt(prompts.SUMMARY)
    brief = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=IdeaBrief,
        system=system.text,
        prompt=render_brief(prompts.SUMMARY_TASK, _material(context, [*conversation(context.input), reply])),
        least_output_tokens=prompts.SUMMARY_LEAST_TOKENS,
    )
    summary = tidied(brief.summary, SUMMARY_LIMIT)
    if not summary:
        raise AgentFailed("The model wrote an empty summary.")
    return Completed(
        session={"ideaSummary": summary, "ideaBrief": brief.model_dump(mode="json"), "phase": PHASE},
        terminal="ideation_complete",
        result={"ideaSummary": summary},
    )


def _turn(context: StepContext) -> tuple[Sequence[Message], str]:
    """The turns before this one, and the prompt of this one."""
    messages = conversation(context.input)
    if not _is_dialogue(context):
        return (), render_brief(prompts.SINGLE_SHOT_TASK, _material(context, messages))
    # A dialogue whose last word is the assistant's is asked to go on: all of it is history.
    earlier, latest = (messages[:-1], messages[-1:]) if _user_spoke_last(messages) else (messages, [])
    return earlier, render_brief(prompts.DIALOGUE_TASK, _material(context, latest))


def _material(context: StepContext, messages: Sequence[Message]) -> Mapping[str, Any]:
    phase = "conversation" if _is_dialogue(context) else None
    return {**idea_material(context.session), "phase": phase, "messages": list(messages) or None}


def _is_dialogue(context: StepContext) -> bool:
    return bool(context.input.get("phase") == "conversation")


def _user_spoke_last(messages: Sequence[Message]) -> bool:
    return bool(messages) and messages[-1]["role"] == "user"

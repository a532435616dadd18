"""Second step: the reply, streamed; another attempt goes on behind what was streamed."""

from contextlib import aclosing
from typing import Any

from app.domain.discovery_chat.findings import from_json
from app.domain.discovery_chat.objectives import objective_of
from app.domain.discovery_chat.standing import standing_of
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.conversation import conversation
from workers.agents.discovery import prompts
from workers.language_models.briefs import render_brief
from workers.language_models.texts import stream_text


async def reply(context: StepContext) -> StepOutcome:
    """Output {reply}."""
    system = await context.prompt(prompts.REPLY)
    written = [context.partial_text]
    answer = stream_text(
        model=context.model(context.input.get("modelId"), prompt=system),
        system=system.text,
        prompt=render_brief(prompts.REPLY_TASK, _material(context)),
        partial=context.partial_text,
        history=context.outputs["listening"]["history"],
        least_output_tokens=prompts.REPLY_LEAST_TOKENS,
    )
    async with aclosing(answer) as deltas:
        async for delta in deltas:
            written.append(delta)
            await context.emit("text_delta", delta=delta)
    return StepOutcome(output={"reply": "".join(written)})


def _material(context: StepContext) -> dict[str, Any]:
    heard = context.outputs["listening"]
    objective = objective_of(context.input["contextType"])
    standing = standing_of(objective, from_json(heard["findings"]))
    titles = {each.key: each.title for each in objective.obligations}
    return {
        "discovery": {
            "title": objective.title,
            "phase": standing.phase,
            "completeness": standing.completeness,
            "understood": [{**each, "title": titles[each["obligation"]]} for each in heard["heard"]],
            "question": heard["question"],
            "canBeCompleted": standing.phase == "closing",
            "researchStarted": heard["research"],
            "researchBack": heard["results"],
        },
        "messages": conversation({"messages": [{"role": "user", "content": context.input["message"]}]}),
    }

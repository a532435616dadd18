"""Second step: what the signals say together."""

from workers.agents.agent import StepContext, StepOutcome
from workers.agents.research import prompts
from workers.agents.research.exploration import exploration_of
from workers.agents.research.outputs import Synthesis
from workers.agents.research.signals import for_prompt
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write


async def synthesize(context: StepContext) -> StepOutcome:
    """Writes the synthesis; its output is the ``Synthesis`` as a JSON object."""
    await context.emit("phase", phase="synthesizing")
    exploration = exploration_of(context.input, context.session)
    signals = for_prompt(context.outputs["researching"]["signals"])
    system = await context.prompt(prompts.SYNTHESIS)
    synthesis = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=Synthesis,
        system=system.text,
        prompt=render_brief(prompts.SYNTHESIS_TASK, {**exploration.material(), "signals": signals}),
        least_output_tokens=prompts.SYNTHESIS_LEAST_TOKENS,
    )
    counts = f"{len(synthesis.themes)} themes, {len(synthesis.competitors)} alternatives, {len(synthesis.gaps)} gaps"
    return StepOutcome(
        output=synthesis.model_dump(mode="json"),
        events=(("status", {"message": f"The signals come down to {counts}"}),),
    )

"""Last step: what may have bent the result, and the final order."""

from collections.abc import Sequence
from typing import Any

from workers.agents.agent import Completed, StepContext
from workers.agents.research import prompts
from workers.agents.research.exploration import exploration_of
from workers.agents.research.outputs import BiasCheck
from workers.agents.research.scoring import ranked
from workers.agents.research.steps.validate import VALIDATIONS, validation_step
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write


async def check_bias(context: StepContext) -> Completed:
    """Names the biases in a status event and ends the run with the opportunities, ranked by their last score."""
    await context.emit("phase", phase="bias_check")
    opportunities = ranked(_last_look(context))
    material = {
        **exploration_of(context.input, context.session).material(),
        "sources": context.outputs["researching"]["sources"],
        "synthesis": context.outputs["synthesizing"],
        "opportunities": opportunities,
    }
    system = await context.prompt(prompts.BIAS_CHECK)
    check = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=BiasCheck,
        system=system.text,
        prompt=render_brief(prompts.BIAS_CHECK_TASK, material),
        least_output_tokens=prompts.BIAS_CHECK_LEAST_TOKENS,
    )
    found = check.model_dump(mode="json")
    return Completed(
        output=found,
        events=(("status", {"message": _told(check), **found}),),
        session={"opportunities": opportunities},
        terminal="discover_complete",
        result={"opportunities": opportunities},
    )


def _last_look(context: StepContext) -> Sequence[dict[str, Any]]:
    """Each opportunity as validated, or as ranked where validation was turned off."""
    first_look: list[dict[str, Any]] = context.outputs["ranking"]["opportunities"]
    second_looks = [context.outputs.get(validation_step(index)) for index in range(VALIDATIONS)]
    validated = [opportunity for opportunity in second_looks if opportunity]
    return validated or [{**opportunity, "validation": None} for opportunity in first_look]


def _told(check: BiasCheck) -> str:
    if not check.biases:
        return "No bias found"
    return f"{len(check.biases)} possible {'bias' if len(check.biases) == 1 else 'biases'} to keep in mind"

"""The steps after ranking: a second, sceptical look at each opportunity, a step for each.

How many steps a run has must be known before its opportunities are, so there is one for each that there
can be; the step of an opportunity that is not there ends at once.
"""

from collections.abc import Mapping
from typing import Any

from workers.agents.agent import StepContext, StepOutcome
from workers.agents.research import prompts
from workers.agents.research.exploration import exploration_of
from workers.agents.research.outputs import Validation
from workers.agents.research.scoring import MOST, validated
from workers.agents.research.signals import for_prompt
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

VALIDATIONS = MOST
_SIGNALS = 20


def validation_step(index: int) -> str:
    """The name of the step that looks at opportunity ``index``, counted from 0."""
    return f"validating_{index + 1}"


async def validate(context: StepContext, *, index: int) -> StepOutcome:
    """Scores one opportunity anew; its output is the validated opportunity, None where there is none."""
    opportunities = context.outputs["ranking"]["opportunities"]
    if index >= len(opportunities):
        return StepOutcome()
    opportunity = opportunities[index]
    if index == 0:
        await context.emit("phase", phase="validating")
    place = {"opportunityIndex": index, "title": opportunity["title"], "total": len(opportunities)}
    await context.emit("validation_progress", **place, state="scoring", completed=index)
    second_look = validated(opportunity, await _second_look(context, opportunity))
    progress = {
        **place,
        "state": "scored",
        "completed": index + 1,
        "verdict": second_look["validation"]["verdict"],
        "score": second_look["scorecard"]["overall"],
        "scorecard": second_look["scorecard"],
    }
    return StepOutcome(output=second_look, events=(("validation_progress", progress),))


async def _second_look(context: StepContext, opportunity: Mapping[str, Any]) -> Validation:
    material = {
        **exploration_of(context.input, context.session).material(),
        "signals": for_prompt(context.outputs["researching"]["signals"], _SIGNALS),
        "synthesis": context.outputs["synthesizing"],
        "opportunity": opportunity,
    }
    system = await context.prompt(prompts.VALIDATION)
    return await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=Validation,
        system=system.text,
        prompt=render_brief(prompts.VALIDATION_TASK, material),
        least_output_tokens=prompts.VALIDATION_LEAST_TOKENS,
    )

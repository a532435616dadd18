"""Third step: three or four opportunities, best first."""

from workers.agents.agent import StepContext, StepOutcome
from workers.agents.research import prompts
from workers.agents.research.exploration import exploration_of
from workers.agents.research.outputs import Opportunities
from workers.agents.research.scoring import presented
from workers.agents.research.signals import for_prompt
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

NO_VALIDATION = "Validation is turned off for this run: scores are those of the first look"


async def rank(context: StepContext) -> StepOutcome:
    """Writes the opportunities; its output is {opportunities} as the event shows them."""
    exploration = exploration_of(context.input, context.session)
    signals = context.outputs["researching"]["signals"]
    material = {
        **exploration.material(),
        "signals": for_prompt(signals),
        "synthesis": context.outputs["synthesizing"],
    }
    system = await context.prompt(prompts.OPPORTUNITIES)
    written = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=Opportunities,
        system=system.text,
        prompt=render_brief(prompts.OPPORTUNITIES_TASK, material),
        least_output_tokens=prompts.OPPORTUNITIES_LEAST_TOKENS,
    )
    opportunities = presented(written.opportunities, signals)
    told = () if exploration.validates else (("status", {"state": "skipped", "message": NO_VALIDATION}),)
    return StepOutcome(
        output={"opportunities": opportunities},
        events=(("opportunities", {"opportunities": opportunities}), *told),
    )

"""Pages of content, each written by a model call of its own."""

from collections.abc import Awaitable, Callable, Mapping

from workers.agents.agent import StepContext, StepOutcome
from workers.agents.code import prompts
from workers.agents.code.routes import START
from workers.agents.code.steps.planning import page_material, settled
from workers.agents.code.steps.telling import say
from workers.agents.code.undertaking import SLOTS
from workers.agents.pages.sections import Screen
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write


def slot_name(slot: int) -> str:
    """The name of a slot's step."""
    return f"page-{slot + 1}"


def write_page(slot: int) -> Callable[[StepContext], Awaitable[StepOutcome]]:
    """The step that writes the page in a slot, counted from 0; it does nothing where there are fewer."""

    async def run(context: StepContext) -> StepOutcome:
        undertaking = settled(context)
        if slot >= len(undertaking.orders):
            return StepOutcome()
        order = undertaking.orders[slot]
        await say(context, slot_name(slot), f"Writing {order.name} ({slot + 1} of {len(undertaking.orders)})")
        page = {"id": order.path or START, "name": order.name, "type": order.type, "description": order.description}
        system = await context.prompt(prompts.PAGE)
        screen = await write(
            model=context.model(context.input.get("modelId"), prompt=system),
            output_type=Screen,
            system=system.text,
            prompt=render_brief(prompts.PAGE_TASK, {**page_material(context, undertaking.spec), "screen": page}),
            least_output_tokens=prompts.PAGE_LEAST_TOKENS,
        )
        return StepOutcome(output=screen.model_dump(mode="json"))

    return run


def written_pages(context: StepContext) -> Mapping[int, Screen]:
    """The pages that were written, by slot."""
    outputs = {slot: context.outputs.get(slot_name(slot)) for slot in range(SLOTS)}
    return {slot: Screen(**output) for slot, output in outputs.items() if output}

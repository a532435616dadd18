"""The steps of a PRD.

Each part is a model call of its own, so that a run stopped by its budget keeps the parts it has.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from app.domain.products.operations import create_project
from workers.agents.agent import Completed, StepContext, StepOutcome
from workers.agents.plain_text import one_line
from workers.agents.prd import prompts
from workers.agents.prd.document import TITLE_LIMIT, numbered, prd_document
from workers.agents.prd.opportunity import chosen_index, chosen_opportunity, derives
from workers.agents.prd.outputs import Delivery, Framing, Requirements
from workers.agents.research.outputs import Opportunities
from workers.agents.research.scoring import presented
from workers.agents.session_material import idea_material
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

T = TypeVar("T", bound=BaseModel)

PHASE = "prd"


async def open_phase(context: StepContext) -> StepOutcome:
    """Enters the phase.

    Raises:
        NothingToWorkOn: no opportunity, and none that could be derived.
        InvalidRequest: ``opportunityIndex`` is out of range.
    """
    derives(context.input, context.session)
    return StepOutcome(events=(("phase", {"phase": PHASE}),), session={"phase": PHASE})


async def choose(context: StepContext) -> StepOutcome:
    """Settles on the opportunity, deriving it from the idea where research never ran."""
    if derives(context.input, context.session):
        await context.emit("status", message="No research yet: deriving an opportunity from the idea", part="choosing")
        opportunity = await _derived(context)
        written: Mapping[str, Any] = {"opportunities": [opportunity]}
    else:
        opportunity = chosen_opportunity(context.input, context.session)
        written = {}
    title = one_line(opportunity["title"], TITLE_LIMIT)
    return StepOutcome(
        output={"index": chosen_index(context.input), "opportunity": opportunity},
        events=(("status", {"message": f"Writing PRD for {title}...", "part": "choosing"}),),
        session=written,
    )


async def frame(context: StepContext) -> StepOutcome:
    """Writes the first part: problem, audience, goals."""
    await _say(context, "framing", "Framing problem, audience and goals")
    framing = await _write(context, Framing, prompts.FRAMING_TASK, least=prompts.FRAMING_LEAST_TOKENS)
    return StepOutcome(output=framing.model_dump(mode="json"))


async def require(context: StepContext) -> StepOutcome:
    """Writes the second part: stories and requirements."""
    await _say(context, "requirements", "Writing user stories and requirements")
    requirements = await _write(
        context,
        Requirements,
        prompts.REQUIREMENTS_TASK,
        least=prompts.REQUIREMENTS_LEAST_TOKENS,
        framing=context.outputs["framing"],
    )
    return StepOutcome(output=numbered(requirements).model_dump(mode="json"))


async def plan_delivery(context: StepContext) -> StepOutcome:
    """Writes the third part: metrics, milestones, risks."""
    await _say(context, "delivery", "Planning metrics, milestones and risks")
    delivery = await _write(
        context,
        Delivery,
        prompts.DELIVERY_TASK,
        least=prompts.DELIVERY_LEAST_TOKENS,
        framing=context.outputs["framing"],
        requirements=context.outputs["requirements"],
    )
    return StepOutcome(output=delivery.model_dump(mode="json"))


async def finish(context: StepContext) -> Completed:
    """Puts the document together, records the Project and ends the run."""
    choice = context.outputs["choosing"]
    prd = prd_document(
        index=choice["index"],
        opportunity=choice["opportunity"],
        framing=Framing(**context.outputs["framing"]),
        requirements=Requirements(**context.outputs["requirements"]),
        delivery=Delivery(**context.outputs["delivery"]),
    )
    project_id = context.identifier("project")
    record = partial(
        create_project,
        id=project_id,
        tenant_id=context.tenant_id,
        session_id=context.session_id,
        run_id=context.run_id,
        name=prd["title"],
        opportunity_index=choice["index"],
    )
    return Completed(
        output={"projectId": str(project_id)},
        session={"prd": prd, "selectedOpportunityIndex": choice["index"], "projectId": str(project_id)},
        writes=(record,),
        terminal="prd_complete_final",
        result={"prd": prd, "projectId": str(project_id)},
    )


async def _derived(context: StepContext) -> dict[str, Any]:
    system = await context.prompt(prompts.DERIVING)
    written = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=Opportunities,
        system=system.text,
        prompt=render_brief(prompts.DERIVING_TASK, idea_material(context.session)),
        least_output_tokens=prompts.DERIVING_LEAST_TOKENS,
    )
    return {**presented(written.opportunities, ())[0], "validation": None}


async def _write(context: StepContext, output_type: type[T], task: str, *, least: int, **parts: Any) -> T:
    """One part of the PRD, written from the idea, the opportunity and the ``parts`` before it."""
    opportunity = context.outputs["choosing"]["opportunity"]
    system = await context.prompt(prompts.WRITER)
    return await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=output_type,
        system=system.text,
        prompt=render_brief(task, {**idea_material(context.session), "opportunity": opportunity, **parts}),
        least_output_tokens=least,
    )


async def _say(context: StepContext, part: str, message: str) -> None:
    await context.emit("status", message=message, part=part)

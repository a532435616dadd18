"""Settling what to do: a new app, the same app with what has come since, or an edit."""

from typing import Any

from workers.agents.agent import StepContext, StepOutcome, StepSandbox
from workers.agents.code import prompts
from workers.agents.code.app_spec import AppSpec
from workers.agents.code.blueprint import extended, new_spec
from workers.agents.code.material import chosen_tokens, require_material, system_tokens
from workers.agents.code.outputs import AppPlan
from workers.agents.code.present_app import present_spec
from workers.agents.code.steps.editing import edit, edit_again
from workers.agents.code.steps.telling import opened_sandbox, say, status
from workers.agents.code.undertaking import Undertaking, navigation, orders_for
from workers.agents.design.material import product_label, product_material
from workers.agents.design.project import DesignProject, read_project
from workers.agents.design.target import request_of
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

PHASE = "coding"
PART = "planning"


async def open_phase(context: StepContext) -> StepOutcome:
    """Enters the phase.

    Raises:
        NothingToWorkOn: nothing says what the app is, and there is none.
    """
    require_material(context.input, context.session)
    return StepOutcome(events=(("phase", {"phase": PHASE}),), session={"phase": PHASE})


async def plan(context: StepContext) -> StepOutcome:
    """Settles what this run does, from what is in the sandbox and what is asked for.

    Raises:
        NotFound: nobody's sandbox, or somebody else's, is at the ``sandboxUrl``.
    """
    sandbox = await opened_sandbox(context)
    spec = await present_spec(sandbox)
    design = await read_project(sandbox)
    request = request_of(context.input)
    if spec and request and request != spec.brief:
        return await edit(context, sandbox, spec, request)
    if spec:
        return _extend(context, spec, design)
    return await _begin(context, sandbox, design)


async def revise(context: StepContext) -> StepOutcome:
    """Asks once more where an edit could not be carried out as a whole; otherwise there is nothing to do."""
    undertaking = Undertaking(**context.outputs["planning"])
    if undertaking.mode != "edit" or not undertaking.problems:
        return StepOutcome()
    sandbox = await opened_sandbox(context)
    spec = await present_spec(sandbox)
    if spec is None:  # somebody has changed the sandbox in between: what was settled stands
        return StepOutcome()
    return await edit_again(context, sandbox, spec, undertaking)


def settled(context: StepContext) -> Undertaking:
    """What this run does, revised or not."""
    return Undertaking(**(context.outputs["revising"] or context.outputs["planning"]))


async def _begin(context: StepContext, _: StepSandbox, design: DesignProject | None) -> StepOutcome:
    await say(context, PART, "Planning the app: what is kept, which pages there are")
    system = await context.prompt(prompts.PLAN)
    planned = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=AppPlan,
        system=system.text,
        prompt=render_brief(prompts.PLAN_TASK, _material(context, design)),
        least_output_tokens=prompts.PLAN_LEAST_TOKENS,
    )
    tokens = chosen_tokens(
        context.input, context.session, designed=design.tokens if design else None, mood=planned.mood
    )
    spec = new_spec(
        plan=planned,
        design=design,
        tokens=tokens,
        prd=_prd(context),
        label=product_label(context.input, context.session),
        brief=request_of(context.input),
    )
    undertaking = Undertaking(mode="new", spec=spec, orders=orders_for(spec))
    source = "from the design's screens" if design else "planned from the idea"
    told = f"{spec.name}: {spec.entity.plural} with {len(spec.entity.fields)} fields, {len(spec.pages)} pages {source}"
    return StepOutcome(output=undertaking.model_dump(mode="json"), events=(status(PART, told),))


def _extend(context: StepContext, spec: AppSpec, design: DesignProject | None) -> StepOutcome:
    tokens = design.tokens if design else system_tokens(context.session)
    renewed = extended(spec, design=design, tokens=tokens, prd=_prd(context))
    undertaking = Undertaking(mode="extend", spec=renewed, orders=orders_for(renewed))
    told = f"{spec.name} is there: bringing in the screens, the look and the requirements that there are by now"
    return StepOutcome(output=undertaking.model_dump(mode="json"), events=(status(PART, told),))


def _material(context: StepContext, design: DesignProject | None) -> dict[str, Any]:
    screens = design and [{"id": one.id, "name": one.name, "type": one.type} for one in design.screens]
    return {
        **product_material(context.input, context.session),
        "product": design and design.product,
        "screens": screens,
    }


def page_material(context: StepContext, spec: AppSpec) -> dict[str, Any]:
    """What a page is written from, but for the page itself."""
    return {
        **product_material(context.input, context.session),
        "request": None,
        "product": {"name": spec.name, "tagline": spec.tagline, "language": spec.language},
        "mood": spec.tokens.mood,
        "screens": navigation(spec),
    }


def _prd(context: StepContext) -> dict[str, Any]:
    prd = context.session.get("prd")
    return dict(prd) if isinstance(prd, dict) else {}

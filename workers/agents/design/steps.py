"""The steps of a design.

Each screen is a step of its own, so that a run stopped by its budget keeps the screens it has; files are
written by one step at the end, which has everything it needs from the steps before and writes all of it.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from uuid import UUID

from app.domain.products.operations import save_design_project
from app.sandboxes.names import MAIN_PORT
from app.sandboxes.records import Site
from workers.agents.agent import Completed, StepContext, StepOutcome, StepSandbox
from workers.agents.design import prompts
from workers.agents.design.brand import asked_brand, is_asked, tokens_of
from workers.agents.design.material import product_label, product_material, require_material
from workers.agents.design.outputs import PlannedScreen, ScreenPlan
from workers.agents.design.plan import Undertaking, extension_of, navigation, repainting_of, undertaking_of
from workers.agents.design.project import (
    FOLDER,
    DesignedScreen,
    DesignProject,
    page_path,
    project_files,
    read_project,
    with_screens,
)
from workers.agents.design.target import target_of
from workers.agents.pages.sections import Screen
from workers.agents.visual_identity.tokens import DesignTokens
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

PHASE = "design"
DESIGN_PORT = 3001
_STRONGER = frozenset({"app"})
"""Labels of what the main port shows rather than screens."""


async def open_phase(context: StepContext) -> StepOutcome:
    """Enters the phase, and looks at what earlier runs have designed.

    Raises:
        NothingToWorkOn: neither idea nor PRD nor request says anything.
    """
    require_material(context.input, context.session)
    project = None
    if context.session.get("designProjectId"):
        project = await read_project(await context.sandbox(label=product_label(context.input, context.session)))
    return StepOutcome(
        output={"project": project and project.model_dump(mode="json")},
        events=(("phase", {"phase": PHASE}),),
        session={"phase": PHASE},
    )


async def choose_brand(context: StepContext) -> StepOutcome:
    """Settles on the tokens that everything is drawn with."""
    await _say(context, "brand", "Choosing the look")
    tokens = await tokens_of(context, _project(context))
    return StepOutcome(
        output=tokens.model_dump(mode="json"),
        events=(("status", {"message": f"Look: {tokens.mood or 'plain'}, {tokens.primary}", "part": "brand"}),),
    )


async def plan_screens(context: StepContext) -> StepOutcome:
    """Settles on the screens of this run: all of them, or the one that is asked for."""
    await _say(context, "planning", "Planning screens")
    target, project = target_of(context.input), _project(context)
    if project and target:
        undertaking = extension_of(project, target)
    elif project and is_asked(asked_brand(context.input)):
        undertaking = repainting_of(project)
    else:
        system = await context.prompt(prompts.PLAN)
        plan = await write(
            model=context.model(context.input.get("modelId"), prompt=system),
            output_type=ScreenPlan,
            system=system.text,
            prompt=render_brief(prompts.PLAN_TASK, {**_product(context), "target": target and _told(target)}),
            least_output_tokens=prompts.PLAN_LEAST_TOKENS,
        )
        undertaking = undertaking_of(plan, target, label=product_label(context.input, context.session))
    names = ", ".join(screen.name for screen in undertaking.screens) or "all as they are"
    return StepOutcome(
        output=undertaking.model_dump(mode="json"),
        events=(("status", {"message": f"Screens of {undertaking.product}: {names}", "part": "planning"}),),
    )


def design_screen(slot: int) -> Callable[[StepContext], Awaitable[StepOutcome]]:
    """The step that designs the screen in a slot, counted from 0; it does nothing where the plan has fewer."""

    async def design(context: StepContext) -> StepOutcome:
        undertaking = Undertaking(**context.outputs["planning"])
        if slot >= len(undertaking.screens):
            return StepOutcome()
        planned = undertaking.screens[slot]
        progress = f"Designing {planned.name} ({slot + 1} of {len(undertaking.screens)})"
        await _say(context, slot_name(slot), progress)
        system = await context.prompt(prompts.SCREEN)
        screen = await write(
            model=context.model(context.input.get("modelId"), prompt=system),
            output_type=Screen,
            system=system.text,
            prompt=render_brief(prompts.SCREEN_TASK, _screen_material(context, undertaking, planned)),
            least_output_tokens=prompts.SCREEN_LEAST_TOKENS,
        )
        designed = DesignedScreen(**planned.model_dump(), screen=screen)
        return StepOutcome(output=designed.model_dump(mode="json"))

    return design


def slot_name(slot: int) -> str:
    """The name of a slot's step."""
    return f"screen-{slot + 1}"


async def render(context: StepContext) -> StepOutcome:
    """Writes every page, the style sheet and the data that later runs and the code agent go on from."""
    project = _designed(context)
    await _say(context, "rendering", f"Rendering {len(project.screens)} screens")
    sandbox = await context.sandbox(label=project.product)
    files = project_files(project)
    await sandbox.write(files)
    for path in await _leftovers(sandbox, set(files)):
        await sandbox.remove(path)
    return StepOutcome(output={"files": sorted(files)})


async def finish(context: StepContext) -> Completed:
    """Shows the screens, records the DesignProject and ends the run."""
    project = _designed(context)
    sandbox = await context.sandbox(label=project.product)
    known_id = context.session.get("designProjectId")
    project_id = UUID(known_id) if known_id else context.identifier("design-project")
    told = {"sandboxUrl": sandbox.url, "sandboxName": sandbox.name, "designProjectId": str(project_id)}
    url = sandbox.url_of(DESIGN_PORT)
    screens = [{"id": one.id, "name": one.name, "type": one.type} for one in project.screens]
    record = partial(
        save_design_project,
        id=project_id,
        tenant_id=context.tenant_id,
        session_id=context.session_id,
        run_id=context.run_id,
        screens=[{**screen, "path": page_path(screen["id"])} for screen in screens],
    )
    return Completed(
        output={"designProjectId": str(project_id)},
        session=told,
        writes=(record, sandbox.show(_sites(sandbox))),
        terminal="design_complete",
        result={
            **told,
            "designUrl": url,
            "screens": [{**screen, "url": f"{url}/{screen['id']}.html"} for screen in screens],
        },
    )


def _designed(context: StepContext) -> DesignProject:
    undertaking = Undertaking(**context.outputs["planning"])
    made = [DesignedScreen(**context.outputs[slot_name(slot)]) for slot in range(len(undertaking.screens))]
    return DesignProject(
        product=undertaking.product,
        tagline=undertaking.tagline,
        language=undertaking.language,
        tokens=DesignTokens(**context.outputs["brand"]),
        home=undertaking.home,
        screens=with_screens(undertaking.kept, made),
    )


def _screen_material(context: StepContext, undertaking: Undertaking, planned: PlannedScreen) -> dict[str, Any]:
    revised = [one for one in undertaking.kept if undertaking.revises and one.id == planned.id]
    return {
        **_product(context),
        "product": {"name": undertaking.product, "tagline": undertaking.tagline, "language": undertaking.language},
        "mood": context.outputs["brand"]["mood"],
        "screen": planned.model_dump(mode="json"),
        "screens": navigation(undertaking),
        "currentScreen": next((one.screen.model_dump(mode="json") for one in revised), None),
    }


def _product(context: StepContext) -> dict[str, Any]:
    return product_material(context.input, context.session)


def _project(context: StepContext) -> DesignProject | None:
    project = context.outputs["opening"]["project"]
    return DesignProject(**project) if project else None


async def _leftovers(sandbox: StepSandbox, files: set[str]) -> list[str]:
    """Pages of screens that the design has no more."""
    entries = await sandbox.list(FOLDER)
    return [one.path for one in entries if one.path.endswith(".html") and one.path not in files]


def _sites(sandbox: StepSandbox) -> dict[int, Site]:
    site = Site(folder=FOLDER, label=FOLDER)
    shown = sandbox.sites.get(MAIN_PORT)
    return {DESIGN_PORT: site} if shown and shown.label in _STRONGER else {DESIGN_PORT: site, MAIN_PORT: site}


def _told(target: Any) -> dict[str, Any]:
    return {"id": target.id, "name": target.name, "type": target.type, "description": target.description}


async def _say(context: StepContext, part: str, message: str) -> None:
    await context.emit("status", message=message, part=part)

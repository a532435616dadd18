"""The steps of a design system: two of words by a model, then everything that is computed from them."""

from collections.abc import Mapping
from functools import partial
from typing import Any, TypeVar

from pydantic import BaseModel

from app.domain.products.operations import create_design_system
from app.sandboxes.records import Site
from workers.agents.agent import Completed, StepContext, StepOutcome
from workers.agents.design_system import prompts
from workers.agents.design_system.document.document import design_md
from workers.agents.design_system.material import material_of, seed_of, wishes_for
from workers.agents.design_system.outputs import BrandDirection, ComponentGuidance
from workers.agents.design_system.preview.page import preview_page
from workers.agents.design_system.system import DesignSystem, assembled
from workers.agents.plain_text import one_line
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

T = TypeVar("T", bound=BaseModel)

PHASE = "design-system"
FOLDER = "design-system"
PORT = 3002
"""Of the sandbox, where the preview pages are."""


async def open_phase(context: StepContext) -> StepOutcome:
    """Enters the phase.

    Raises:
        NothingToWorkOn: nothing says what the design system is for.
    """
    material_of(context.input, context.session)
    return StepOutcome(events=(("phase", {"phase": PHASE}),), session={"phase": PHASE})


async def direct(context: StepContext) -> StepOutcome:
    """Sets mood, colour, principles and voice."""
    await _say(context, "direction", "Setting the brand direction")
    direction = await _write(
        context, BrandDirection, prompts.DIRECTOR, prompts.DIRECTION_TASK, least=prompts.DIRECTION_LEAST_TOKENS
    )
    mood = ", ".join(direction.mood)
    return StepOutcome(
        output=direction.model_dump(mode="json"),
        events=(("status", {"message": one_line(f"Direction: {mood}", 200), "part": "direction"}),),
    )


async def explain(context: StepContext) -> StepOutcome:
    """Writes what each component is for, and the texts that the components show."""
    await _say(context, "components", "Writing component guidance")
    guidance = await _write(
        context,
        ComponentGuidance,
        prompts.EXPLAINER,
        prompts.COMPONENTS_TASK,
        least=prompts.COMPONENTS_LEAST_TOKENS,
        direction=context.outputs["direction"],
    )
    return StepOutcome(output=guidance.model_dump(mode="json"))


async def render(context: StepContext) -> StepOutcome:
    """Computes the tokens and writes the document and its pages into the sandbox."""
    await _say(context, "rendering", "Computing palettes and rendering the light and dark pages")
    system = _system(context)
    sandbox = await context.sandbox(label=system.product)
    await sandbox.write(_files(system))
    base = sandbox.url_of(PORT)
    return StepOutcome(
        output={
            "name": system.tokens.name,
            "tokens": system.tokens.model_dump(mode="json"),
            "designMd": design_md(system),
            "previewUrlLight": f"{base}/light.html",
            "previewUrlDark": f"{base}/dark.html",
        },
        writes=(sandbox.show({PORT: Site(folder=FOLDER, label="design-system")}),),
    )


async def finish(context: StepContext) -> Completed:
    """Records the design system and ends the run."""
    rendered = context.outputs["rendering"]
    system_id = context.identifier("design-system")
    record = partial(
        create_design_system,
        id=system_id,
        tenant_id=context.tenant_id,
        session_id=context.session_id,
        run_id=context.run_id,
        name=rendered["name"],
        design_md=rendered["designMd"],
        tokens=rendered["tokens"],
    )
    kept = {
        "id": str(system_id),
        "name": rendered["name"],
        "tokens": rendered["tokens"],
        "subject": material_of(context.input, context.session)["idea"],
        "wishes": wishes_for(context.input, context.session).as_json(),
    }
    return Completed(
        output={"designSystemId": str(system_id)},
        session={"designSystemId": str(system_id), "designSystem": kept},
        writes=(record,),
        terminal="design_system_complete",
        result={
            "designSystemId": str(system_id),
            **{key: rendered[key] for key in ("designMd", "previewUrlLight", "previewUrlDark")},
        },
    )


def _system(context: StepContext) -> DesignSystem:
    return assembled(
        direction=BrandDirection(**context.outputs["direction"]),
        guidance=ComponentGuidance(**context.outputs["components"]),
        name=material_of(context.input, context.session)["dsName"],
        seed=seed_of(context.input, context.session),
    )


def _files(system: DesignSystem) -> Mapping[str, str]:
    return {
        "DESIGN.md": design_md(system),
        f"{FOLDER}/light.html": preview_page(system, "light"),
        f"{FOLDER}/dark.html": preview_page(system, "dark"),
        f"{FOLDER}/index.html": preview_page(system, None),
    }


async def _write(context: StepContext, output_type: type[T], slug: str, task: str, *, least: int, **parts: Any) -> T:
    system = await context.prompt(slug)
    return await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=output_type,
        system=system.text,
        prompt=render_brief(task, {**material_of(context.input, context.session), **parts}),
        least_output_tokens=least,
    )


async def _say(context: StepContext, part: str, message: str) -> None:
    await context.emit("status", message=message, part=part)

"""Files into the sandbox, the build if it is asked for, and the end of the run."""

from functools import partial
from uuid import UUID

from app.domain.products.operations import save_code_project
from workers.agents.agent import Completed, StepContext, StepOutcome
from workers.agents.code.app_spec import FOLDER, AppSpec
from workers.agents.code.building import LOG_FILE, Built, build, has_export
from workers.agents.code.present_app import leftovers
from workers.agents.code.project.preview import PREVIEW_FILE, preview_page
from workers.agents.code.sites import APP_PORT, sites, told
from workers.agents.code.steps.pages import written_pages
from workers.agents.code.steps.planning import settled
from workers.agents.code.steps.telling import opened_sandbox, say, status
from workers.agents.code.undertaking import changed_paths, files_of, finished

FRAMEWORK = "nextjs"
_SHOWN = 3


async def write_files(context: StepContext) -> StepOutcome:
    """Writes every file of the app again, and takes away what no longer belongs to it."""
    undertaking = settled(context)
    spec = _spec(context)
    files = files_of(undertaking, spec)
    await say(context, "writing", f"Writing {len(files)} files of {spec.name}")
    sandbox = await opened_sandbox(context, spec.name)
    page = {PREVIEW_FILE: preview_page(spec)}
    await sandbox.write({f"{FOLDER}/{path}": text for path, text in {**files, **page}.items()})
    kept = {path for path in spec.custom if undertaking.files.get(path, "") is not None}
    for path in await leftovers(sandbox, {*files, *kept}):
        await sandbox.remove(path)
    return StepOutcome(output={"files": len({*files, *kept}) + len(page), "custom": sorted(kept)})


async def build_app(context: StepContext) -> StepOutcome:
    """Installs and builds, if the run's ``build`` says so. A failure is told and ends nothing."""
    if not context.input.get("build"):
        return StepOutcome(output={"build": None})
    spec = _spec(context)
    await say(context, "building", f"Installing packages and building {spec.name}")
    sandbox = await opened_sandbox(context, spec.name)
    built = await build(sandbox, partial(say, context, "building"))
    if built.ok:
        await sandbox.remove(LOG_FILE)
    else:
        await sandbox.write({LOG_FILE: "\n".join([*built.lines, built.message]) + "\n"})
    return StepOutcome(
        output={"build": _told(built)}, events=tuple(status("building", line) for line in _ending(built))
    )


async def finish(context: StepContext) -> Completed:
    """Shows the app, records the CodeProject and ends the run."""
    spec = _spec(context)
    sandbox = await opened_sandbox(context, spec.name)
    shown = sites(sandbox.sites, exported=await has_export(sandbox))
    known_id = context.session.get("codeProjectId")
    project_id = UUID(known_id) if known_id else context.identifier("code-project")
    named = {"sandboxUrl": sandbox.url, "sandboxName": sandbox.name, "codeProjectId": str(project_id)}
    record = partial(
        save_code_project,
        id=project_id,
        tenant_id=context.tenant_id,
        session_id=context.session_id,
        run_id=context.run_id,
        framework=FRAMEWORK,
        folder=FOLDER,
    )
    undertaking = settled(context)
    return Completed(
        output={"codeProjectId": str(project_id)},
        events=(status("finishing", f"The preview shows {told(shown)}"),),
        session=named,
        writes=(record, sandbox.show(shown)),
        terminal="code_complete",
        result={
            **named,
            "appUrl": sandbox.url_of(APP_PORT),
            "build": context.outputs["building"]["build"],
            "files": context.outputs["writing"]["files"],
            "changed": changed_paths(undertaking) if undertaking.mode == "edit" else [],
        },
    )


def _spec(context: StepContext) -> AppSpec:
    return finished(settled(context), written_pages(context))


def _told(built: Built) -> dict[str, object]:
    return {"ok": built.ok, "message": built.message, **({} if built.ok else {"lines": built.lines})}


def _ending(built: Built) -> list[str]:
    return [built.message] if built.ok else [*built.lines[-_SHOWN:], f"The build failed: {built.message}"]

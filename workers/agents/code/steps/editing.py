"""Having a model say what changes, and carrying it out in memory; nothing is written here."""

from typing import Any

from workers.agents.agent import StepContext, StepOutcome, StepSandbox
from workers.agents.code import prompts
from workers.agents.code.app_spec import AppChange, AppSpec
from workers.agents.code.editing.apply import Edited, applied
from workers.agents.code.editing.prompting import edit_material
from workers.agents.code.edits import AppEdit
from workers.agents.code.present_app import SOURCES, failed_build, present_texts
from workers.agents.code.steps.telling import say, status
from workers.agents.code.undertaking import SLOTS, Undertaking
from workers.agents.design.material import look_asked_for
from workers.agents.design.target import request_of
from workers.agents.plain_text import one_line
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

MOST_CHANGES = 50
"""Entries of the page of news that are kept."""
_PART = "planning"
_LINE, _TEXT = 160, 600


async def edit(context: StepContext, sandbox: StepSandbox, spec: AppSpec, request: str) -> StepOutcome:
    """An edit of the app as the request asks for it; what fails in it is kept for a second try."""
    await say(context, _PART, f"Changing {spec.name}: {request}")
    edited, answer = await _edited(context, sandbox, spec)
    return _outcome(edited, answer, request, final=not edited.problems)


async def edit_again(context: StepContext, sandbox: StepSandbox, spec: AppSpec, earlier: Undertaking) -> StepOutcome:
    """A second try, which knows what was wrong with the first; what fails now becomes a note."""
    await say(context, "revising", f"Trying again: {earlier.problems[0]}")
    edited, answer = await _edited(context, sandbox, spec, problems=earlier.problems, earlier=earlier.answer)
    return _outcome(edited, answer, request_of(context.input), final=True)


async def _edited(context: StepContext, sandbox: StepSandbox, spec: AppSpec, **more: Any) -> tuple[Edited, AppEdit]:
    request = request_of(context.input)
    present = await present_texts(sandbox)
    log = await failed_build(sandbox)
    asked = {"request": request, "wishes": look_asked_for(request)}
    material = {**asked, **edit_material(spec, present, request, log), **more}
    system = await context.prompt(prompts.EDIT)
    answer = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=AppEdit,
        system=system.text,
        prompt=render_brief(prompts.EDIT_TASK, material),
        least_output_tokens=prompts.EDIT_LEAST_TOKENS,
    )
    last_line = (log.splitlines() or [""])[-1]
    return applied(answer, Edited(spec=spec, present=present, build=one_line(last_line, _LINE))), answer


def _outcome(edited: Edited, answer: AppEdit, request: str, *, final: bool) -> StepOutcome:
    dropped = [
        f"Only {SLOTS} pages are written at once: “{order.name}” was left out" for order in edited.orders[SLOTS:]
    ]
    problems = [*edited.problems, *dropped]
    spec = edited.spec.model_copy(update={"changes": _changes(edited, answer, request, problems if final else [])})
    content, present = Edited(spec=spec, present=edited.present, files=edited.files).content(), edited.present
    gone = {path for path in present if path.startswith(SOURCES)}
    undertaking = Undertaking(
        mode="edit",
        spec=spec,
        orders=edited.orders[:SLOTS],
        files=edited.files,
        changed=[path for path in sorted({*content, *gone}) if content.get(path) != present.get(path)],
        problems=problems,
        answer=answer.model_dump(mode="json"),
    )
    told = [*edited.done, *(f"Noted, not done: {note.title}. {note.text}" for note in edited.notes)]
    told += [f"Not done: {problem}" for problem in problems] if final else []
    events = tuple(status(_PART, message) for message in told) if final else ()
    return StepOutcome(output=undertaking.model_dump(mode="json"), events=events)


def _changes(edited: Edited, answer: AppEdit, request: str, problems: list[str]) -> list[AppChange]:
    """The news, the newest first."""
    title = one_line(request, _LINE)
    news = [AppChange(title=title, text=one_line("; ".join(edited.done), _TEXT), done=True)] if edited.done else []
    news += edited.notes
    news += [AppChange(title=title, text=one_line(problem, _TEXT), done=False) for problem in problems]
    if not news:
        news = [AppChange(title=title, text=one_line(answer.summary, _TEXT), done=False)]
    return [*news, *edited.spec.changes][:MOST_CHANGES]

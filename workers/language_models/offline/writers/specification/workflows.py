"""WorkflowSet: each main task from what sets it off to its end, with what happens when it is refused."""

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Workflow, WorkflowSet, WorkflowStep
from workers.language_models.offline.writers.specification.subject import Subject, Thing, named_by, subject_of
from workers.language_models.offline.writers.specification.words import deed, line, mentions, prose, step_id, told

_MOST = 40
_STEPS = ("choose", "check", "tell", "refuse", "undo")


def workflow_set(reading: Reading) -> WorkflowSet:
    """One workflow for each task, and for each that the remarks miss."""
    subject = subject_of(reading)
    voice = subject.voice("workflows")
    tasks = subject.tasks[:2] if subject.stance == "lean" else subject.tasks
    missed = [named_by(remark) for remark in subject.remarks if not remark.startswith("Workflow ")]
    every = list(dict.fromkeys([*tasks, *filter(None, missed)]))
    return WorkflowSet(
        workflows=[_workflow(subject, voice, place, task) for place, task in enumerate(every[:_MOST])],
        note=prose(f"These workflows of {subject.name} were written offline, by rule: {listed(every[:5])}"),
    )


def _workflow(subject: Subject, voice: Voice, place: int, task: str) -> Workflow:
    actor, thing = subject.user_for(0 if place < 2 else place), subject.thing_in(task)
    return Workflow(
        id=f"WF-{place + 1:03d}",
        name=line(task),
        trigger=line(
            voice.pick(
                f"trigger {task}",
                f"One of the {actor} wants to {task}",
                f"The time has come for {actor} to {task}",
                f"{capitalised(actor)} open {subject.name} to {task}",
            )
        ),
        actor=line(actor),
        steps=_steps(subject, voice, task, thing, actor),
    )


def _steps(subject: Subject, voice: Voice, task: str, thing: Thing, actor: str) -> list[WorkflowStep]:
    called = _call_for(subject, task)
    do = step_id(task) if step_id(task) not in _STEPS else f"do-{step_id(task)}"
    by = f" It is carried out by {called}." if called else ""
    rows = [
        (
            "choose",
            f"Choose the {thing.noun}",
            f"{capitalised(actor)} look for the {thing.noun} and open its page",
            ["check"],
        ),
        (
            "check",
            f"Check the {thing.noun}",
            voice.pick(
                f"check {task}",
                f"{subject.name} checks whether the {thing.noun} allows it and whether they may {task}",
                f"Before they {task}, the state of the {thing.noun} and the right to change it are checked",
            ),
            [do, "refuse"],
        ),
        (
            do,
            task,
            f"{capitalised(actor)} confirm that they {task}; it happens once, also if they confirm twice.{by}",
            ["tell"],
        ),
        ("tell", f"Tell of it: {task}", _told(subject, thing, task), ["undo"] if subject.stance == "cautious" else []),
        (
            "refuse",
            f"Explain why not: {task}",
            f"Nothing changes at the {thing.noun}; the reason and what is possible instead are shown",
            [],
        ),
    ]
    if subject.stance == "cautious":
        rows.append(
            (
                "undo",
                f"Take it back: {task}",
                f"Within an hour {actor} can take it back; the {thing.noun} is as before",
                [],
            )
        )
    return [
        WorkflowStep(id=id, name=line(name), description=prose(description), next=next)
        for id, name, description, next in rows
    ]


def _told(subject: Subject, thing: Thing, task: str) -> str:
    channels = [channel.replace("_", " ") for channel in subject.chosen("notifications")]
    by = f" by {listed(channels)}" if channels else f" inside {subject.name}"
    return f"Everybody with a part in the {thing.noun} learns{by} what came of the wish to {task}"


def _call_for(subject: Subject, task: str) -> str:
    """The call that carries the task out, if an API was seen that has one."""
    verb = deed(task)
    for row in subject.seen("api-compiler", "endpoints"):
        path = told(row.get("path"))
        if path.endswith(f"/{verb}") or mentions(told(row.get("summary")), task):
            return f"{told(row.get('method'))} {path}"
    return ""

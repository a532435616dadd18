"""CompiledRequirements: what follows from tasks, features, things that are kept, and the answers on quality."""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import CompiledRequirement, CompiledRequirements
from workers.language_models.offline.writers.specification.qualities import qualities
from workers.language_models.offline.writers.specification.required import Required
from workers.language_models.offline.writers.specification.subject import (
    Feature,
    Subject,
    Thing,
    named_by,
    rows_of,
    subject_of,
    texts_of,
)
from workers.language_models.offline.writers.specification.words import line, mentions, prose, stems, told

_MOST, _MOST_QUESTIONS = 80, 12


def compiled_requirements(reading: Reading) -> CompiledRequirements:
    """The functional ones first; a draft keeps its numbers, and gets what the remarks miss in it."""
    subject = subject_of(reading)
    voice = subject.voice("requirements")
    rows = _rows(subject, voice)
    if rest := covering(subject.reading, *(f"{row.title} {row.description} {' '.join(row.criteria)}" for row in rows)):
        rows.append(_everything_named(subject, rest))
    written = _after_draft(subject, _numbered(rows[:_MOST]), voice)
    return CompiledRequirements(
        requirements=written,
        open_questions=_questions(subject),
        note=prose(
            f"These requirements of {subject.name} were written offline, by rule, from its answers and features"
        ),
    )


def _rows(subject: Subject, voice: Voice) -> list[Required]:
    rows = [_for_task(subject, voice, place, task) for place, task in enumerate(subject.tasks)]
    features = [each for each in subject.features if subject.stance != "lean" or each.priority == "must"]
    rows += [_for_feature(subject, voice, feature) for feature in features if not _told(rows, feature.name)]
    rows += [_for_thing(subject, voice, thing) for thing in subject.things if not _told(rows, thing.noun)]
    if subject.stance == "thorough":
        rows += [_for_integration(subject, name) for name in subject.integrations]
    return [*rows, *qualities(subject, voice)]


def _told(rows: Sequence[Required], noun: str) -> bool:
    return any(mentions(row.title, noun) for row in rows)


def _for_task(subject: Subject, voice: Voice, place: int, task: str) -> Required:
    thing, user = subject.thing_in(task), subject.user_for(0 if place < 2 else place)
    refused = voice.pick(
        f"refused {task}",
        (
            f"Given {thing.one} that does not allow it, when somebody tries to {task}, then nothing changes "
            "and the reason is named"
        ),
        f"Given input that is missing or wrong, when somebody tries to {task}, then each field says what it lacks",
        (
            f"Given somebody else was faster, when {user} try to {task}, then they see the present state and "
            "can choose again"
        ),
    )
    return Required(
        title=task,
        description=voice.pick(
            f"task {task}",
            f"{capitalised(user)} can {task} in {subject.name} from start to end, and see what came of it",
            f"{subject.name} lets {user} {task}; what they enter is kept until they confirm or leave",
            f"To {task}, {user} need one screen, one confirmation and no help from anybody",
        ),
        priority="must" if place < max(2, len(subject.tasks) // 2) else "should",
        criteria=[
            (
                f"Given {user} who may do so, when they {task}, then the result shows within "
                f"{voice.number(task, 1, 4)} s and is kept"
            ),
            refused,
        ],
        source="answer main_tasks",
    )


def _for_feature(subject: Subject, voice: Voice, feature: Feature) -> Required:
    thing, user = subject.thing_in(f"{feature.name} {feature.description}"), subject.user_for(0)
    said = (feature.description or feature.name).rstrip(".")
    return Required(
        title=feature.name,
        description=f"{said}. In {subject.name} this serves {user} and their {thing.many}",
        priority=feature.priority,
        criteria=[
            voice.pick(
                f"feature {feature.name}",
                (
                    f"Given {user} with {thing.one}, when they use “{feature.name}”, then its result is "
                    f"visible at the {thing.noun}"
                ),
                (
                    f"Given {thing.many} of several {user}, when “{feature.name}” is used, then only those "
                    "that belong there are touched"
                ),
            ),
            (
                f"Given “{feature.name}” cannot be carried out, when it is tried, then {user} are told why and "
                f"no {thing.noun} changes"
            ),
        ],
        source=f"feature {feature.name}",
    )


def _for_thing(subject: Subject, voice: Voice, thing: Thing) -> Required:
    user = subject.user_for(0)
    return Required(
        title=f"Keep {thing.many}",
        description=voice.pick(
            f"keep {thing.noun}",
            f"{capitalised(user)} add, find, change and remove {thing.many}; each change keeps who made it and when",
            f"{subject.name} keeps {thing.many} so that they are found again by any word in them",
        ),
        priority="must",
        criteria=[
            f"Given a new {thing.noun}, when it is saved, then it stands in the list of {thing.many} at once",
            f"Given {thing.one} that others refer to, when it is removed, then they still show what it was",
        ],
        source="answer core_objects",
    )


def _for_integration(subject: Subject, system: str) -> Required:
    thing = subject.thing_in(system)
    return Required(
        title=f"Work together with {system}",
        description=f"{subject.name} exchanges {thing.many} with {system}, and goes on without it while it is away",
        priority="should",
        criteria=[
            f"Given {system} answers, when {thing.one} changes, then {system} knows within a minute",
            f"Given {system} is away, when {thing.one} changes, then it is handed on once {system} is back",
        ],
        source="answer integrations",
    )


def _everything_named(subject: Subject, rest: str) -> Required:
    return Required(
        title=f"Everything that was named for {subject.name}",
        description=rest,
        priority="should",
        criteria=[f"Each of these words has its place in {subject.name}, or the people behind it have taken it back"],
        source="description of the project",
    )


def _numbered(rows: Sequence[Required], first: int = 1) -> list[CompiledRequirement]:
    return [
        CompiledRequirement(
            id=f"REQ-{number:03d}",
            title=line(row.title),
            description=prose(row.description),
            priority=row.priority,
            type=row.type,
            acceptance_criteria=[prose(criterion) for criterion in row.criteria],
            source=line(row.source),
        )
        for number, row in enumerate(rows, start=first)
    ]


def _after_draft(subject: Subject, fresh: list[CompiledRequirement], voice: Voice) -> list[CompiledRequirement]:
    """The draft with one more requirement for each remark that none of it answers; ``fresh`` without a draft."""
    draft = [row for row in rows_of(subject.inputs.get("draft"), "requirements") if _whole(row)]
    kept: list[Any] = [dict(row) for row in draft] if draft else list(fresh)
    for remark in subject.remarks:
        named = named_by(remark)
        if named and not any(mentions(row["title"], named) for row in kept):
            number = max(int(row["id"][4:]) for row in kept) + 1
            kept += _numbered([_for_remark(subject, voice, named, remark)], number)
    return kept[:_MOST]


def _for_remark(subject: Subject, voice: Voice, named: str, remark: str) -> Required:
    if any(stems(named) == stems(system) for system in subject.integrations):
        return _for_integration(subject, named)
    thing = Thing(noun=named.lower())
    return Required(
        title=f"Keep {thing.many}",
        description=f"{subject.name} keeps {thing.many} as part of what {subject.user_for(0)} do there. {remark}",
        priority="should",
        criteria=_for_thing(subject, voice, thing).criteria,
        source="review of the draft",
    )


def _whole(row: Mapping[str, Any]) -> bool:
    return set(row) >= set(CompiledRequirement.__annotations__) and told(row.get("id"))[4:].isdigit()


def _questions(subject: Subject) -> list[str]:
    asked = [
        ("success_metric", f"By which number will {subject.name} be called a success?"),
        ("expected_users", f"How many {subject.users[0]} are to be served in the first year?"),
        ("regulations", f"Which rules apply to the {subject.things[0].many} of {subject.name}?"),
        ("out_of_scope", f"What is {subject.name} explicitly not to do in its first version?"),
    ]
    open_ = [line(question) for key, question in asked if subject.answers.get(key) in (None, "", [])]
    talks = subject.inputs.get("conversation-agent")
    open_ += [line(each) for each in texts_of(talks, "questions")] if isinstance(talks, Mapping) else []
    shared = listed([thing.many for thing in subject.things[:3]])
    who = [] if subject.said("roles") else [line(f"Who may see whose {shared}?")]
    return [*who, *dict.fromkeys(open_)][:_MOST_QUESTIONS]

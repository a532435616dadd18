"""TestPlan: test cases for every requirement that was seen, else for those that the project's answers lead to."""

from collections.abc import Mapping
from typing import Any

from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import TestCase, TestPlan
from workers.language_models.offline.writers.specification.subject import Subject, subject_of, texts_of
from workers.language_models.offline.writers.specification.words import line, prose, stems, told

_MOST = 240
_TYPES = {
    "speed": "performance",
    "cost": "performance",
    "privacy": "security",
    "closed": "security",
    "gdpr": "security",
    "hipaa": "security",
    "access": "accessibility",
}


def test_plan(reading: Reading) -> TestPlan:
    """One test case for each acceptance criterion; of a lean plan for the first of each."""
    subject = subject_of(reading)
    voice = subject.voice("test plan")
    seen = [row for row in subject.seen("requirements-compiler", "requirements") if _numbered(row)]
    rows = seen or _expected(subject)
    cases = [case for row in rows for case in _cases(subject, voice, row)]
    note = f"These test cases of {subject.name} were written offline, by rule, for {len(rows)} requirements"
    return TestPlan(
        test_cases=[{**case, "id": f"TC-{number:03d}"} for number, case in enumerate(cases[:_MOST], start=1)],
        requirements_seen=bool(seen),
        note=prose(note if seen else f"{note} that were guessed from its tasks and features"),
    )


def _numbered(row: Mapping[str, Any]) -> bool:
    id = told(row.get("id"))
    return (
        len(id) == 7
        and id.startswith("REQ-")
        and id[4:].isascii()
        and id[4:].isdigit()
        and bool(told(row.get("title")))
    )


def _expected(subject: Subject) -> list[Mapping[str, Any]]:
    """Requirements as this writer would number them: tasks, then features, the musts among them first."""
    features = sorted(subject.features, key=lambda feature: ("must", "should", "could").index(feature.priority))
    titles = [*subject.tasks, *(feature.name for feature in features)]
    return [{"id": f"REQ-{number:03d}", "title": line(title)} for number, title in enumerate(titles, start=1)]


def _cases(subject: Subject, voice: Voice, row: Mapping[str, Any]) -> list[TestCase]:
    title = told(row["title"])
    criteria = texts_of(row, "acceptance_criteria") or [_criterion(subject, voice, title)]
    most = 1 if subject.stance == "lean" else 3
    return [_case(subject, row, title, place, criterion) for place, criterion in enumerate(criteria[:most])]


def _case(subject: Subject, row: Mapping[str, Any], title: str, place: int, criterion: str) -> TestCase:
    given, when, then = _told_apart(subject, title, criterion)
    return TestCase(
        id="",
        title=line(f"{title}: {'as wanted' if place == 0 else 'when it cannot be' if place == 1 else 'further'}"),
        requirement_id=told(row["id"]),
        requirement_title=line(title),
        type=_type(title, place),
        given=prose(given),
        when=prose(when),
        then=prose(then),
    )


def _type(title: str, place: int) -> str:
    words = stems(title)
    return next((type for word, type in _TYPES.items() if word in words), "end_to_end" if place == 0 else "integration")


def _criterion(subject: Subject, voice: Voice, title: str) -> str:
    thing, user = subject.thing_in(title), subject.users[0]
    return voice.pick(
        title,
        (
            f"Given {thing.one} of one of the {user}, when “{title}” is carried out, then its result stands at "
            f"the {thing.noun}"
        ),
        (
            f"Given {user} who have just come to {subject.name}, when they reach “{title}”, then it works at "
            f"once for {thing.one}"
        ),
    )


def _told_apart(subject: Subject, title: str, criterion: str) -> tuple[str, str, str]:
    """Given, when and then of a criterion; one that is told otherwise becomes what is observed."""
    given, _, rest = criterion.partition(", when ")
    when, _, then = rest.partition(", then ")
    if given.lower().startswith("given ") and when and then:
        return given[6:], when, then
    return f"{subject.name} with {subject.things[0].many} in it", f"“{title}” is checked", criterion

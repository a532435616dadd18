"""Resolution: for each conflict the option of who has the better ground to know."""

from collections.abc import Mapping
from typing import Any

from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Resolution, Ruling
from workers.language_models.offline.writers.specification.gaps import WRITERS
from workers.language_models.offline.writers.specification.subject import Subject, rows_of, subject_of
from workers.language_models.offline.writers.specification.words import name, prose, stems, told

_MOST, _LONGEST_ID = 240, 700


def resolution(reading: Reading) -> Resolution:
    """A ruling for each of the conflicts among the inputs."""
    subject = subject_of(reading)
    conflicts = [
        each
        for each in rows_of(subject.inputs, "conflicts")
        if _options(each) and isinstance(each.get("id"), str) and each["id"]
    ]
    return Resolution(
        rulings=[_ruling(subject, conflict) for conflict in conflicts[:_MOST]],
        note=prose(f"{len(conflicts[:_MOST])} conflicts of {subject.name} were ruled on offline, by rule"),
    )


def _options(conflict: Mapping[str, Any]) -> Mapping[str, Any]:
    options = conflict.get("options")
    return (
        {told(label): value for label, value in options.items() if told(label)} if isinstance(options, Mapping) else {}
    )


def _ruling(subject: Subject, conflict: Mapping[str, Any]) -> Ruling:
    options = _options(conflict)
    about = told(conflict.get("subject")) or subject.name
    chosen, reason = _decided(subject, told(conflict.get("owner")), told(conflict.get("section")), options)
    return Ruling(conflict=conflict["id"][:_LONGEST_ID], chosen=name(chosen), reason=prose(f"{about}: {reason}"))


def _decided(subject: Subject, owner: str, section: str, options: Mapping[str, Any]) -> tuple[str, str]:
    if owner in options:
        return owner, f"{owner} writes what is referred to here, so its word holds"
    shared = next((label for label, value in options.items() if list(options.values()).count(value) > 1), None)
    if shared:
        return shared, f"more than one of {len(options)} say the same"
    near = {label: len(stems(str(value)) & _words(subject)) for label, value in options.items()}
    best = max(near, key=lambda label: near[label])
    if near[best] > min(near.values()):
        return best, f"it says most of what {subject.name} was described with"
    writer = next((label for label in options if label.partition("/")[0] == WRITERS.get(section)), "")
    if writer:
        return writer, f"{writer} writes this section"
    return next(iter(options)), "it came first, and nothing speaks against it"


def _words(subject: Subject) -> frozenset[str]:
    named = (*subject.users, *subject.tasks, *(thing.noun for thing in subject.things), *subject.integrations)
    return frozenset().union(*map(stems, named))

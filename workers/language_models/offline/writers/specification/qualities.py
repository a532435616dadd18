"""Non-functional requirements: each from an answer on scale, rules, platform or what matters most."""

from collections.abc import Iterator
from typing import Any

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.writers.specification.required import Required
from workers.language_models.offline.writers.specification.subject import Subject

_USERS, _MOST_USERS = 1_000, 10**10
_ACRONYM = 6
"""Names of rules shorter than this are acronyms."""


def qualities(subject: Subject, voice: Voice) -> list[Required]:
    """Speed and access always; scale, privacy, reliability, cost and rules as the answers ask for them."""
    found = [_speed(subject, voice), _access(subject, voice), *_asked(subject, voice), *_rules(subject)]
    return found if subject.stance != "lean" else [row for row in found if row.priority == "must"]


def expected_users(subject: Subject) -> int:
    """How many users the answers expect in a year; a thousand where they do not say."""
    value: Any = subject.answers.get("expected_users")
    if not isinstance(value, int | float) or not 0 < value < _MOST_USERS:
        return _USERS
    return max(1, int(value))


def rules_of(subject: Subject) -> list[str]:
    """The rules that apply, as they are spoken of: GDPR, accessibility."""
    return [rule.upper() if len(rule) < _ACRONYM else rule for rule in subject.chosen("regulations")]


def _speed(subject: Subject, voice: Voice) -> Required:
    users, thing = expected_users(subject), subject.things[0]
    milliseconds = 50 * voice.number("speed", 4, 12) // (2 if subject.said("quality_bar") == "speed" else 1)
    return Required(
        title=f"Speed with {users:,} users",
        description=(
            f"With the {users:,} {subject.users[0]} that are expected, {subject.name} answers in 95 of 100 "
            f"cases within {milliseconds} ms"
        ),
        priority="must",
        criteria=[
            (
                f"Given {max(5, users // 50):,} {subject.users[0]} at once, when they look at {thing.many}, "
                f"then 95 of 100 answers take at most {milliseconds} ms"
            )
        ],
        source="answer expected_users",
        type="non_functional",
    )


def _access(subject: Subject, voice: Voice) -> Required:
    task = subject.tasks[0]
    return Required(
        title=f"Access for all {subject.users[0]}",
        description=voice.pick(
            "access",
            f"Whoever wants to {task} can do so by keyboard and with a screen reader, at WCAG 2.2 AA",
            f"No step needed to {task} depends on colour, sound or a pointing device; WCAG 2.2 AA holds throughout",
        ),
        priority="must",
        criteria=[f"Given a keyboard and nothing else, when somebody wants to {task}, then they get to the end"],
        source="answer main_tasks",
        type="non_functional",
    )


def _asked(subject: Subject, voice: Voice) -> Iterator[Required]:
    thing, bar = subject.things[0], subject.said("quality_bar")
    if subject.answers.get("personal_data") is not False or subject.stance == "cautious":
        yield _quality(
            f"Privacy of {subject.users[0]}",
            (
                f"What {subject.name} keeps about {subject.users[0]} is shown to nobody without need, and goes "
                "when they go"
            ),
            (
                f"Given somebody who leaves, when {voice.number('days', 7, 30)} days have passed, then no "
                f"{thing.noun} names them any more"
            ),
            "answer personal_data",
        )
    if bar == "reliability" or subject.stance == "cautious":
        yield _quality(
            f"No {thing.noun} is ever lost",
            f"{capitalised(thing.one)} that {subject.name} has confirmed survives the loss of any one machine",
            (
                f"Given a confirmed {thing.noun}, when the server is switched off that moment, then it is "
                "there after the restart"
            ),
            "answer quality_bar",
        )
    if bar == "cost":
        yield _quality(
            f"Running costs of {subject.name}",
            f"A month of {subject.name} costs at most {voice.number('cents', 5, 40)} cents for each active user",
            (
                f"Given a month of use, when its bill is divided by those who kept {thing.many}, then it is "
                "below that limit"
            ),
            "answer quality_bar",
        )
    if bar == "security" or subject.stance == "cautious" or subject.holds("payments"):
        yield _quality(
            f"Closed to strangers: {listed([each.many for each in subject.things[:3]])}",
            f"Nobody reads or changes {thing.many} of others in {subject.name}, whatever ids they try",
            f"Given {thing.one} of somebody else, when its address is called, then the answer is the same as for none",
            "answer quality_bar",
        )


def _rules(subject: Subject) -> Iterator[Required]:
    thing = subject.things[0]
    for rule in rules_of(subject):
        yield _quality(
            f"{capitalised(rule)} for {subject.name}",
            f"{subject.name} meets {rule} in how it keeps and shows {thing.many}",
            (
                f"Given an auditor with the duties of {rule}, when {subject.name} is checked, then each "
                f"duty names where it is met for {thing.many}"
            ),
            "answer regulations",
        )
    for limit in subject.chosen("constraints"):
        yield _quality(
            f"Fixed limit: {limit}",
            f"“{capitalised(limit)}” holds for every release of {subject.name}",
            f"Given a release of {subject.name}, when it is checked before its opening, then “{limit}” holds",
            "answer constraints",
        )


def _quality(title: str, description: str, criterion: str, source: str) -> Required:
    return Required(
        title=title,
        description=description,
        priority="must",
        criteria=[criterion],
        source=source,
        type="non_functional",
    )

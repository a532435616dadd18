"""Requirements: stories with criteria that a tester can check, then what the product must do and how well."""

from workers.language_models.offline.grammar import capitalised, sentence
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Requirement, Requirements
from workers.language_models.offline.writers.stories import user_stories

_Row = tuple[str, str, str]
"""Title, description, priority."""


def requirements(reading: Reading) -> Requirements:
    """Five stories, seven or more functional and five non-functional requirements."""
    voice = Voice(reading, "requirements")
    stories = user_stories(reading, voice)
    functional, quality = _functional(reading, voice), _quality(reading, voice)
    told = [f"{row[0]} {row[1]}" for row in (*functional, *quality)]
    told += [f"{s['role']} {s['want']} {s['benefit']} {' '.join(s['acceptance_criteria'])}" for s in stories]
    if rest := covering(reading, *told):
        functional.append((f"Everything the brief names for {reading.facts.topic}", rest, "should"))
    return Requirements(
        user_stories=stories,
        functional=_numbered("FR", functional),
        non_functional=_numbered("NFR", quality),
    )


def _numbered(prefix: str, rows: list[_Row]) -> list[Requirement]:
    return [
        Requirement(id=f"{prefix}-{number}", title=title, description=description, priority=priority)
        for number, (title, description, priority) in enumerate(rows, start=1)
    ]


def _functional(reading: Reading, voice: Voice) -> list[_Row]:
    f = reading.facts
    rows = _core(reading, voice)
    rows += [
        (
            capitalised(feature),
            (
                f"{capitalised(f.the_product)} offers {feature}, as the brief asks, within the flow in "
                f"which {f.crowd} {f.purpose}."
            ),
            "must",
        )
        for feature in f.features
    ]
    rows += [
        (
            f"Use of {name}",
            (
                f"{name} is used where it saves {f.crowd} a step with {f.topic}; its result can be "
                "corrected by hand before it counts."
            ),
            "should",
        )
        for name in reading.technologies
    ]
    if reading.opportunity and reading.opportunity.solution:
        rows.append((f"What sets “{reading.opportunity.title}” apart", sentence(reading.opportunity.solution), "must"))
    return [*rows, *voice.some("functional", 3, _optional(reading)), _departure(reading, voice)]


def _core(reading: Reading, voice: Voice) -> list[_Row]:
    f = reading.facts
    start = voice.pick(
        "FR start",
        (
            f"A new user can begin to {f.purpose} without an account; the account is offered when there "
            "is something to keep."
        ),
        (
            f"The first screen leads {f.crowd} straight to one case of {f.topic}; nothing else is asked "
            "before its result is there."
        ),
        (
            f"{capitalised(f.crowd)} choose between an example and their own {f.topic}, and can change "
            "their mind at any point."
        ),
    )
    record = voice.pick(
        "FR record",
        (
            f"{capitalised(f.crowd)} can add, change and remove entries on {f.topic}; each change keeps "
            "who made it and when."
        ),
        f"Every entry on {f.topic} can be corrected and taken back by {f.crowd}, also days later.",
        f"An entry on {f.topic} takes {f.crowd} at most three inputs; everything else is optional or derived.",
    )
    step = voice.pick(
        "FR step",
        (
            f"{capitalised(f.the_product)} always shows one next step towards being able to {f.purpose}, "
            "and says why it is the next one."
        ),
        f"After each entry {f.the_product} says what it means for {f.topic} and what to do next.",
        f"When {f.crowd} do nothing for a week, {f.the_product} offers the smallest step back to {f.doing}.",
    )
    return [
        (f"Start with {f.topic}", start, "must"),
        (f"Record {f.topic}", record, "must"),
        (f"Next step for {f.crowd}", step, "must"),
    ]


def _optional(reading: Reading) -> list[_Row]:
    f = reading.facts
    return [
        (
            f"Overview of {f.topic}",
            f"An overview shows how {f.doing} has gone over the last weeks, with a way into each entry.",
            "should",
        ),
        (
            f"Reminders about {f.topic}",
            (
                f"{capitalised(f.crowd)} set when they want to be reminded of {f.topic}; every reminder "
                f"can be answered without opening {f.the_product}."
            ),
            "should",
        ),
        (
            f"Sharing {f.topic}",
            f"{capitalised(f.somebody)} can show a chosen part of {f.topic} to one other person, and take it back.",
            "could",
        ),
        (
            f"Search in {f.topic}",
            f"Entries on {f.topic} are found by any word in them, also after a year of use.",
            "could",
        ),
        (
            f"Import of earlier {f.topic_noun} records",
            f"What {f.crowd} kept in sheets or notes can be brought in, with a preview before anything is saved.",
            "could",
        ),
        (
            f"Work without a connection on {f.topic}",
            f"{capitalised(f.crowd)} can {f.purpose} while offline; entries are merged later without loss.",
            "should",
        ),
        (
            f"Templates for {f.topic}",
            f"The most common cases of {f.topic} come as templates that {f.crowd} can change and keep.",
            "could",
        ),
    ]


def _departure(reading: Reading, voice: Voice) -> _Row:
    f = reading.facts
    description = voice.pick(
        "FR leave",
        f"{capitalised(f.crowd)} can export all of their {f.topic_noun} data and delete it for good, by themselves.",
        (
            f"Leaving takes {f.somebody} one page: export of {f.topic} in an open format, then deletion "
            "with a confirmation."
        ),
    )
    return (f"Export and deletion of {f.topic}", description, "must")


def _quality(reading: Reading, voice: Voice) -> list[_Row]:
    f = reading.facts
    milliseconds = 50 * voice.number("speed", 3, 14)
    privacy = voice.pick(
        "privacy",
        (
            f"What {f.crowd} enter about {f.topic} is visible to nobody else by default, encrypted in "
            "transit and at rest, and kept for no other purpose."
        ),
        (
            f"No {f.topic_noun} data leaves the account of {f.somebody} without an action of theirs; "
            "access by staff is logged and shown to them."
        ),
    )
    speed = voice.pick(
        "how fast",
        f"95 of 100 steps of {f.doing} are answered within {milliseconds} ms on a phone with an average connection.",
        f"Opening {f.the_product} shows the latest {f.topic} within {milliseconds + 500} ms in 95 of 100 cases.",
    )
    access = voice.pick(
        "access",
        f"All that is needed to {f.purpose} meets WCAG 2.2 AA and works by keyboard and with a screen reader.",
        (
            f"{capitalised(f.crowd)} can reach every function for {f.topic} by keyboard and screen "
            "reader, at WCAG 2.2 AA and 200 % text size."
        ),
    )
    rows: list[_Row] = [
        (f"Privacy of {f.topic}", privacy, "must"),
        (f"Speed of {f.doing}", speed, "must"),
        (
            f"Reliability for {f.crowd}",
            (
                f"{capitalised(f.the_product)} is available 99.{voice.number('uptime', 50, 95)} % of each "
                f"month, and no confirmed entry on {f.topic} is ever lost."
            ),
            "must",
        ),
        (f"Accessibility for {f.crowd}", access, "must"),
        (
            f"Cost of {f.topic} at scale",
            (
                f"Running {f.the_product} costs less than {voice.number('cents', 8, 60)} cents a month "
                "for each active user; like all thresholds here, that was set offline, by rule."
            ),
            "should",
        ),
    ]
    rows += [
        (
            "A limit from the brief",
            f"“{capitalised(limit)}” holds for every release of {f.the_product} and is checked before each.",
            "must",
        )
        for limit in f.constraints
    ]
    return rows

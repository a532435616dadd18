"""Requirements: stories with criteria that a tester can check, then what the product must do and how well."""

from workers.agents.prd.outputs import Requirement, Requirements, UserStory
from workers.language_models.offline.grammar import capitalised, sentence
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading

_Row = tuple[str, str, str]
"""Title, description, priority."""


def requirements(reading: Reading) -> Requirements:
    """Five stories, seven or more functional and five non-functional requirements."""
    voice = Voice(reading, "requirements")
    stories = _stories(reading, voice)
    functional, quality = _functional(reading, voice), _quality(reading, voice)
    told = [f"{row[0]} {row[1]}" for row in (*functional, *quality)]
    told += [f"{s.role} {s.want} {s.benefit} {' '.join(s.acceptance_criteria)}" for s in stories]
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


def _stories(reading: Reading, voice: Voice) -> list[UserStory]:
    started, left = _starting(reading, voice), _leaving(reading, voice)
    return [started, *voice.some("stories", 3, _wishes(reading, voice)), left]


def _starting(reading: Reading, voice: Voice) -> UserStory:
    f, minutes = reading.facts, voice.number("minutes", 2, 8)
    return UserStory(
        role=f.somebody,
        want=f"to {f.purpose} from start to end in one sitting",
        benefit=voice.pick(
            "started",
            f"{f.topic_does('is')} done with before the day gets busy",
            f"{f.doing} fits between two other things",
            f"I need no second tool for {f.topic}",
        ),
        acceptance_criteria=[
            (
                f"Given {f.somebody} who has never used it, when they start with one case of {f.topic}, "
                f"then they reach a result within {minutes} minutes."
            ),
            voice.pick(
                "kept",
                (
                    f"Given a result about {f.topic}, when {f.somebody} opens it a day later, then it is "
                    "unchanged and complete."
                ),
                (
                    f"Given a finished attempt to {f.purpose}, when the connection fails right after it, "
                    "then the result is still there."
                ),
                (
                    f"Given wrong input about {f.topic}, when {f.somebody} goes on, then {f.the_product} "
                    "says what to change and keeps the rest."
                ),
            ),
        ],
        priority="must",
    )


def _leaving(reading: Reading, voice: Voice) -> UserStory:
    f = reading.facts
    return UserStory(
        role=f"{f.somebody} who wants to leave",
        want=f"to take everything about {f.topic} with me",
        benefit=voice.pick(
            "left",
            f"trying {f.the_product} carries no risk",
            f"what I know about {f.topic} stays mine",
            f"another way to {f.purpose} stays open to me",
        ),
        acceptance_criteria=[
            (
                f"Given {voice.number('entries', 2, 9)}00 entries on {f.topic}, when an export is asked "
                "for, then one file in an open format holds all of them."
            ),
            (
                f"Given an export, when {f.somebody} deletes the account, then no {f.topic_noun} data can "
                f"be read by anybody after {voice.number('gone', 2, 30)} days."
            ),
        ],
        priority="must",
    )


def _wishes(reading: Reading, voice: Voice) -> list[UserStory]:
    f = reading.facts
    return [
        UserStory(
            role=f"{f.somebody}, interrupted halfway",
            want=f"to find {f.topic} exactly as I left it",
            benefit=f"{f.doing} survives an ordinary day",
            acceptance_criteria=[
                (
                    f"Given an unfinished attempt to {f.purpose}, when the page is closed and opened "
                    "again, then nothing that was entered is lost."
                ),
                (
                    f"Given two devices, when {f.somebody} continues on the second one, then it shows the "
                    f"latest state of {f.topic}."
                ),
            ],
            priority="must",
        ),
        UserStory(
            role=f"{f.somebody} in week {voice.number('week', 2, 6)}",
            want=f"to see what came of {f.doing}",
            benefit=f"I know whether {f.the_product} is worth my time",
            acceptance_criteria=[
                (
                    f"Given at least {voice.number('least', 3, 7)} entries on {f.topic}, when the "
                    "overview is opened, then it shows them in order with what changed."
                ),
                (
                    f"Given no entry on {f.topic} yet, when the overview is opened, then it offers the "
                    "first step instead of an empty chart."
                ),
            ],
            priority="should",
        ),
        UserStory(
            role=f"{f.somebody} with a full calendar",
            want=f"to be reminded of {f.topic} at a moment that suits me",
            benefit=f"I {f.purpose} when there is time for it",
            acceptance_criteria=[
                f"Given a chosen time, when it comes, then exactly one reminder about {f.topic} is sent.",
                (
                    f"Given a reminder about {f.topic}, when {f.somebody} postpones it, then it returns "
                    "at the new time and at no other."
                ),
            ],
            priority="should",
        ),
        UserStory(
            role=f"{f.somebody} with somebody to answer to",
            want=f"to show one chosen part of {f.topic}",
            benefit=f"others can help me {f.purpose} without seeing everything",
            acceptance_criteria=[
                (
                    f"Given a shared part of {f.topic}, when the other person opens it, then nothing else "
                    "is reachable from there."
                ),
                (
                    f"Given a shared part, when {f.somebody} takes it back, then the link to {f.topic} "
                    "stops working at once."
                ),
            ],
            priority="could",
        ),
        UserStory(
            role=f"{f.somebody} who has tried other tools",
            want=f"to bring in what I already have about {f.topic}",
            benefit=f"I do not have to start {f.doing} from nothing",
            acceptance_criteria=[
                (
                    f"Given a sheet with {f.topic}, when it is brought in, then a preview shows what was "
                    "understood before anything is saved."
                ),
                (
                    f"Given a row about {f.topic} that cannot be read, when the rest is saved, then that "
                    "row is listed with the reason."
                ),
            ],
            priority="should",
        ),
        UserStory(
            role=f"{f.somebody} who is new to {f.topic}",
            want="to be told the next step in plain words",
            benefit=f"I can {f.purpose} without asking around",
            acceptance_criteria=[
                (
                    f"Given any state of {f.topic}, when {f.somebody} opens {f.the_product}, then exactly "
                    "one next step is offered."
                ),
                (
                    "Given a step that was done, when it is confirmed, then the next one towards "
                    f"{f.topic} appears without reloading."
                ),
            ],
            priority="must",
        ),
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
                "for each active user."
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

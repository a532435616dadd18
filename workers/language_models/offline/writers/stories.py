"""The user stories of a PRD: the first use, what makes people stay, and leaving with everything."""

from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import UserStory


def user_stories(reading: Reading, voice: Voice) -> list[UserStory]:
    """Five stories, the first and the last of them musts."""
    started, left = _starting(reading, voice), _leaving(reading, voice)
    return [started, *voice.some("stories", 3, [*_wishes(reading, voice), *_wishes_beyond(reading)]), left]


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
    ]


def _wishes_beyond(reading: Reading) -> list[UserStory]:
    f = reading.facts
    return [
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

"""The questions that a dialogue asks, each at most once.

A question is known by the words in it that no idea changes, so that it is found again in what was
said before even when the facts around it have moved on.
"""

from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading

_MOST = 3


def next_questions(reading: Reading, voice: Voice) -> list[str]:
    """Two or three questions that were not asked before and that the brief does not answer already."""
    told = reading.told.lower()
    open_ones = [question for mark, question in _questions(reading) if mark not in told]
    count = voice.number("count", 2, _MOST)
    if len(open_ones) >= count:
        return voice.some("questions", count, open_ones)
    return [*open_ones, *_follow_ups(reading)][:_MOST]


def _questions(reading: Reading) -> list[tuple[str, str]]:
    f = reading.facts
    questions = [
        (
            "the last time",
            f"When was the last time you saw {f.somebody} trying to {f.purpose}, and what did they do instead?",
        ),
        ("give up", f"What would {f.crowd} have to give up to use {f.the_product}?"),
        ("pay for it", f"Who would pay for it: the ones who want to {f.purpose}, or somebody who gains when they do?"),
        ("first ten", f"Which first ten people could you show {f.the_product} to within two weeks?"),
        ("stop using", f"What would make {f.somebody} stop using {f.the_product} after a month?"),
        ("how often", f"In an ordinary week, how often do {f.crowd} have to {f.purpose}?"),
        ("go wrong", f"What is the worst that can go wrong when {f.the_product} gets {f.topic} wrong?"),
        (
            "leave out",
            f"If you had to leave out everything but one thing, what would {f.the_product} still do for {f.topic}?",
        ),
        ("hear about", f"Where would {f.crowd} hear about {f.the_product} from somebody they trust?"),
        ("you know", f"What do you know about {f.topic} that others who build for {f.crowd} do not?"),
        ("half a year", f"What should be different for {f.crowd} after half a year with {f.the_product}?"),
        ("already have", f"Which notes, records or data about {f.topic} do {f.crowd} already have somewhere?"),
    ]
    if not f.audience_named:
        questions.insert(0, ("exactly is", f"Who exactly is {f.the_product} for: which people, in which situation?"))
    if not f.problem:
        questions.insert(0, ("hurts most", f"What hurts most today when {f.crowd} try to {f.purpose}?"))
    if not f.constraints:
        questions.append(
            ("must it not", f"What must it not cost, need or collect, if {f.crowd} are to accept {f.the_product}?")
        )
    return questions


def _follow_ups(reading: Reading) -> list[str]:
    f, turn = reading.facts, len(reading.said)
    return [
        f"After {turn} answers about {f.the_product}: which of them are you least sure of?",
        f"What did answer number {turn} change in your own picture of {f.crowd}?",
        f"Whom will you ask next about {f.topic}, now that {turn} answers are on the table?",
    ]

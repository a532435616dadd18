"""Framing: the first part of a PRD, for the opportunity if there is one, else for the idea itself."""

from workers.language_models.offline.grammar import capitalised, sentence, titled
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Framing

_TITLE_WORDS = 10


def framing(reading: Reading) -> Framing:
    """Title, overview, problem, audience, goals and non-goals."""
    f, voice = reading.facts, Voice(reading, "framing")
    overview = _overview(reading, voice)
    problem = _problem(reading, voice)
    audience, goals, non_goals = _audience(reading), _goals(reading, voice), _non_goals(reading, voice)
    rest = covering(reading, overview, problem, *audience, *goals, *non_goals)
    note = (
        f"This document for {f.the_product} was written offline from the brief; what it says about "
        f"{f.crowd} is still to be checked with them."
    )
    return Framing(
        title=_title(reading),
        overview=" ".join(part for part in (overview, rest, note) if part),
        problem=problem,
        audience=audience,
        goals=goals,
        non_goals=non_goals,
    )


def _title(reading: Reading) -> str:
    f = reading.facts
    words = (
        reading.opportunity.title
        if reading.opportunity
        else f"{f.product} for {f.audience}"
        if f.audience_named
        else f.product
    )
    return titled(" ".join(words.split()[:_TITLE_WORDS]))


def _overview(reading: Reading, voice: Voice) -> str:
    f, opportunity = reading.facts, reading.opportunity
    lead = voice.pick(
        "overview",
        (
            f"This document describes {f.a_product} with which {f.crowd} {f.purpose} in one short flow, "
            f"at the moment when {f.topic_does('comes')} up."
        ),
        (
            f"We build {f.a_product}: the shortest way for {f.crowd} to {f.purpose}, from opening it to a "
            "result they can use."
        ),
        (
            f"{capitalised(f.the_product)} gives {f.crowd} one place for {f.topic} and makes {f.doing} "
            "something that gets finished."
        ),
    )
    chosen = (
        f"It follows the opportunity “{opportunity.title}”. {sentence(opportunity.solution)}"
        if opportunity and opportunity.solution
        else ""
    )
    order = voice.pick(
        "order",
        f"The first release proves that {f.crowd} come back for {f.topic}; reach and polish follow.",
        f"We start with one complete case of {f.topic} and widen only when {f.crowd} return on their own.",
        (
            f"Everything in the first release serves one question: do {f.crowd} {f.purpose} more reliably "
            "with it than without?"
        ),
    )
    return " ".join(part for part in (lead, chosen, order) if part)


def _problem(reading: Reading, voice: Voice) -> str:
    f, opportunity = reading.facts, reading.opportunity
    if f.problem:
        pain = f"In the words of the brief: “{f.problem}”."
    elif opportunity and opportunity.problem:
        pain = sentence(opportunity.problem)
    else:
        pain = f"{capitalised(f.crowd)} want to {f.purpose}, and nothing they use was made for it."
    cost = voice.pick(
        "cost",
        (
            f"What it costs shows late: {f.topic_does('gets')} attention only when something has already "
            f"gone wrong for {f.crowd}."
        ),
        f"Each attempt at {f.doing} begins from nothing, since notes on {f.topic} lie in too many places.",
        f"The effort falls on the busiest days of {f.crowd}, which are the days on which {f.topic_does('is')} dropped.",
    )
    return f"{pain} {cost}"


def _audience(reading: Reading) -> list[str]:
    f, opportunity = reading.facts, reading.opportunity
    who = (opportunity.audience.rstrip(".") if opportunity else "") or f.audience
    trade = f" in {reading.industries[0]}" if reading.industries else ""
    return [
        f"{capitalised(who)}: they need to {f.purpose} without making it a project.",
        f"Newcomers to {f.topic}{trade}: they want to be led through the first time and to see that it worked.",
        (
            f"Those who support {f.crowd}: they want to know that {f.topic_does('is')} looked after, "
            "without looking over anybody's shoulder."
        ),
    ]


def _goals(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    goals = [
        (
            f"{capitalised(f.somebody)} can {f.purpose} within the first {voice.number('minutes', 3, 9)} "
            "minutes, without help."
        ),
        (
            f"At least {voice.number('share', 30, 45)} % of {f.crowd} who start with {f.topic} do so "
            "again in the fourth week."
        ),
        f"{capitalised(f.crowd)} need fewer tools for {f.topic} after a month than before.",
        f"{capitalised(f.crowd)} can see what came of {f.doing}, week by week.",
        f"{capitalised(f.crowd)} recommend {f.the_product} to one other person in the first quarter.",
    ]
    limits = [f"The limit “{limit}” from the brief holds from the first release on." for limit in f.constraints[:2]]
    return [goals[0], *voice.some("goals", 3, goals[1:]), *limits]


def _non_goals(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    return voice.some(
        "non-goals",
        3,
        [
            f"Replacing the tools that {f.crowd} use for everything besides {f.topic}.",
            f"Serving people who {f.purpose} for a living, with their own rules and volumes."
            if not f.audience_named
            else f"Serving anybody but {f.audience} in the first release.",
            f"Advice on {f.topic} that would need a licensed expert.",
            f"Ranking or comparing {f.crowd} with one another.",
            f"A marketplace, feed or forum around {f.topic}."
            if "market" not in f.product
            else f"Handling money for {f.topic} before people trust the offers.",
            f"Support for every case of {f.topic}; the rare ones stay manual at first.",
        ],
    )

"""IdeaBrief: the idea in few sentences. Its first one is made to be read again: research starts from it."""

from workers.language_models.offline.grammar import capitalised, listed, sentence
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import IdeaBrief


def idea_brief(reading: Reading) -> IdeaBrief:
    """The idea as it stands after everything that the user said."""
    voice = Voice(reading, "idea brief")
    parts = [_pitch(reading), _why_different(reading, voice), _detail(reading)]
    assumptions = [*_assumptions(reading, voice), _note(reading)]
    parts.append(covering(reading, *parts))
    return IdeaBrief(
        summary=" ".join(part for part in parts if part),
        audience=sentence(_audience(reading)),
        problem=sentence(_problem(reading, voice)),
        solution=sentence(_solution(reading, voice)),
        assumptions=assumptions,
    )


def _pitch(reading: Reading) -> str:
    f = reading.facts
    if f.audience_named:
        return sentence(f"{f.a_product} for {f.audience} that helps them {f.purpose}")
    return sentence(f"{f.a_product} that helps people {f.purpose}")


def _why_different(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    return voice.pick(
        "different",
        f"It differs from general tools by knowing {f.topic} and the moment at which {f.crowd} need it.",
        f"Others store {f.topic}; this one is judged by whether {f.crowd} get to the end.",
        f"It replaces the notes and messages with which {f.crowd} get by around {f.topic} today.",
        f"Where alternatives ask for discipline, it makes {f.doing} the easy way for {f.crowd}.",
    )


def _detail(reading: Reading) -> str:
    f = reading.facts
    details = []
    if f.problem:
        details.append(f"The pain behind it: “{f.problem}”.")
    if f.features:
        details.append(f"It comes with {listed(f.features)}.")
    if f.constraints:
        details.append(f"It keeps to {listed([f'“{limit}”' for limit in f.constraints])}.")
    return " ".join(details)


def _audience(reading: Reading) -> str:
    f = reading.facts
    return f"{f.audience}, first of all those for whom {f.topic_does('comes')} up every week"


def _problem(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    if f.problem:
        return f"{f.crowd} say it themselves: “{f.problem}”"
    return voice.pick(
        "problem",
        f"{f.crowd} want to {f.purpose}, and on a busy day it is the first thing that slips",
        f"{f.crowd} who try to {f.purpose} depend on memory and improvised tools, and notice too late what they missed",
        f"for {f.crowd}, {f.doing} takes more effort than it should, so it is done late, badly or not at all",
        f"nothing that {f.crowd} use today is made for {f.topic}, so every attempt to {f.purpose} starts from scratch",
    )


def _solution(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    means = f", with {listed(reading.technologies)} doing the dull part" if reading.technologies else ""
    return voice.pick(
        "solution",
        f"{f.the_product} takes {f.crowd} from the wish to {f.purpose} to the result in one short flow{means}",
        f"{f.the_product} keeps {f.topic} in one place and tells {f.crowd} the next step at the right moment{means}",
        f"{f.the_product} does the preparation, so that {f.crowd} can {f.purpose} in minutes{means}",
    )


def _assumptions(reading: Reading, voice: Voice) -> list[str]:
    f = reading.facts
    options = [
        f"{capitalised(f.crowd)} have to {f.purpose} often enough to form a routine around {f.the_product}.",
        f"What {f.crowd} do about {f.topic} today is bad enough that they would switch.",
        f"Somebody pays for {f.the_product}: {f.crowd} themselves, or those who gain when they {f.purpose}.",
        f"{capitalised(f.crowd)} will give {f.the_product} what it needs to know about {f.topic}.",
        f"{capitalised(f.the_product)} is useful to {f.somebody} alone, before anybody else has joined.",
    ]
    limits = [f"The limit “{limit}” can be kept without losing what {f.crowd} come for." for limit in f.constraints[:1]]
    return [*voice.some("assumptions", 3, options), *limits]


def _note(reading: Reading) -> str:
    f = reading.facts
    return (
        f"This brief for {f.the_product} was written offline from the user's words alone; none of it has "
        f"been checked with {f.crowd}."
    )

"""Angles: different bets that one idea allows. A writer of opportunities chooses some and fills them in."""

from dataclasses import dataclass

from workers.language_models.offline.grammar import capitalised, listed, titled
from workers.language_models.offline.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Angle:
    """One bet. Sentences are whole, with their full stops."""

    key: str
    title: str
    audience: str
    description: str
    problem: str
    solution: str
    differentiators: tuple[str, ...]
    demand_risk: tuple[str, str]
    """What could go wrong with demand, and what to do about it now."""
    build_risk: tuple[str, str]
    lean: tuple[int, int, int, int]
    """What it adds to demand, differentiation, feasibility and monetization."""


def core(reading: Reading) -> Angle:
    """The idea itself, reduced to its wedge."""
    f = reading.facts
    means = f" {listed(reading.technologies)} does the dull part behind one button." if reading.technologies else ""
    return Angle(
        key="core",
        title=titled(f"{f.product} for {f.audience}" if f.audience_named else f"{f.product}, one job done well"),
        audience=f.audience,
        description=(
            f"{capitalised(f.a_product)} that does one thing for {f.crowd}: it lets them {f.purpose} in "
            f"one sitting.{means}"
        ),
        problem=f"“{capitalised(f.problem)}”, says the brief; {f.crowd} have no tool of their own against it."
        if f.problem
        else (
            f"{capitalised(f.crowd)} want to {f.purpose}, but what they use for {f.topic} was made for something else."
        ),
        solution=(
            f"{capitalised(f.somebody)} opens it when {f.topic_does('comes')} up, answers at most three "
            "questions and leaves with the result."
        ),
        differentiators=(
            f"Made for {f.crowd} and nobody else, down to the words on the screen",
            f"A first result about {f.topic} within a minute, before any account exists",
            *(f"Comes with {feature}, as the brief asks" for feature in f.features[:2]),
        ),
        demand_risk=(
            f"{capitalised(f.crowd)} may like {f.the_product} and still forget it after the first week.",
            f"Run it by hand with five of them for two weeks and count who asks for {f.topic} again.",
        ),
        build_risk=(
            f"Getting {f.topic} right in every case may take longer than the first version allows.",
            f"Start with the one case that {f.crowd} meet most often and say openly what is not covered.",
        ),
        lean=(2, 1, 1, 1),
    )


def team(reading: Reading) -> Angle:
    """The same job, paid for by those who gain when many succeed."""
    f = reading.facts
    sponsors = (
        f"organisations that depend on {f.audience}" if f.audience_named else f"organisations whose people {f.purpose}"
    )
    return Angle(
        key="team",
        title=titled(f"{f.topic_noun} programme for organisations"),
        audience=sponsors,
        description=(
            f"The organisation pays, {f.crowd} take part together: {f.the_product} with groups, shared "
            f"goals and a report on {f.topic} that names nobody."
        ),
        problem=(
            f"{capitalised(sponsors)} pay when {f.topic_does('goes')} wrong, and cannot see it coming without prying."
        ),
        solution=(
            "Groups of eight to twelve go through the same weeks; each keeps control over what others "
            f"see of their {f.topic}."
        ),
        differentiators=(
            f"Sponsors see whether it pays to help people {f.purpose}, never who did what",
            f"Groups start and finish together, so that {f.doing} is not left to willpower",
        ),
        demand_risk=(
            f"Whoever pays for {f.the_product} is not who uses it; budgets for {f.topic} may have no owner.",
            f"Ask three such organisations which budget {f.doing} would come out of before building the report.",
        ),
        build_risk=(
            f"One leak of personal {f.topic_noun} data to a sponsor would end the trust that all of this rests on.",
            f"Show sponsors nothing about fewer than eight people, and test exactly that for {f.the_product}.",
        ),
        lean=(0, 0, -1, 2),
    )


def integration(reading: Reading) -> Angle:
    """The job done inside the tools that people have open anyway."""
    f = reading.facts
    where = listed(reading.technologies) if reading.technologies else "mail, calendar and chat"
    return Angle(
        key="integration",
        title=titled(f"{f.topic} inside the tools already open"),
        audience=f"{f.crowd} who will not open one more app",
        description=(
            f"No new place to go: it works through {where}, where {f.crowd} are when {f.topic_does('comes')} up."
        ),
        problem=f"Every extra app costs {f.crowd} attention, so that even a good way to {f.purpose} gets forgotten.",
        solution=(
            f"A short prompt at the right moment, answered in place; {f.the_product} stays in the "
            f"background and keeps the record of {f.topic}."
        ),
        differentiators=(
            f"Nothing to install before {f.somebody} gets something out of it",
            f"Picks the moment for {f.doing} from what is going on instead of a fixed reminder",
        ),
        demand_risk=(
            f"Prompts about {f.topic} may feel like noise and be muted within days.",
            f"Begin with one prompt a day for {f.crowd}, and measure how many are answered.",
        ),
        build_risk=(
            f"{capitalised(f.the_product)} would depend on interfaces whose owners may change or close them.",
            f"Keep every connection behind one adapter, and make sure {f.crowd} can {f.purpose} without any of them.",
        ),
        lean=(0, 1, -1, 0),
    )


def insight(reading: Reading) -> Angle:
    """What the accumulated records tell."""
    f = reading.facts
    return Angle(
        key="insight",
        title=titled(f"{f.topic_noun} insights that say what works"),
        audience=f"{f.crowd} with some months of records behind them",
        description=(
            f"After a few weeks it knows what works: {f.the_product} compares earlier attempts to "
            f"{f.purpose} and says which change helped."
        ),
        problem=f"{capitalised(f.crowd)} repeat what did not help, because nobody looks back at {f.topic}.",
        solution=(
            f"A weekly page for {f.somebody}: what changed about {f.topic}, what probably caused it and "
            "one thing to try."
        ),
        differentiators=(
            f"Every claim about {f.topic} links to the records behind it",
            f"Gets better for {f.crowd} the longer they stay, which no newcomer can copy",
        ),
        demand_risk=(
            f"Few {f.crowd} may keep records of {f.topic} long enough to learn from them.",
            f"Offer to import what {f.crowd} have, and find out with ten of them how far back it goes.",
        ),
        build_risk=(
            f"With little data, advice on how to {f.purpose} may be confidently wrong.",
            f"Say how sure each finding about {f.topic} is, and stay silent below a threshold.",
        ),
        lean=(-1, 2, -1, 0),
    )


def vertical(reading: Reading) -> Angle:
    """One trade in which the job is stricter and better paid."""
    f = reading.facts
    trade = reading.industries[-1] if reading.industries else "one regulated trade"
    return Angle(
        key="vertical",
        title=titled(f"{f.product} for {trade}"),
        audience=f"{f.crowd} in {trade}, where {f.topic_does('has')} to be documented",
        description=(
            f"A stricter edition for {trade}: {f.the_product} with the vocabulary, the records and the "
            "sign-offs that this field expects."
        ),
        problem=(
            f"In {trade}, {f.crowd} must not only {f.purpose} but also show that they did, and general "
            "tools leave that to them."
        ),
        solution=(
            f"Templates for the usual cases of {f.topic} in {trade}, a record of who did what, and an "
            "export that holds up in a review."
        ),
        differentiators=(
            f"Speaks the language of {trade} from the first screen on {f.topic}",
            f"The record that {f.crowd} have to keep comes out of {f.doing} by itself",
        ),
        demand_risk=(
            f"The part of {trade} that cares about {f.topic} may be too small to live from.",
            f"Count the organisations within reach and ask five of them what {f.the_product} would replace.",
        ),
        build_risk=(
            f"Rules in {trade} change, and {f.the_product} would have to follow them.",
            f"Keep rules about {f.topic} as data with a date, reviewed by somebody from {trade}.",
        ),
        lean=(-1, 1, 0, 1),
    )

"""Validation: a second, sceptical look at one opportunity."""

from workers.language_models.offline.evidence import signals_about
from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.phrasing import Voice, covering, plural_of
from workers.language_models.offline.reading import Opportunity, Reading
from workers.language_models.offline.scorecards import scorecard, weighed
from workers.language_models.offline.shapes import Scorecard, Validation

_PARTS = ("demand", "differentiation", "feasibility", "monetization")


def validation(reading: Reading) -> Validation:
    """Scored anew, a little lower where nothing but the brief speaks for it."""
    voice = Voice(reading, "validation")
    title = reading.opportunity.title if reading.opportunity else reading.facts.product
    evidence = len(signals_about(reading, f"{title} {reading.opportunity.problem if reading.opportunity else ''}", 6))
    scores = _second_look(reading, voice, evidence)
    arguments_for = _for(reading, voice, title, evidence)
    arguments_against = _against(reading, voice, title)
    if rest := covering(reading, *arguments_for, *arguments_against):
        arguments_for.append(rest)
    arguments_against.append(
        f"This second look at “{title}” was written offline: it weighs words about {reading.facts.topic}, not a market."
    )
    return Validation(
        verdict=_verdict(scores["overall"], evidence),
        scorecard=scores,
        arguments_for=arguments_for,
        arguments_against=arguments_against,
    )


def _second_look(reading: Reading, voice: Voice, evidence: int) -> Scorecard:
    before = reading.opportunity
    if before is None or any(part not in before.scores for part in _PARTS):
        return scorecard(reading, voice, "second look", evidence=evidence, lean=(0, 0, 0, 0))
    drift = (0 if evidence > 1 else -1, voice.number("b", -1, 1), voice.number("c", -1, 1), voice.number("d", -1, 0))
    return weighed(*(max(1, min(10, before.scores[part] + by)) for part, by in zip(_PARTS, drift, strict=True)))


def _verdict(overall: float, evidence: int) -> str:
    if overall >= 6.5 and evidence > 1:
        return "validated"
    return "promising" if overall >= 4.5 else "weak"


def _for(reading: Reading, voice: Voice, title: str, evidence: int) -> list[str]:
    f = reading.facts
    options = [
        f"“{title}” asks {f.crowd} for one small change around {f.topic}, not for a new routine.",
        f"The outcome is easy to check: {f.crowd} either {f.purpose} or they do not.",
        f"{capitalised(f.crowd)} already spend effort on {f.topic}, so “{title}” competes for time that is there.",
        f"A first version of “{title}” can be run by hand with {f.crowd} before {f.the_product} exists.",
    ]
    if evidence:
        options.insert(
            0, f"{plural_of(evidence, 'signal')} use the same words as “{title}” when they speak about {f.topic}."
        )
    if f.problem:
        options.insert(0, f"The brief names the pain itself, “{f.problem}”, and “{title}” answers it.")
    return [options[0], *voice.some("for", 2, options[1:])]


def _against(reading: Reading, voice: Voice, title: str) -> list[str]:
    f = reading.facts
    opportunity = reading.opportunity or Opportunity(
        title=title, audience="", problem="", solution="", scores={}, evidence=0
    )
    whom = opportunity.audience.rstrip(".") or f.audience
    options = [
        f"What {f.crowd} use for {f.topic} today may be good enough, and it costs nothing.",
        f"“{title}” has to be found by {whom}, and nothing in the brief says where they look for help with {f.topic}.",
        f"Nobody has yet said what they would pay to {f.purpose} more easily.",
        f"If {f.topic_does('comes')} up rarely, “{title}” will be forgotten between two uses.",
        f"A larger tool could add “{title}” as a feature once {f.crowd} have shown that they want it.",
    ]
    return voice.some("against", 3, options)

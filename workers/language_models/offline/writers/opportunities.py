"""Opportunities: the idea itself and two or three other bets that its facts allow, best first."""

from workers.language_models.offline.angles import Angle, core, insight, integration, team, vertical
from workers.language_models.offline.evidence import signals_about
from workers.language_models.offline.grammar import listed
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.scorecards import scorecard
from workers.language_models.offline.shapes import Opportunities, Opportunity, Risk


def opportunities(reading: Reading) -> Opportunities:
    """Three or four, ranked by their overall score."""
    voice = Voice(reading, "opportunities")
    others = voice.some("angles", voice.number("how many", 2, 3), [team, integration, insight, vertical])
    written = [_written(angle(reading), reading, voice) for angle in (core, *others)]
    first = written[0]
    first["description"] = " ".join(part for part in (first["description"], _rest(written, reading)) if part)
    ranked = sorted(written, key=lambda opportunity: -opportunity["scorecard"]["overall"])
    return Opportunities(opportunities=ranked)


def _written(angle: Angle, reading: Reading, voice: Voice) -> Opportunity:
    evidence = signals_about(reading, f"{angle.title} {angle.description} {angle.problem}")
    return Opportunity(
        title=angle.title,
        description=angle.description,
        audience=angle.audience,
        problem=angle.problem,
        solution=angle.solution,
        differentiators=[*angle.differentiators, *_pinned(reading, angle, voice)],
        scorecard=scorecard(reading, voice, angle.key, evidence=len(evidence), lean=angle.lean),
        risks=_risks(angle, reading, voice),
        evidence=evidence,
    )


def _pinned(reading: Reading, angle: Angle, voice: Voice) -> list[str]:
    if not reading.technologies or angle.key not in ("core", "insight"):
        return []
    tools, f = listed(reading.technologies), reading.facts
    return [
        voice.pick(
            f"technology/{angle.key}",
            f"Built with {tools} where that shortens the way to {f.topic}, and with nothing fancier elsewhere",
            f"{tools} behind the scenes, so that {f.crowd} meet a result and not a technology",
        )
    ]


def _risks(angle: Angle, reading: Reading, voice: Voice) -> list[Risk]:
    severities = voice.pick(f"severity/{angle.key}", ("high", "medium"), ("medium", "high"), ("high", "low"))
    risks = [
        Risk(description=description, severity=severity, mitigation=mitigation)
        for (description, mitigation), severity in zip((angle.demand_risk, angle.build_risk), severities, strict=True)
    ]
    f = reading.facts
    if angle.key == "core" and f.constraints:
        description = f"The limit “{f.constraints[0]}” may rule out what {f.crowd} would value most."
        mitigation = f"Build the part of {f.the_product} that the limit touches first, and show it to three people."
        risks.append(Risk(description=description, severity="medium", mitigation=mitigation))
    if not reading.signals and angle.key == "core":
        description = f"Demand for {f.the_product} is assumed: this was written offline, without a single signal."
        mitigation = f"Talk to five {f.crowd} about {f.topic} before anything is built."
        risks.append(Risk(description=description, severity="high", mitigation=mitigation))
    return risks


def _rest(written: list[Opportunity], reading: Reading) -> str:
    told = " ".join(f"{o['title']} {o['description']} {o['audience']} {o['problem']} {o['solution']}" for o in written)
    note = f"Written offline from the brief for {reading.facts.the_product}; the scores are estimates by rule."
    return " ".join(part for part in (covering(reading, told), note) if part)

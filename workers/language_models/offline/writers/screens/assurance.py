"""The sections that answer doubts: what it costs, what people ask, what they should be able to say."""

from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.shapes import Section
from workers.language_models.offline.writers.screens.request import Wanted
from workers.language_models.offline.writers.screens.sketch import Sketch, about, begin, line, prose

_TIERS = ("Free", "Plus", "Together", "Organisation")


def pricing(sketch: Sketch, wanted: Wanted) -> Section:
    """Tiers with example prices; the middle one stands out."""
    f, count = sketch.facts, min(wanted.count or max(3, len(wanted.details)), 4)
    names = [capitalised(detail) for detail in wanted.details] + list(_TIERS)
    base = sketch.voice.number("price", 4, 14)
    tiers = [
        {
            "name": line(name),
            "price": "€0" if place == 0 else f"€{base * (2 * place - 1)} a month",
            "text": prose(_for_whom(sketch)[place]),
            "points": [line(point) for point in _points(sketch)[place]],
            "featured": count > 1 and place == min(1, count - 1),
            "action": sketch.action(begin(sketch) if place == 0 else f"Choose {name}", "onboarding", "form"),
        }
        for place, name in enumerate(names[:count])
    ]
    heading = sketch.heading(
        "prices",
        f"Pay once {f.topic_does('is')} worth it",
        f"A price for every kind of {f.topic_noun}",
        "Simple prices",
    )
    return {"kind": "pricing", "heading": heading, "tiers": tiers}


def faq(sketch: Sketch, wanted: Wanted) -> Section:
    """What somebody asks before they begin."""
    f, count = sketch.facts, min(wanted.count or 4, 10)
    named = [(f"{capitalised(detail)}?", about(sketch, detail)) for detail in wanted.details]
    asked = [*named, *_limits(sketch), *sketch.voice.some("faq", 9, _questions(sketch))][:count]
    return {
        "kind": "faq",
        "heading": sketch.heading("faq", f"Before you {f.purpose} with it", f"Questions about {f.topic}"),
        "items": [{"question": line(question), "answer": prose(answer)} for question, answer in asked],
    }


def voices(sketch: Sketch, wanted: Wanted) -> Section:
    """What people should be able to say one day: nobody is quoted who has not spoken."""
    f, count = sketch.facts, min(wanted.count or 3, 6)
    hopes = (
        f"For the first time {f.topic_does('is')} not what I think about at night.",
        f"I {f.purpose} between two other things, and it is really done.",
        f"I showed it to one person, and now two of us {f.purpose}.",
        f"When I stopped for a week, {sketch.product} helped me back to {f.topic} in a minute.",
        f"It asks little and knows when {f.topic_does('does')} not matter.",
        f"I left my old notes on {f.topic} and have not missed them.",
    )
    return {
        "kind": "voices",
        "heading": line(f"What we want {f.crowd} to be able to say"),
        "items": [
            {"text": prose(hope), "who": line(f"A goal for {f.somebody}, week {place + 2}")}
            for place, hope in enumerate(sketch.voice.some("voices", count, hopes))
        ],
    }


def _for_whom(sketch: Sketch) -> tuple[str, ...]:
    f = sketch.facts
    return (
        f"To find out whether it helps you {f.purpose}.",
        f"For {f.somebody} who comes back every week.",
        f"For groups who look after {f.topic} together.",
        f"For organisations that depend on {f.crowd}.",
    )


def _points(sketch: Sketch) -> tuple[tuple[str, ...], ...]:
    f = sketch.facts
    most = sketch.voice.number("most", 2, 9)
    first = f.features[:1] or (f"Reminders about {f.topic}",)
    return (
        (
            f"Up to {most} {f.topic}" if f.topic.endswith("s") else f"{capitalised(f.topic)} for one person",
            "The next step, always",
            f"Export of all {f.topic_noun} data",
        ),
        (f"All {f.topic}", *map(capitalised, first), f"The weekly page about {f.doing}", "Search through everything"),
        (f"{capitalised(f.topic)} for up to eight people", f"Shared parts of {f.topic}", "One bill"),
        (f"{capitalised(f.topic)} for everybody", "A report that names nobody", "Someone to call"),
    )


def _limits(sketch: Sketch) -> list[tuple[str, str]]:
    f = sketch.facts
    return [
        (f"Does it keep to “{limit}”?", f"Yes: for {f.crowd} this holds from the first release of {sketch.product} on.")
        for limit in f.constraints[:2]
    ]


def _questions(sketch: Sketch) -> list[tuple[str, str]]:
    f = sketch.facts
    return [
        (f"Who can see my {f.topic}?", f"You. Others see a part of {f.topic} only when you hand it to them."),
        (
            f"What if I stop for a while with {f.topic}?",
            f"Nothing is lost and nobody counts; {sketch.product} waits with one small step.",
        ),
        (
            f"Do I have to bring in what I have on {f.topic}?",
            f"No. Begin with one case; older notes on {f.topic} can follow.",
        ),
        (f"Is it made for {f.crowd} only?", f"It speaks their language; anybody who wants to {f.purpose} can use it."),
        (
            f"How do I leave {sketch.product}?",
            f"On one page: export everything about {f.topic}, then delete the account.",
        ),
        (
            f"How long until I can {f.purpose}?",
            f"The first result with {f.topic} takes {sketch.voice.number('faq minutes', 2, 6)} minutes.",
        ),
        (
            f"Does it work for every case of {f.topic}?",
            f"For the common ones first; {sketch.product} says so where it does not.",
        ),
        (
            f"What does {f.doing} cost?",
            f"Nothing to begin with; a paid plan comes when {f.topic_does('is')} worth it to you.",
        ),
        (
            f"Can I use it without a connection for {f.topic}?",
            f"Yes, {f.doing} goes on and is merged when you are back.",
        ),
    ]

"""The sections that tell somebody new what the product is: hero, features, steps and the end."""

from workers.language_models.offline.grammar import capitalised, sentence, with_article
from workers.language_models.offline.shapes import Section
from workers.language_models.offline.writers.screens.request import Wanted
from workers.language_models.offline.writers.screens.sketch import Sketch, about, begin, features, line, prose

_LONG_PURPOSE = 38


def hero(sketch: Sketch, _: Wanted) -> Section:
    """The promise, and the way to try it."""
    f, voice = sketch.facts, sketch.voice
    return {
        "kind": "hero",
        "eyebrow": line(f"For {f.audience}" if f.audience_named else sketch.product),
        "headline": line(_headline(sketch)),
        "text": prose(
            voice.pick(
                "hero",
                f"{sketch.product} takes {f.crowd} from the wish to {f.purpose} to a result they can use, in one "
                "sitting and without a manual.",
                f"{capitalised(f.somebody)} opens {sketch.product} when {f.topic_does('comes')} up, answers a few "
                "short "
                "questions and is done.",
                f"Everything about {f.topic} in one calm place, with the next step always in sight. Made for "
                f"{f.crowd}.",
                f"Less keeping in mind, less starting over: {sketch.product} remembers {f.topic}, so that {f.crowd} "
                "can "
                "get on with the day.",
            )
        ),
        "primary": sketch.action(begin(sketch), "onboarding", "form", "dashboard"),
        "secondary": sketch.action("See how it looks", "dashboard", "list", "landing"),
    }


def features_section(sketch: Sketch, wanted: Wanted) -> Section:
    """What it does: what was asked for by name, what brief and PRD say, then what follows from the idea."""
    f, count = sketch.facts, wanted.count or max(3, len(wanted.details))
    named = [(capitalised(detail), about(sketch, detail)) for detail in wanted.details]
    named += [(capitalised(feature), about(sketch, feature)) for feature in f.features]
    required = sketch.voice.some("required", 2, features(sketch.reading)[:8])
    own = sketch.voice.some("features", 9, _own_features(sketch))
    cards = [*named, *own[:1], *required, *own[1:]][: min(count, 9)]
    return {
        "kind": "features",
        "heading": sketch.heading(
            "features heading",
            f"What changes when {f.topic_does('is')} looked after",
            f"Made for the way {f.crowd} {f.purpose}",
            f"{capitalised(f.doing)}, without the friction",
        ),
        "items": [{"title": line(title), "text": prose(text)} for title, text in cards],
    }


def steps(sketch: Sketch, wanted: Wanted) -> Section:
    """How it goes, one after the other."""
    f, count = sketch.facts, min(wanted.count or max(3, len(wanted.details)), 8)
    named = [
        (capitalised(detail), f"One short moment with {f.topic}; nothing is lost if you stop here.")
        for detail in wanted.details
    ]
    path = [*named, *_path(sketch)][:count]
    return {
        "kind": "steps",
        "heading": sketch.heading(
            "steps heading",
            f"From the first minute to {f.topic} in order",
            f"How {f.crowd} {f.purpose} with {sketch.product}",
            f"{capitalised(f.doing)} in {len(path)} steps",
        ),
        "items": [{"title": line(title), "text": prose(text)} for title, text in path],
    }


def call_to_action(sketch: Sketch, _: Wanted) -> Section:
    """The last word before the end."""
    f = sketch.facts
    return {
        "kind": "call_to_action",
        "heading": sketch.heading(
            "last word",
            f"Begin with one case of {f.topic}",
            f"The next time {f.topic_does('comes')} up, be ready",
            f"{capitalised(f.purpose)}, starting today",
        ),
        "text": prose(f"The first result takes {f.crowd} about {sketch.voice.number('minutes', 2, 6)} minutes."),
        "action": sketch.action(begin(sketch), "onboarding", "form", "dashboard"),
    }


def footer(sketch: Sketch, _: Wanted) -> Section:
    """Where it comes from and where else to go."""
    f = sketch.facts
    others = [other for other in sketch.others if other["id"] != sketch.id][:6]
    made = sentence(f"{sketch.product}: {with_article(f.product)} for {f.crowd} who want to {f.purpose}")
    # A page without company still has somewhere to go: its own beginning.
    links = [{"label": line(other["name"]), "target": other["id"]} for other in others]
    return {"kind": "footer", "text": prose(made), "links": links or [sketch.action("Back to the beginning")]}


def _headline(sketch: Sketch) -> str:
    f = sketch.facts
    if len(f.purpose) > _LONG_PURPOSE:
        return sketch.voice.pick(
            "headline",
            f"{capitalised(f.topic)}, one clear step at a time",
            f"One good place for {f.topic}",
            f"{capitalised(f.topic)} without the guesswork",
        )
    return sketch.voice.pick(
        "headline",
        f"{capitalised(f.purpose)}, even on a busy day",
        f"The calm way to {f.purpose}",
        f"{capitalised(f.purpose)} without making it a project",
        f"{capitalised(f.doing)}, made light",
        f"{capitalised(f.purpose)} and be done with it",
    )


def _own_features(sketch: Sketch) -> list[tuple[str, str]]:
    f = sketch.facts
    return [
        (
            "One next step",
            f"{sketch.product} looks at {f.topic} and offers one thing to do now, with the reason for it.",
        ),
        (
            f"{capitalised(f.topic)} at a glance",
            f"A week on one page: what was done, what waits and what {f.crowd} may let go.",
        ),
        (
            "A reminder at the right moment",
            f"It speaks up when there is time to {f.purpose}, and can be answered in place.",
        ),
        (
            f"Yours alone: {f.topic}",
            f"Nobody sees {f.topic} unless {f.somebody} shows it; export and delete are one tap away.",
        ),
        (
            f"Back to {f.topic} after a break",
            f"A missed week costs nothing: the smallest step back to {f.doing} is waiting.",
        ),
        (
            "The dull part, done",
            f"What repeats itself with {f.topic} is prepared; {f.crowd} check it and go on.",
        ),
        (f"Share one part of {f.topic}", f"A link for one person, for one part, for as long as {f.somebody} likes."),
        (f"Find any {f.topic_noun} again", f"One search through everything {f.crowd} ever kept, by any word in it."),
        (
            "Works without a connection",
            f"{capitalised(f.doing)} goes on underground and on planes, and is merged later.",
        ),
    ]


def _path(sketch: Sketch) -> list[tuple[str, str]]:
    f, minutes = sketch.facts, sketch.voice.number("path", 2, 6)
    return [
        (
            "Say what you have in mind",
            f"One sentence about {f.topic} is enough; {sketch.product} asks for what is missing.",
        ),
        (
            "Look at the proposal",
            f"After {minutes} minutes there is a first result about {f.topic} that can be changed.",
        ),
        (
            "Keep what works",
            f"{capitalised(f.crowd)} keep the good part, and the rest of {f.topic} stays out of sight.",
        ),
        ("Choose a moment", f"Pick when {f.topic_does('is')} to come up again, or let the calendar decide."),
        ("Look back together", f"At the end of the week one page says what came of {f.doing}."),
        ("Let someone in", f"Show one part of {f.topic} to somebody who helps you {f.purpose}."),
        ("Make it lighter", f"Whatever {f.crowd} never use is offered for removal after a month of {f.doing}."),
        ("Take it along", f"Everything about {f.topic} leaves as one file whenever {f.somebody} wants it."),
    ]

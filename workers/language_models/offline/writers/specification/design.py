"""DesignOutline: colours from brand and mood, screens for the tasks, and principles for the people who do them."""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import BrandColor, DesignOutline, OutlinedScreen, Typography
from workers.language_models.offline.writers.specification.colors import brand_color, ink, tint
from workers.language_models.offline.writers.specification.subject import Subject, named_by, rows_of, subject_of
from workers.language_models.offline.writers.specification.words import line, lowered, prose, told, unique

_MOST = 30
_TYPEFACES = {
    "calm": ("Source Serif 4", "Source Sans 3", 17, 1.2),
    "playful": ("Baloo 2", "Nunito", 17, 1.25),
    "serious": ("IBM Plex Sans", "IBM Plex Sans", 15, 1.15),
    "warm": ("Lora", "Lato", 17, 1.25),
}
_MOODS = tuple(_TYPEFACES)


def design_outline(reading: Reading) -> DesignOutline:
    """One screen for each task, and those that the answers name."""
    subject = subject_of(reading)
    voice = subject.voice("design")
    said = subject.said("mood")
    mood = said if said in _TYPEFACES else voice.pick("mood", *_MOODS)
    heading, body, size, scale = _TYPEFACES[mood]
    return DesignOutline(
        principles=_principles(subject, voice, mood),
        colors=_colors(subject, mood),
        typography=Typography(heading=heading, body=body, base_size=size, scale=scale),
        components=_components(subject),
        screens=list(_screens(subject, voice)),
        note=prose(f"This design of {subject.name} was outlined offline, by rule; its mood is {mood}"),
    )


def _principles(subject: Subject, voice: Voice, mood: str) -> list[str]:
    user, thing = subject.users[0], subject.things[0]
    told = {
        "calm": (
            f"One thing at a time: a screen of {subject.name} shows {thing.one} or a list of {thing.many}, never both"
        ),
        "playful": f"A good moment is shown: when {user} {subject.tasks[0]}, {subject.name} is glad with them",
        "serious": f"Density before decoration: twenty {thing.many} fit on one screen of {subject.name}",
        "warm": f"People before things: behind each {thing.noun} stands the name of who has it",
    }
    return [
        prose(told[mood]),
        prose(f"The way to {subject.tasks[0]} begins on the first screen that {user} see"),
        prose(
            voice.pick(
                "principle",
                f"Words are those of {user}: “{thing.noun}”, and never “item” or “record”",
                f"Nothing about {thing.many} is lost by leaving a screen of {subject.name}",
                f"Whoever cannot {subject.tasks[-1]} is told why before trying",
            )
        ),
    ]


def _colors(subject: Subject, mood: str) -> list[BrandColor]:
    seed = blake2b(f"{subject.name}/{mood}".encode(errors="replace"), digest_size=2).digest()
    brand = brand_color(subject.said("brand_color"), mood=mood, seed=int.from_bytes(seed))
    return [
        BrandColor(name="brand", value=brand, use=line(f"Actions of {subject.users[0]}: {subject.tasks[0]}")),
        BrandColor(name="ink", value=ink(brand), use=line(f"Text about {subject.things[0].many}")),
        BrandColor(name="ground", value=tint(brand), use=line(f"Behind lists of {subject.things[0].many}")),
        BrandColor(name="alarm", value="#b3261e", use=line(f"What went wrong with {subject.things[0].one}")),
    ]


def _components(subject: Subject) -> list[str]:
    found = [line(f"{thing.noun} card") for thing in subject.things[:8]]
    found += [line(f"{thing.noun} form") for thing in subject.things[:4]]
    return [*found, line(f"confirmation to {subject.tasks[0]}"), line(f"empty list of {subject.things[0].many}")]


def _screens(subject: Subject, voice: Voice) -> Iterator[OutlinedScreen]:
    named = [*subject.chosen("key_screens"), *filter(None, map(named_by, subject.remarks))]
    workflows = {told(row.get("name")).lower(): row for row in subject.seen("workflow-compiler", "workflows")}
    tasks = (
        subject.tasks[:2]
        if subject.stance == "lean"
        else [*subject.tasks, *(told(row.get("name")) for row in workflows.values() if told(row.get("name")))]
    )
    for title in unique(lowered(each) for each in [*named, *tasks])[:_MOST]:
        thing = subject.thing_in(title)
        yield OutlinedScreen(
            name=line(title),
            purpose=prose(f"{capitalised(subject.users[0])} come here for {thing.one}: {title}"),
            elements=[
                line(
                    voice.pick(
                        f"element {title}",
                        f"The {thing.noun} with its state",
                        f"List of {thing.many}, the newest first",
                        f"Search in {thing.many}",
                    )
                ),
                line(f"Button: {title}"),
                line(f"What is shown without any {thing.noun}: how {listed(list(subject.users[:2]))} begin"),
                line(f"What is shown when it fails: the reason, and the {thing.noun} as it was"),
                *_steps_of(workflows.get(title.lower(), {})),
            ],
        )


def _steps_of(workflow: Mapping[str, Any]) -> list[str]:
    """An element for each step of a workflow that was seen."""
    steps = [told(step.get("name")) for step in rows_of(workflow, "steps")]
    return [line(f"Step {number}: {step}") for number, step in enumerate(filter(None, steps), start=1)][:10]

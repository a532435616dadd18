"""ScreenPlan: the screens that show how the product is used, the one that was asked for first."""

from collections.abc import Mapping

from workers.language_models.offline.grammar import capitalised, sentence
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import PlannedScreen, ScreenPlan
from workers.language_models.offline.writers.screens.sketch import TEXT, line, product_name, prose

_MOST = 5


def screen_plan(reading: Reading) -> ScreenPlan:
    """Four or five screens: the door, the first use, the every-day use, and what stays behind it."""
    f, voice = reading.facts, Voice(reading, "screen plan")
    target = _target(reading)
    usual = [_landing(reading), _dashboard(reading), voice.pick("making", _making(reading), _catalogue(reading))]
    usual += [_onboarding(reading), _settings(reading)]
    screens = [target] if target else []
    for screen in usual:
        if screen["id"] not in {one["id"] for one in screens} and not _stands_for(screen, target):
            screens.append(screen)
    note = f"These screens of {f.the_product} were planned offline, by rule, from the brief."
    told = [f"{one['name']} {one['description']}" for one in screens[:_MOST]]
    tagline = _tagline(reading, voice)
    rest = covering(reading, note, tagline, *told)
    return ScreenPlan(
        product=product_name(reading),
        tagline=tagline,
        language="en",
        screens=screens[:_MOST],
        note=prose(f"{note} {rest}".strip()),
    )


def _target(reading: Reading) -> PlannedScreen | None:
    asked = reading.material.get("target")
    if not isinstance(asked, Mapping):
        return None
    return PlannedScreen(
        id=str(asked.get("id") or "screen"),
        name=str(asked.get("name") or "Screen"),
        type=str(asked.get("type") or "other"),
        description=str(asked.get("description") or asked.get("name") or "The screen asked for")[:TEXT],
    )


def _stands_for(screen: PlannedScreen, target: PlannedScreen | None) -> bool:
    return target is not None and target["type"] == screen["type"]


def _tagline(reading: Reading, voice: Voice) -> str:
    f = reading.facts
    return line(
        voice.pick(
            "tagline",
            sentence(f"{f.purpose}, one clear step at a time"),
            sentence(f"where {f.crowd} {f.purpose}"),
            sentence(f"{f.doing} that fits into a real day"),
            sentence(f"the short way to {f.purpose}"),
        )
    )


def _landing(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="landing",
        name="Home",
        type="landing",
        description=prose(
            f"Says in one look what {f.the_product} does for {f.crowd}. Sections: hero, features, how it works, "
            "pricing, faq, call to action, footer"
        ),
    )


def _dashboard(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="dashboard",
        name="Overview",
        type="dashboard",
        description=prose(f"Where {f.crowd} see how {f.doing} goes. Sections: stats, list, chart, table"),
    )


def _making(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="new",
        name="Add",
        type="form",
        description=prose(f"Where {f.somebody} adds to {f.topic}. Sections: form, steps"),
    )


def _catalogue(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="all",
        name="All",
        type="list",
        description=prose(f"All {f.topic} in one place. Sections: list, chart"),
    )


def _onboarding(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="onboarding",
        name="Start",
        type="onboarding",
        description=prose(
            f"{capitalised(f.somebody)} gets to a first result with {f.topic}. Sections: hero, steps, form"
        ),
    )


def _settings(reading: Reading) -> PlannedScreen:
    f = reading.facts
    return PlannedScreen(
        id="settings",
        name="Settings",
        type="settings",
        description=prose(f"What {f.crowd} decide about reminders and about their {f.topic_noun} data"),
    )

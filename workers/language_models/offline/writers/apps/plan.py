"""AppPlan: a small app in which people keep what the idea is about."""

from workers.language_models.offline.grammar import capitalised, plural, sentence
from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import AppPlan, PlannedFeature, PlannedPage
from workers.language_models.offline.writers.apps.entity import planned_entity, thing_of
from workers.language_models.offline.writers.apps.kinds import fitting
from workers.language_models.offline.writers.screens.sketch import line, product_name, prose

_NAME = 60
_MOST_FEATURES = 8


def app_plan(reading: Reading) -> AppPlan:
    """What is kept, which pages say what it is for, and what it does."""
    f, voice = reading.facts, Voice(reading, "app plan")
    entity = planned_entity(reading, voice)
    things = entity["plural"].lower()
    tagline = voice.pick(
        "tagline",
        sentence(f"{f.purpose}, with every one of your {things} in view"),
        sentence(f"all {things} in one place, and what comes next"),
        sentence(f"less to keep in mind for {f.crowd}"),
    )
    summary = voice.pick(
        "summary",
        sentence(f"{f.the_product} helps {f.crowd} {f.purpose}: a list of {things}, a form and a page that sums it up"),
        sentence(f"with {f.the_product}, {f.crowd} enter {things}, tick off what is done and see how {f.doing} goes"),
    )
    features = _features(reading, voice, things)
    pages = _pages(reading, voice)
    note = f"This app for {f.the_product} was planned offline, by rule, from the brief; its examples are made up."
    told = [tagline, summary, note, *(f"{one['title']} {one['text']}" for one in features)]
    told += [f"{page['name']} {page['description']}" for page in pages]
    return AppPlan(
        name=product_name(reading)[:_NAME],
        tagline=line(tagline),
        summary=prose(summary),
        mood=voice.pick("mood", "calm", "warm", "playful", "technical", "editorial", "bold"),
        entity=entity,
        pages=pages,
        features=features,
        note=prose(f"{note} {covering(reading, *told)}".strip()),
    )


def _pages(reading: Reading, voice: Voice) -> list[PlannedPage]:
    f = reading.facts
    middle = voice.pick(
        "start page", "how it works in three steps", "three steps, then testimonials", "stats and steps"
    )
    start = f"Says what {f.the_product} does for {f.crowd}. Sections: hero, three features, {middle}, call to action"
    second = voice.pick(
        "second page",
        PlannedPage(
            name="Questions", description=f"What {f.crowd} ask before they start. Sections: faq, call to action"
        ),
        PlannedPage(name="How it works", description=f"How to {f.purpose}. Sections: three steps, faq"),
        PlannedPage(name="Why", description=f"Why {f.doing} is worth it. Sections: text about the mission, features"),
    )
    return [
        PlannedPage(name="Start", description=prose(start)),
        {**second, "description": prose(second["description"])},
    ]


def _features(reading: Reading, voice: Voice, things: str) -> list[PlannedFeature]:
    f = reading.facts
    one = thing_of(reading, fitting(reading))
    keeping = voice.pick(
        "keeping",
        f"{capitalised(f.crowd)} add, change, find and tick off {things}, and undo a slip.",
        f"One list holds all {things} of {f.somebody}; a search finds any of them by a word in it.",
        f"Adding one of the {things} takes {f.crowd} a title and nothing else; the rest can follow.",
    )
    summing = voice.pick(
        "summing up",
        f"A dashboard tells {f.crowd} what was done in the last seven days and what comes next.",
        f"Seven days at a glance, and the next {things} for {f.crowd} right beside them.",
        f"{capitalised(f.somebody)} sees on one page how many {things} are done, and which wait.",
    )
    owning = voice.pick(
        "owning",
        f"What {f.crowd} enter is kept in their own browser, and can be exported and deleted at any time.",
        f"No account and no server: {f.topic_noun} data of {f.crowd} never leaves their device.",
        f"{capitalised(f.crowd)} take their {things} along as one file, or delete them for good.",
    )
    rows = [
        (voice.pick("list", f"{capitalised(plural(one))} in one list", f"All {things} of {f.crowd}"), keeping),
        (voice.pick("overview", f"How {f.doing} goes", f"The week of {f.crowd}"), summing),
        (voice.pick("data", f"{capitalised(f.topic_noun)} data that stays with you", f"Private to {f.crowd}"), owning),
    ]
    rows += [
        (capitalised(feature), f"{capitalised(f.the_product)} offers {feature}, as the brief asks.")
        for feature in f.features
    ]
    return [PlannedFeature(title=line(title), text=prose(text)) for title, text in rows[:_MOST_FEATURES]]

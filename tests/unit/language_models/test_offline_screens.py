"""Screens written offline: what a description lists is what comes, whatever the product and whatever the words."""

from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.language_models.varied_ideas import DIFFICULT, IDEAS, reading_of, strings
from workers.agents.design.outputs import Brand, ScreenPlan
from workers.agents.pages.sections import Screen, ScreenType
from workers.language_models.offline.writers.screens.brand import brand
from workers.language_models.offline.writers.screens.plan import screen_plan
from workers.language_models.offline.writers.screens.request import wanted_sections
from workers.language_models.offline.writers.screens.screen import screen

HABITS = "AI-powered habit tracker for remote workers"
DESCRIPTIONS = {
    "Design the landing page. Hero with bold value prop, three feature cards, pricing tiers, footer. Modern minimal "
    "aesthetic.": ["hero", "features", "pricing", "footer"],
    "Hero with bold value prop, three feature cards, pricing tiers, footer": ["hero", "features", "pricing", "footer"],
    "Dashboard with streak stats, a weekly progress chart and today's habits list": ["stats", "chart", "entries"],
    "Landing: hero, how it works in 4 steps, testimonials, FAQ with five questions, newsletter signup, footer": [
        "hero", "steps", "voices", "faq", "form", "footer",
    ],
    "A recipe list with search, filters by cuisine, and a footer": ["entries", "form", "footer"],
    "A pricing page with two tiers and a comparison table": ["pricing", "table"],
    "Navigation bar, sidebar, chart; table": ["chart", "table"],
    "Chart above a list of meal plans, then a call to action": ["chart", "entries", "call_to_action"],
    "Footer, hero": ["hero", "footer"],
    "Design the settings form": ["form"],
    "Onboarding in three steps": ["steps"],
    "Make it warmer and greener": [],
    "Design a dashboard for a bakery": [],
}  # fmt: skip


def asked(description: str, type: str = "landing", **material: Any) -> Screen:
    told = {"id": "it", "name": "It", "type": type, "description": description}
    idea = material.pop("idea", HABITS)
    return Screen.model_validate(screen(reading_of(idea, screen=told, **material)))


@pytest.mark.parametrize(("description", "kinds"), DESCRIPTIONS.items())
def test_a_description_s_sections_are_read_in_their_order(description: str, kinds: list[str]) -> None:
    assert [wanted.kind for wanted in wanted_sections(description)] == kinds


@pytest.mark.parametrize("idea", IDEAS)
def test_a_screen_has_exactly_the_sections_that_its_description_lists(idea: str) -> None:
    made = asked("Hero with bold value prop, three feature cards, pricing tiers, footer", idea=idea)
    assert [section.kind for section in made.sections] == ["hero", "features", "pricing", "footer"]


@pytest.mark.parametrize("count", [2, 3, 4])
def test_numbers_are_kept(count: int) -> None:
    word = {2: "two", 3: "three", 4: "four"}[count]
    features, pricing, steps = asked(f"{word} feature cards, {count} pricing tiers, {word} steps").sections
    assert [len(features.items), len(pricing.tiers), len(steps.items)] == [count] * 3  # type: ignore[union-attr]


def test_what_a_section_is_to_hold_is_in_it() -> None:
    form, stats, table = asked(
        "A form with full name, email, due date and newsletter toggle, stats: kept, missed, moved; "
        "a table with columns date, amount, status"
    ).sections
    assert [(field.label, field.type) for field in form.fields][:3] == [  # type: ignore[union-attr]
        ("Name", "text"),
        ("Email", "email"),
        ("Due date", "date"),
    ]
    assert [stat.label for stat in stats.items] == ["Kept", "Missed", "Moved"]  # type: ignore[union-attr]
    assert table.columns == ["Date", "Amount", "Status"]  # type: ignore[union-attr]


def test_one_wish_is_added_to_what_a_screen_of_its_type_has_anyway() -> None:
    assert [section.kind for section in asked("A dashboard with five stats", "dashboard").sections] == [
        "stats", "entries", "chart", "table",
    ]  # fmt: skip
    with_voices = [section.kind for section in asked("The landing page, with testimonials").sections]
    assert with_voices.index("voices") == with_voices.index("call_to_action") - 1


@pytest.mark.parametrize("type", get_args(ScreenType))
@pytest.mark.parametrize("idea", [*IDEAS, *DIFFICULT.values()])
def test_every_type_of_screen_is_whole_for_every_idea(type: str, idea: str) -> None:
    made = asked("", type, idea=idea)
    assert made.sections
    assert all(text.strip() for text in strings(made.model_dump(mode="json")))


def test_types_of_screens_differ() -> None:
    made = {type: str([section.kind for section in asked("", type).sections]) for type in get_args(ScreenType)}
    assert len(set(made.values())) == len(made)


@settings(max_examples=150)
@given(
    description=st.text(max_size=300) | st.lists(st.sampled_from(" ".join(DESCRIPTIONS).split())).map(" ".join),
    type=st.sampled_from(get_args(ScreenType)),
    word=st.text(max_size=200),
)
def test_any_description_gives_a_valid_screen(description: str, type: str, word: str) -> None:
    made = asked(
        description,
        type,
        product={"name": word},
        screens=[{"id": "a", "name": word, "type": word}, 7, {}],
        prd={"features": [{"title": word, "description": word}, word]},
    )
    assert 1 <= len(made.sections) <= 10


@settings(max_examples=50)
@given(word=st.text(max_size=200), other=st.text(max_size=50))
def test_any_material_gives_a_valid_look_and_plan(word: str, other: str) -> None:
    look = brand(reading_of(HABITS, wishes={"words": [word], "colour": other}, currentBrand={"mood": other}))
    assert Brand.model_validate(look).mood.strip()
    target = {"id": "it", "name": "It", "type": "list", "description": word}
    plan = ScreenPlan.model_validate(screen_plan(reading_of(word, target=target)))
    assert plan.screens[0].id == "it"


def test_actions_lead_to_screens_that_there_are() -> None:
    others = [{"id": "home", "name": "Home", "type": "landing"}, {"id": "day", "name": "Day", "type": "dashboard"}]
    made = asked("", "landing", screens=[*others, {"id": "it", "name": "It", "type": "landing"}])
    targets = {action["target"] for action in _actions(made.model_dump())}
    assert targets == {"home", "day"} & targets
    assert "day" in targets


def test_the_prd_s_features_are_among_the_cards() -> None:
    rows = [{"title": f"Feature {number}", "description": "Does it.", "priority": "must"} for number in range(3)]
    features = asked("five feature cards, footer", prd={"features": rows}).sections[0]
    assert sum(item.title.startswith("Feature ") for item in features.items) == 2  # type: ignore[union-attr]


def test_a_plan_begins_with_its_target_and_has_each_kind_of_screen_once() -> None:
    target = {"id": "weekly", "name": "Weekly review", "type": "dashboard", "description": "chart, list"}
    plan = screen_plan(reading_of(HABITS, target=target))
    assert plan["screens"][0] == target
    types = [planned["type"] for planned in plan["screens"]]
    assert len(set(types)) == len(types)
    assert 3 <= len(types) <= 5


def test_what_the_user_asks_of_a_look_is_taken_over() -> None:
    look = brand(reading_of(HABITS, wishes={"words": ["retro", "warm"], "colour": "#123456"}))
    assert (look["mood"], look["primary"]) == ("retro, warm", "#123456")
    kept = brand(reading_of(HABITS, currentBrand={"mood": "bold", "primary": "#654321"}))
    assert (kept["mood"], kept["primary"]) == ("bold", "#654321")


def test_looks_differ_between_ideas() -> None:
    assert len({brand(reading_of(idea))["mood"] for idea in IDEAS}) > len(IDEAS) / 2


def _actions(value: Any) -> list[dict[str, str]]:
    if isinstance(value, dict):
        here = [value] if set(value) == {"label", "target"} else []
        return here + [action for part in value.values() for action in _actions(part)]
    return [action for part in value for action in _actions(part)] if isinstance(value, list) else []

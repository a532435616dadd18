"""Which screen a request is about."""

from typing import Any

import pytest

from workers.agents.design.material import look_asked_for, product_text
from workers.agents.design.target import screen_id, target_of


def said(text: str, **target: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], "targetScreen": target or None}


@pytest.mark.parametrize(
    ("text", "id", "type", "named"),
    [
        ("Design the landing page. Hero, three cards, footer.", "landing", "landing", True),
        ("Add a settings screen for notifications", "settings", "settings", True),
        ("Design the billing page with an invoices table", "billing", "list", True),
        ("Design a dashboard with streak chart and today's habits", "dashboard", "dashboard", True),
        ("Onboarding in three steps", "onboarding", "onboarding", True),
        ("A list of recipes with search", "list", "list", True),
        ("The weekly review screen: chart, entries", "weekly-review", "other", True),
        ("Add a button to the dashboard", "dashboard", "dashboard", True),
        ("Design a habit tracker app", "landing", "landing", False),
        ("Make the headline bolder", "landing", "landing", False),
    ],
)
def test_the_target_is_filled_in_from_the_description(text: str, id: str, type: str, named: bool) -> None:
    target = target_of(said(text))
    assert target
    assert (target.id, target.type, target.named, target.description) == (id, type, named, text)


@pytest.mark.parametrize(
    ("given", "id", "name", "type"),
    [
        ({"name": "Weekly review"}, "weekly-review", "Weekly review", "other"),
        ({"id": "user_profile"}, "user-profile", "User profile", "settings"),
        ({"type": "pricing"}, "pricing", "Pricing", "pricing"),
        ({"name": "New habit"}, "new-habit", "New habit", "form"),
        ({"id": "x", "name": "Y", "type": "weird"}, "x", "Y", "other"),
        ({"id": "index"}, "index-screen", "Index", "other"),
        ({"id": "../../etc/passwd"}, "etc-passwd", "../../etc/passwd", "other"),
        ({"name": "Réglages"}, "reglages", "Réglages", "other"),
    ],
)
def test_what_the_target_says_wins_over_the_description(given: dict[str, str], id: str, name: str, type: str) -> None:
    target = target_of(said("Design the dashboard", **given))
    assert target
    assert (target.id, target.name, target.type, target.named) == (id, name, type, True)


@pytest.mark.parametrize(
    "input", [{}, {"messages": []}, {"targetScreen": {}}, {"targetScreen": {"id": "\x00"}}, said(" ")]
)
def test_a_request_without_words_is_about_no_screen(input: dict[str, Any]) -> None:
    assert target_of(input) is None


def test_only_the_last_thing_that_the_user_said_is_the_description() -> None:
    messages = [
        {"role": "user", "content": "Design the settings"},
        {"role": "assistant", "content": "Here it is"},
        {"role": "user", "content": "Now the dashboard"},
        {"role": "assistant", "content": "The landing page, then?"},
    ]
    target = target_of({"messages": messages})
    assert target
    assert (target.id, target.description) == ("dashboard", "Now the dashboard")


def test_names_without_a_latin_letter_have_ids_of_their_own() -> None:
    assert len({screen_id("設定"), screen_id("日程"), screen_id("الإعدادات")}) == 3


@pytest.mark.parametrize("text", ["", "!!!", "a" * 500, "Ünïcode Bücher", "INDEX", "-", "a--b"])
def test_ids_are_names_of_files(text: str) -> None:
    id = screen_id(text)
    assert 0 < len(id) <= 48
    assert set(id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert screen_id(id) == id


@pytest.mark.parametrize(
    ("text", "words", "colour"),
    [
        ("Hero with bold value prop. Modern minimal aesthetic.", ["modern", "minimal"], False),
        ("Make it playful and green", ["playful"], True),
    ],
)
def test_a_look_is_asked_for_in_words(text: str, words: list[str], colour: bool) -> None:
    asked = look_asked_for(text)
    assert asked
    assert set(words) <= set(asked["words"])
    assert bool(asked["colour"]) is colour


def test_no_word_about_the_look_is_no_wish() -> None:
    assert look_asked_for("A list of recipes, then a table") is None


def test_without_an_idea_the_request_s_words_about_the_product_stand_in() -> None:
    assert product_text(said("Design a dashboard for a bakery that wastes bread"), {}) == "a bakery that wastes bread"
    assert product_text(said("Hero, three cards, footer"), {}) == ""
    assert product_text(said("Design the hero"), {"idea": "Bees"}) == "Bees"

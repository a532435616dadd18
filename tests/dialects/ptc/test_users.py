"""Users as their clients name them, and preferences that grow by merging."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.dialects.ptc.callers import Caller, new_caller, refused, sentence, told

PROFILE = {
    "email": "user@example.com",
    "name": "John Doe",
    "avatar_url": "https://example.com/a.png",
    "timezone": "America/New_York",
    "locale": "en-US",
}


def test_a_user_is_made_once_and_shown_with_what_he_likes(caller: Caller) -> None:
    made = told(caller.post("/users", PROFILE), 201)

    assert made | PROFILE == made
    assert made["user_id"] == "user-123"
    assert (made["onboarding_completed"], made["last_login_at"]) == (False, None)
    assert told(caller.get("/users/me")) == {"user": made, "preferences": None}
    assert sentence(caller.post("/users", {}), 409) == "User already exists"


def test_a_change_touches_only_what_it_names(caller: Caller) -> None:
    assert sentence(caller.put("/users/me", {"name": "Nobody"}), 404) == "User not found"
    told(caller.post("/users", PROFILE), 201)

    changed = told(caller.put("/users/me", {"name": "Jane", "onboarding_completed": True, "email": None, "x": 1}))

    assert changed["user"] | PROFILE | {"name": "Jane"} == changed["user"]
    assert changed["user"]["onboarding_completed"] is True
    assert told(caller.get("/users/me")) == changed
    assert told(caller.put("/users/me", {}))["user"]["name"] == "Jane"


def test_preferences_are_merged_key_by_key_and_keep_words_of_the_clients_own(caller: Caller) -> None:
    path = "/users/me/preferences"
    assert sentence(caller.get(path), 404) == "User not found"
    assert sentence(caller.put(path, {"other_preference": {}}), 404) == "User not found"
    told(caller.post("/users", {}), 201)
    assert sentence(caller.get(path), 404) == "Preferences not found"

    first = told(
        caller.put(
            path,
            {
                "risk_preference": {"risk_tolerance": "medium", "own": None},
                "investment_preference": {"holding_period": "long_term", "sectors": ["chips"]},
                "other_preference": {"news": {"daily": True}},
            },
        )
    )
    second = told(
        caller.put(
            path,
            {
                "investment_preference": {"analysis_focus": "moat", "holding_period": None},
                "agent_preference": {"output_style": "deep_dive"},
                "other_preference": None,
            },
        )
    )

    assert first["risk_preference"] == {"risk_tolerance": "medium"}
    assert second["preference_id"] == first["preference_id"]
    assert second["risk_preference"] == {"risk_tolerance": "medium"}
    assert second["investment_preference"] == {
        "company_interest": None,
        "holding_period": None,
        "analysis_focus": "moat",
        "sectors": ["chips"],
    }
    assert second["agent_preference"] == {"output_style": "deep_dive"}
    assert second["other_preference"] == {"news": {"daily": True}}
    assert told(caller.get(path)) == second == told(caller.get("/users/me"))["preferences"]


def test_preferences_cannot_grow_for_ever(caller: Caller) -> None:
    told(caller.post("/users", {}), 201)

    statuses = [
        caller.put("/users/me/preferences", {"other_preference": {f"key {n}": "x" * 15_000}}).status_code
        for n in range(6)
    ]

    assert statuses == [200] * 4 + [400] * 2
    assert len(told(caller.get("/users/me/preferences"))["other_preference"]) == 4


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/users/me", {"name": "x" * 256}, "name"),
        ("/users/me", {"locale": "x" * 21}, "locale"),
        ("/users/me", {"timezone": 7}, "timezone"),
        ("/users/me", {"onboarding_completed": "yes"}, "onboarding_completed"),
        ("/users/me/preferences", {"risk_preference": {"risk_tolerance": "none"}}, "risk_preference.risk_tolerance"),
        ("/users/me/preferences", {"agent_preference": []}, "agent_preference"),
        ("/users/me/preferences", {"other_preference": {"x": "y" * 17_000}}, "other_preference"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(caller: Caller, path: str, body: object, field: str) -> None:
    assert refused(caller.put(path, body)) == {field}


def test_without_a_user_in_the_header_nothing_is_done(caller: Caller) -> None:
    nobody = caller.as_user(None)
    for method, path in (
        ("POST", "/users"),
        ("GET", "/users/me"),
        ("GET", "/users/me/portfolio"),
        ("GET", "/users/me/watchlists/default"),
        ("DELETE", "/users/me/watchlists/default/items/x"),
    ):
        body = told(nobody.send(method, path, {} if method == "POST" else None), 422)
        assert body["detail"][0]["loc"] == ["header", "X-User-Id"]


def test_the_same_name_in_two_tenants_is_two_users(app: Flask, owner: Engine, caller: Caller) -> None:
    other = new_caller(app, owner)
    told(caller.post("/users", {"name": "Here"}), 201)

    sentence(other.get("/users/me"), 404)
    told(other.post("/users", {"name": "There"}), 201)

    assert told(caller.get("/users/me"))["user"]["name"] == "Here"


def test_of_many_who_make_the_same_user_at_once_one_succeeds(caller: Caller) -> None:
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: caller.post("/users", {}).status_code, range(4)))

    assert sorted(statuses) == [201, 409, 409, 409]

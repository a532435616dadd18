"""Signing up without a key, and what a project is."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.factory import create_app
from app.settings import Settings
from tests.dialects.clients import services_of, shut_down
from tests.dialects.prompt_registry.registry import BASE, Registry, data, new_project, problem

MakeApp = Callable[..., AbstractContextManager[Flask]]


@pytest.fixture
def app_with(api_settings: Settings) -> MakeApp:
    """Makes applications with other settings."""

    @contextmanager
    def make(**settings: Any) -> Iterator[Flask]:
        made = create_app(replace(api_settings, **settings))
        yield made
        shut_down(made)

    return make


@pytest.fixture
def forget_signups(app: Flask) -> None:
    """Have the limit count from nothing."""
    client = services_of(app).redis
    for key in client.scan_iter("*signups*"):
        client.delete(key)


def sign_up(app: Flask, address: str) -> Any:
    return app.test_client().post(f"{BASE}/projects", json={"name": "x"}, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", {}, {"name": ""}, {"name": "  "}, {"name": None}, {"name": 7}, {"name": "x" * 201}, {"name": "a\nb"}],
)
def test_a_project_has_a_name(app: Flask, body: Any) -> None:
    assert problem(Registry(app, key=None).post("/projects", body))[0] == 400


def test_the_name_may_have_any_printable_letters(app: Flask) -> None:
    assert data(new_project(app, "  Łódź 日本 “AI” ").get("/projects/me"))["name"] == "Łódź 日本 “AI”"


def test_the_first_key_is_for_production_and_is_not_stored(app: Flask, owner: Engine) -> None:
    registry = new_project(app)

    (key,) = data(registry.get("/api-keys"))
    assert (key["environment"], key["label"], key["revokedAt"]) == ("production", "Initial key", None)
    assert key["lastUsedAt"] is not None
    with owner.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM api_keys WHERE family = 'prompt_registry'")).all())
    assert registry.key is not None
    assert registry.key not in rows


def test_where_signing_up_is_closed_nobody_gets_a_project(app_with: MakeApp) -> None:
    with app_with(open_signup=False) as closed:
        assert problem(Registry(closed, key=None).post("/projects", {"name": "x"})) == (403, "signup_closed")


@pytest.mark.usefixtures("forget_signups")
def test_one_address_makes_so_many_projects_an_hour(app_with: MakeApp) -> None:
    with app_with(signups_per_hour=2) as limited:
        assert [sign_up(limited, "203.0.113.7").status_code for _ in range(2)] == [201, 201]
        refused = sign_up(limited, "203.0.113.7")
        assert problem(refused) == (429, "rate_limited")
        assert 1 <= int(refused.headers["Retry-After"]) <= 3601
        assert "new projects" in refused.get_json()["error"]["message"]
        assert sign_up(limited, "203.0.113.8").status_code == 201


@pytest.mark.usefixtures("forget_signups")
def test_all_addresses_of_one_ipv6_network_count_as_one(app_with: MakeApp) -> None:
    with app_with(signups_per_hour=1) as limited:
        assert sign_up(limited, "2001:db8:1:2::1").status_code == 201
        assert sign_up(limited, "2001:db8:1:2:ffff::9").status_code == 429
        assert sign_up(limited, "2001:db8:1:3::1").status_code == 201
        assert sign_up(limited, "::ffff:198.51.100.1").status_code == 201
        assert sign_up(limited, "198.51.100.1").status_code == 429


@pytest.mark.usefixtures("forget_signups")
def test_the_limit_holds_without_redis(app_with: MakeApp) -> None:
    with app_with(signups_per_hour=1, redis_url="redis://127.0.0.1:1/0") as limited:
        assert sign_up(limited, "203.0.113.9").status_code == 201
        assert sign_up(limited, "203.0.113.9").status_code == 429


def test_name_and_guard_of_a_project_can_be_changed(registry: Registry) -> None:
    assert data(registry.get("/projects/me"))["requireApproval"] is False

    changed = data(registry.patch("/projects/me", {"name": "New name", "requireApproval": True}))

    assert (changed["name"], changed["requireApproval"]) == ("New name", True)
    assert data(registry.patch("/projects/me", {})) == changed == data(registry.get("/projects/me"))


@pytest.mark.parametrize("body", [{"requireApproval": "yes"}, {"requireApproval": 1}, {"name": " "}])
def test_a_change_that_does_not_fit_is_refused(registry: Registry, body: dict[str, Any]) -> None:
    assert problem(registry.patch("/projects/me", body)) == (400, "validation_failed")


@pytest.mark.parametrize("environment", ["dev", "staging"])
def test_only_a_production_key_changes_the_project(registry: Registry, environment: str) -> None:
    lesser = registry.with_key(environment)

    assert problem(lesser.patch("/projects/me", {"requireApproval": False})) == (403, "wrong_environment")
    assert data(lesser.get("/projects/me"))["environment"] == environment

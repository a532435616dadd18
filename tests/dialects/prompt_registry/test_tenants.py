"""Two projects: for every route, another project's things look exactly like things that do not exist.

The rows are checked against the application's own list of routes, so that a route without a row fails.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from app.api.credentials import PUBLIC, declared
from app.api.dialects.prompt_registry.dialect import PATHS
from tests.dialects.prompt_registry.registry import BASE, Registry, data, new_project

NOBODYS = "01a2011d-1608-7419-b1ee-63f76f701654"


@dataclass(frozen=True, kw_only=True)
class Things:
    """What a project has."""

    prompt: str
    version: str
    approval: str
    key: str
    slug: str


NOTHING = Things(prompt=NOBODYS, version=NOBODYS, approval=NOBODYS, key=NOBODYS, slug="nobodys")

Ask = Callable[[Things], tuple[str, Any]]
"""From things to the path and the body of a request for them."""

ASKS: dict[tuple[str, str], Ask] = {
    ("GET", "/prompts/<prompt_id>"): lambda its: (f"/prompts/{its.prompt}", None),
    ("DELETE", "/prompts/<prompt_id>"): lambda its: (f"/prompts/{its.prompt}", None),
    ("POST", "/prompts/<prompt_id>/versions"): lambda its: (
        f"/prompts/{its.prompt}/versions",
        {"systemPrompt": "mine now"},
    ),
    ("GET", "/prompts/<prompt_id>/versions"): lambda its: (f"/prompts/{its.prompt}/versions", None),
    ("GET", "/prompts/<prompt_id>/versions/<version>"): lambda its: (
        f"/prompts/{its.prompt}/versions/{its.version}",
        None,
    ),
    ("GET", "/prompts/<prompt_id>/versions/<version>/diff/<other>"): lambda its: (
        f"/prompts/{its.prompt}/versions/{its.version}/diff/{its.version}",
        None,
    ),
    ("POST", "/prompts/<prompt_id>/promote"): lambda its: (
        f"/prompts/{its.prompt}/promote",
        {"environment": "production", "versionId": its.version},
    ),
    ("POST", "/prompts/<prompt_id>/rollback"): lambda its: (
        f"/prompts/{its.prompt}/rollback",
        {"environment": "dev"},
    ),
    ("PUT", "/prompts/<prompt_id>/rollout"): lambda its: (
        f"/prompts/{its.prompt}/rollout",
        {"environment": "dev", "weights": [{"versionId": its.version, "weight": 1}]},
    ),
    ("GET", "/prompts/<prompt_id>/deployments"): lambda its: (f"/prompts/{its.prompt}/deployments", None),
    ("GET", "/prompts/<prompt_id>/approvals"): lambda its: (f"/prompts/{its.prompt}/approvals", None),
    ("POST", "/prompts/<prompt_id>/approvals/<approval_id>/approve"): lambda its: (
        f"/prompts/{its.prompt}/approvals/{its.approval}/approve",
        None,
    ),
    ("POST", "/prompts/<prompt_id>/approvals/<approval_id>/reject"): lambda its: (
        f"/prompts/{its.prompt}/approvals/{its.approval}/reject",
        None,
    ),
    ("GET", "/prompts/<prompt_id>/usage"): lambda its: (f"/prompts/{its.prompt}/usage", None),
    ("GET", "/prompts/<slug>/resolve"): lambda its: (f"/prompts/{its.slug}/resolve", None),
    ("POST", "/prompts/<slug>/render"): lambda its: (f"/prompts/{its.slug}/render", {"versionId": its.version}),
    ("DELETE", "/api-keys/<key_id>"): lambda its: (f"/api-keys/{its.key}", None),
}

ABOUT_ONESELF = {
    ("GET", "/projects/me"),
    ("PATCH", "/projects/me"),
    ("GET", "/prompts"),
    ("POST", "/prompts"),
    ("GET", "/api-keys"),
    ("POST", "/api-keys"),
}
"""Routes that name nothing: they have the key's project and no other."""


@pytest.fixture
def theirs(registry: Registry) -> Things:
    """The things of the fixture's project, one of each kind."""
    prompt = registry.prompt("theirs")
    version = registry.version(prompt)["id"]
    registry.promote(prompt, registry.version(prompt)["id"])
    registry.patch("/projects/me", {"requireApproval": True})
    approval = data(registry.promote(prompt, version), 202)["id"]
    (key,) = data(registry.get("/api-keys"))
    return Things(prompt=prompt, version=version, approval=approval, key=key["id"], slug="theirs")


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every route of the registry that takes a key, as (method, path below /api/v1)."""
    return {
        (method, rule.rule.removeprefix(BASE))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(PATHS) and declared(app.view_functions[rule.endpoint]) is not PUBLIC
    }


def told(client: Registry, method: str, asked: tuple[str, Any]) -> tuple[int, Any]:
    """Status and body without the request's id."""
    response = client.send(method, *asked)
    body = response.get_json()
    body.get("error", {}).pop("traceId", None)
    return response.status_code, body


def everything(client: Registry, things: Things) -> list[Any]:
    """All that a project can see of itself, but for the time of its key's use."""
    paths = (f"/prompts/{things.prompt}", f"/prompts/{things.prompt}/deployments", "/prompts", "/projects/me")
    seen = [client.get(path).get_json() for path in (*paths, f"/prompts/{things.prompt}/approvals")]
    keys = data(client.get("/api-keys"))
    return [*seen, [{**key, "lastUsedAt": None} for key in keys]]


def test_every_route_has_a_row(app: Flask) -> None:
    assert routes(app) == set(ASKS) | ABOUT_ONESELF


@pytest.mark.parametrize("route", ASKS, ids=" ".join)
def test_anothers_things_look_like_things_that_do_not_exist(
    app: Flask, registry: Registry, theirs: Things, route: tuple[str, str]
) -> None:
    stranger = new_project(app, "Somebody else")
    before = everything(registry, theirs)

    status, body = told(stranger, route[0], ASKS[route](theirs))

    assert (status, body) == told(stranger, route[0], ASKS[route](NOTHING))
    assert (status, body["error"]["code"]) == (404, "not_found")
    assert everything(registry, theirs) == before


@pytest.mark.parametrize("route", [*ASKS, *sorted(ABOUT_ONESELF)], ids=" ".join)
def test_no_route_opens_without_a_key_or_with_a_revoked_one(
    app: Flask, registry: Registry, theirs: Things, route: tuple[str, str]
) -> None:
    method, path = route
    revoked = registry.with_key("dev")
    for key in data(registry.get("/api-keys")):
        if key["environment"] == "dev":
            registry.delete(f"/api-keys/{key['id']}")
    asked = ASKS[route](theirs) if route in ASKS else (path, None)

    for client in (revoked, Registry(app, key=None)):
        status, body = told(client, method, asked)
        assert (status, body["error"]["code"]) == (401, "unauthenticated")


def test_lists_never_count_what_others_have(app: Flask, registry: Registry, theirs: Things) -> None:
    stranger = new_project(app, "Somebody else")

    assert stranger.get("/prompts").get_json() == {
        "data": [],
        "pagination": {"total": 0, "limit": 1000, "offset": 0},
    }
    assert len(data(stranger.get("/api-keys"))) == 1
    assert data(stranger.get("/projects/me"))["name"] == "Somebody else"


def test_a_slug_that_others_have_is_free(app: Flask, registry: Registry, theirs: Things) -> None:
    stranger = new_project(app, "Somebody else")
    own = stranger.prompt("theirs")
    stranger.promote(own, stranger.version(own, systemPrompt="mine")["id"])

    assert data(stranger.resolve("theirs"))["systemPrompt"] == "mine"
    assert data(registry.resolve("theirs"))["versionNumber"] == 2


def test_anothers_version_does_not_fit_into_ones_own_prompt(app: Flask, registry: Registry, theirs: Things) -> None:
    stranger = new_project(app, "Somebody else")
    own = stranger.prompt("own")
    stranger.version(own)

    for method, asked in [
        ("POST", (f"/prompts/{own}/promote", {"environment": "production", "versionId": theirs.version})),
        (
            "PUT",
            (
                f"/prompts/{own}/rollout",
                {"environment": "dev", "weights": [{"versionId": theirs.version, "weight": 1}]},
            ),
        ),
        ("POST", ("/prompts/own/render", {"versionId": theirs.version})),
        ("GET", (f"/prompts/{own}/versions/1/diff/{theirs.version}", None)),
        ("POST", (f"/prompts/{own}/approvals/{theirs.approval}/approve", None)),
    ]:
        assert told(stranger, method, asked)[0] == 404, asked

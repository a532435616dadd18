"""Keys: made per environment, shown once, revoked at once."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.domain.accounts.key_texts import PROMPT_REGISTRY, new_key
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from tests.dialects.clients import BASE as PRODUCTOS_BASE
from tests.dialects.clients import SHARED_KEY, Client
from tests.dialects.prompt_registry.registry import Registry, data, problem

ENVIRONMENTS = ("dev", "staging", "production")


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Basic dXNlcjpwYXNz",
        "Bearer po_live_" + "x" * 49,
        f"Bearer {SHARED_KEY}",
        "Bearer é",
    ],
)
def test_without_a_key_that_opens_it_the_registry_is_closed(app: Flask, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = app.test_client().get("/api/v1/projects/me", headers=headers)

    assert problem(response) == (401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_well_formed_key_that_nobody_made_opens_nothing(app: Flask) -> None:
    assert problem(Registry(app, key=new_key(PROMPT_REGISTRY)).get("/prompts")) == (401, "unauthenticated")


def test_keys_of_one_api_do_not_open_another(app: Flask, registry: Registry, owner: Engine) -> None:
    with transaction(owner) as connection:
        productos = create_key(connection, owner="Ada").text

    assert problem(Registry(app, key=productos).get("/projects/me")) == (401, "unauthenticated")
    assert Client(app, key=registry.key).post(PRODUCTOS_BASE).status_code == 401


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_key_is_for_one_environment(registry: Registry, environment: str) -> None:
    made = data(registry.post("/api-keys", {"environment": environment}), 201)

    assert (made["environment"], made["label"], made["keyPrefix"]) == (environment, None, made["fullKey"][:12])
    assert made["fullKey"].startswith("po_live_")
    me = data(Registry(registry.app, key=made["fullKey"]).get("/projects/me"))
    assert (me["environment"], me["id"]) == (environment, data(registry.get("/projects/me"))["id"])


@pytest.mark.parametrize(
    "body", [{}, {"environment": "prod"}, {"environment": None}, {"environment": "dev", "label": "x" * 201}]
)
def test_a_key_that_does_not_fit_is_refused(registry: Registry, body: Any) -> None:
    assert problem(registry.post("/api-keys", body)) == (400, "validation_failed")


def test_a_label_may_be_blank(registry: Registry) -> None:
    assert data(registry.post("/api-keys", {"environment": "dev", "label": " "}), 201)["label"] is None


def test_the_list_shows_beginnings_and_revoked_keys_too(registry: Registry) -> None:
    made = data(registry.post("/api-keys", {"environment": "dev", "label": "old"}), 201)
    registry.delete(f"/api-keys/{made['id']}")

    listed = registry.get("/api-keys")

    first, revoked = data(listed)
    assert made["fullKey"] not in listed.text
    assert set(first) == {"id", "keyPrefix", "environment", "label", "createdAt", "lastUsedAt", "revokedAt"}
    assert (revoked["label"], revoked["lastUsedAt"], first["revokedAt"]) == ("old", None, None)
    assert revoked["revokedAt"] is not None


@pytest.mark.parametrize("holder", ENVIRONMENTS)
@pytest.mark.parametrize("wanted", ENVIRONMENTS)
def test_a_key_makes_and_revokes_keys_of_its_own_and_lesser_environments(
    registry: Registry, holder: str, wanted: str
) -> None:
    client = registry.with_key(holder)
    target = data(registry.post("/api-keys", {"environment": wanted}), 201)["id"]
    allowed = ENVIRONMENTS.index(holder) >= ENVIRONMENTS.index(wanted)

    made, revoked = client.post("/api-keys", {"environment": wanted}), client.delete(f"/api-keys/{target}")

    assert (made.status_code, revoked.status_code) == ((201, 200) if allowed else (403, 403))
    if not allowed:
        assert problem(made) == problem(revoked) == (403, "wrong_environment")


def test_a_revoked_key_is_closed_at_once_and_revoking_again_changes_nothing(registry: Registry) -> None:
    made = data(registry.post("/api-keys", {"environment": "dev"}), 201)
    client = Registry(registry.app, key=made["fullKey"])
    data(client.get("/prompts"))

    revoked = data(registry.delete(f"/api-keys/{made['id']}"))

    assert problem(client.get("/prompts")) == (401, "unauthenticated")
    assert data(registry.delete(f"/api-keys/{made['id']}")) == revoked


def test_the_last_key_may_be_revoked_and_then_nothing_opens_the_project(registry: Registry) -> None:
    (own,) = data(registry.get("/api-keys"))

    assert data(registry.delete(f"/api-keys/{own['id']}"))["revokedAt"] is not None
    assert problem(registry.get("/projects/me")) == (401, "unauthenticated")


def test_its_use_is_noted_at_most_once_a_minute(registry: Registry, owner: Engine) -> None:
    (own,) = data(registry.get("/api-keys"))

    def used_at() -> Any:
        with owner.connect() as connection:
            return connection.execute(
                text("SELECT last_used_at FROM api_keys WHERE id = :id"), {"id": own["id"]}
            ).scalar_one()

    first = used_at()
    registry.get("/prompts")
    assert used_at() == first

    with owner.begin() as connection:
        connection.execute(
            text("UPDATE api_keys SET last_used_at = now() - interval '2 minutes' WHERE id = :id"), {"id": own["id"]}
        )
    registry.get("/prompts")
    assert used_at() > first


@pytest.mark.parametrize("id", ["x", "01a2011d-1608-7419-b1ee-63f76f701654", "%00"])
def test_an_unknown_key_is_not_found(registry: Registry, id: str) -> None:
    assert problem(registry.delete(f"/api-keys/{id}")) == (404, "not_found")

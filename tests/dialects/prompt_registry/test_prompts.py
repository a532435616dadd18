"""Prompts: slugs, lists, deletion."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.mark.parametrize("slug", ["a", "7", "welcome-email", "snake_case", "a--b", "x" * 100])
def test_a_slug_fits_into_a_path(registry: Registry, slug: str) -> None:
    registry.version(registry.prompt(slug))

    assert data(registry.with_key("dev").resolve(slug))["slug"] == slug


@pytest.mark.parametrize(
    "slug", ["", " ", "Welcome", "a b", "a/b", "-a", "a-", "_", "é", "a.b", "x" * 101, "a\n", "a\x00b!", 7, None, ["a"]]
)
def test_another_slug_is_refused(registry: Registry, slug: Any) -> None:
    assert problem(registry.post("/prompts", {"slug": slug, "name": "x"})) == (400, "validation_failed")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {},
        {"slug": "a"},
        {"slug": "a", "name": ""},
        {"slug": "a", "name": "x" * 201},
        {"slug": "a", "name": "x", "description": "x" * 2001},
        {"slug": "a", "name": "x", "description": 1},
    ],
)
def test_a_prompt_that_does_not_fit_is_refused(registry: Registry, body: Any) -> None:
    assert problem(registry.post("/prompts", body))[0] == 400


def test_a_description_is_optional_and_unknown_fields_change_nothing(registry: Registry) -> None:
    body = {"slug": "a", "name": "x", "description": None, "id": "1", "latestVersion": 9, "tenant_id": "2"}

    made = data(registry.post("/prompts", body), 201)

    assert (made["description"], made["latestVersion"]) == (None, None)
    assert made["id"] != "1"


def test_a_slug_is_taken_once_and_free_again_after_deletion(registry: Registry) -> None:
    prompt = registry.prompt("twice")

    taken = registry.post("/prompts", {"slug": "twice", "name": "x"})

    assert problem(taken) == (409, "slug_taken")
    assert taken.get_json()["error"]["details"] == {"slug": "twice"}
    data(registry.delete(f"/prompts/{prompt}"))
    assert registry.prompt("twice") != prompt


def test_many_who_want_one_slug_at_once_make_one_prompt(registry: Registry) -> None:
    statuses: list[int] = []

    def create() -> None:
        statuses.append(registry.post("/prompts", {"slug": "wanted", "name": "x"}).status_code)

    threads = [threading.Thread(target=create) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [201] + [409] * 19
    assert registry.get("/prompts").get_json()["pagination"]["total"] == 1


def test_the_list_is_paged_newest_first(registry: Registry) -> None:
    for number in range(5):
        registry.prompt(f"p{number}")

    page = registry.get("/prompts?limit=2&offset=1").get_json()

    assert [each["slug"] for each in page["data"]] == ["p3", "p2"]
    assert page["pagination"] == {"total": 5, "limit": 2, "offset": 1}


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "offset=1.5"])
def test_a_page_that_does_not_exist_is_refused(registry: Registry, query: str) -> None:
    assert problem(registry.get(f"/prompts?{query}")) == (400, "validation_failed")


def test_deleting_takes_versions_deployments_rollouts_and_approvals_along(registry: Registry, owner: Engine) -> None:
    other, prompt = registry.prompt("other"), registry.prompt()
    registry.version(other)
    first, second = registry.version(prompt), registry.version(prompt)
    registry.roll_out(prompt, {first["id"]: 1, second["id"]: 1}, "staging")
    registry.promote(prompt, first["id"])
    registry.patch("/projects/me", {"requireApproval": True})
    registry.promote(prompt, second["id"])

    data(registry.delete(f"/prompts/{prompt}"))

    assert problem(registry.get(f"/prompts/{prompt}")) == (404, "not_found")
    assert problem(registry.resolve()) == (404, "not_found")
    with owner.connect() as connection:
        for table in ("prompt_versions", "prompt_deployments", "prompt_rollouts", "prompt_approvals"):
            left = connection.execute(text(f"SELECT count(*) FROM {table} WHERE prompt_id = :id"), {"id": prompt})
            assert left.scalar_one() == 0, table
    assert data(registry.get(f"/prompts/{other}"))["latestVersion"] == 1


@pytest.mark.parametrize("id", ["x", "01a2011d-1608-7419-b1ee-63f76f701654", "%00", "..%2f", "1" * 300])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_unknown_or_malformed_id_is_simply_not_found(registry: Registry, id: str, method: str) -> None:
    assert problem(registry.send(method, f"/prompts/{id}")) == (404, "not_found")

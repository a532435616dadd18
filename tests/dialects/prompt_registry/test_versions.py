"""Versions: numbered without gaps, never changed, compared field by field."""

import threading
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.fixture
def prompt(registry: Registry) -> str:
    return registry.prompt()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        {},
        {"systemPrompt": None, "userTemplate": None},
        {"systemPrompt": 7},
        {"systemPrompt": "x", "temperature": 2.1},
        {"systemPrompt": "x", "temperature": -0.1},
        {"systemPrompt": "x", "temperature": "0.7"},
        {"systemPrompt": "x", "temperature": True},
        {"systemPrompt": "x", "maxTokens": 0},
        {"systemPrompt": "x", "maxTokens": 1_000_001},
        {"systemPrompt": "x", "maxTokens": 1.5},
        {"systemPrompt": "x", "maxTokens": "5"},
        {"systemPrompt": "x", "model": ""},
        {"systemPrompt": "x", "model": "m" * 201},
        {"systemPrompt": "x", "metadata": []},
        {"systemPrompt": "x", "metadata": {"a": "x" * 16_384}},
        {"systemPrompt": "é" * 102_401},
        {"userTemplate": "x" * 204_801},
    ],
)
def test_a_version_that_does_not_fit_is_refused_and_takes_no_number(registry: Registry, prompt: str, body: Any) -> None:
    assert problem(registry.post(f"/prompts/{prompt}/versions", body))[0] == 400
    assert registry.version(prompt)["versionNumber"] == 1


@pytest.mark.parametrize(
    "content",
    [
        {"systemPrompt": ""},
        {"userTemplate": "Only this"},
        {"systemPrompt": "x" * 204_800},
        {"systemPrompt": "x", "temperature": 0, "maxTokens": 1},
        {"systemPrompt": "x", "temperature": 2, "maxTokens": 1_000_000},
        {"systemPrompt": "zażółć 日本 🎈 <b>&amp;</b>\r\n\ttab"},
        {"systemPrompt": "x", "metadata": {"z": 1, "a": [{"deep": None}, 1.5, True], "": "empty key"}},
    ],
)
def test_what_fits_comes_back_as_it_was_sent(registry: Registry, prompt: str, content: dict[str, Any]) -> None:
    made = registry.version(prompt, **content)

    assert {name: made[name] for name in content} == content
    assert data(registry.get(f"/prompts/{prompt}/versions/{made['id']}")) == made
    resolved = data(registry.with_key("dev").resolve())
    assert {name: resolved[name] for name in content} == content
    assert list(resolved["metadata"]) == list(content.get("metadata", {}))


def test_a_body_that_is_too_large_is_refused_with_413(registry: Registry, prompt: str) -> None:
    sent = registry.post(f"/prompts/{prompt}/versions", {"systemPrompt": "x" * 400_000})

    assert problem(sent) == (413, "request_entity_too_large")


def test_fifty_at_once_are_numbered_without_a_gap(registry: Registry, prompt: str) -> None:
    numbers: list[int] = []

    def create() -> None:
        numbers.append(registry.version(prompt)["versionNumber"])

    threads = [threading.Thread(target=create) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == list(range(1, 51))
    history = data(registry.get(f"/prompts/{prompt}/deployments?environment=dev"))
    assert [each["to"]["versionNumber"] for each in history] == list(range(50, 0, -1))
    assert data(registry.with_key("dev").resolve())["versionNumber"] == 50


def test_the_list_is_paged_newest_first(registry: Registry, prompt: str) -> None:
    for _ in range(4):
        registry.version(prompt)

    page = registry.get(f"/prompts/{prompt}/versions?limit=2&offset=1").get_json()

    assert [each["versionNumber"] for each in page["data"]] == [3, 2]
    assert page["pagination"] == {"total": 4, "limit": 2, "offset": 1}
    in_full = data(registry.get(f"/prompts/{prompt}?limit=1"))
    assert [each["versionNumber"] for each in in_full["versions"]] == [4]


def test_a_version_is_found_by_its_id_and_by_its_number(registry: Registry, prompt: str) -> None:
    made = registry.version(prompt)

    for name in (made["id"], "1"):
        assert data(registry.get(f"/prompts/{prompt}/versions/{name}")) == made
    for name in ("0", "2", "-1", "1.0", "9" * 30, "x", "%00", prompt):
        assert problem(registry.get(f"/prompts/{prompt}/versions/{name}")) == (404, "not_found"), name


def test_a_version_of_another_prompt_is_not_found(registry: Registry, prompt: str) -> None:
    elsewhere = registry.version(registry.prompt("other"))

    assert problem(registry.get(f"/prompts/{prompt}/versions/{elsewhere['id']}")) == (404, "not_found")
    assert problem(registry.promote(prompt, elsewhere["id"])) == (404, "not_found")
    assert problem(registry.roll_out(prompt, {elsewhere["id"]: 1})) == (404, "not_found")


@pytest.mark.parametrize("table", ["prompt_versions", "prompt_deployments", "prompt_rollouts"])
def test_postgres_itself_refuses_to_change_what_was_said_and_done(
    registry: Registry, prompt: str, owner: Engine, table: str
) -> None:
    registry.roll_out(prompt, {registry.version(prompt)["id"]: 1})

    with owner.connect() as connection, pytest.raises(IntegrityError, match="are never changed"):
        connection.execute(text(f"UPDATE {table} SET prompt_id = prompt_id WHERE prompt_id = :id"), {"id": prompt})


def test_a_difference_is_told_field_by_field(registry: Registry, prompt: str) -> None:
    old = registry.version(prompt, systemPrompt="one\ntwo\nthree", userTemplate="same", temperature=0.7)
    new = registry.version(
        prompt, systemPrompt="one\n2\nthree", userTemplate="same", temperature=1, metadata={"by": "Ada"}
    )

    found = data(registry.get(f"/prompts/{prompt}/versions/1/diff/{new['id']}"))

    assert found["from"] == {"versionId": old["id"], "versionNumber": 1}
    assert found["to"] == {"versionId": new["id"], "versionNumber": 2}
    fields = {each["field"]: each for each in found["fields"]}
    assert [name for name, each in fields.items() if each["changed"]] == ["systemPrompt", "temperature", "metadata"]
    assert fields["systemPrompt"]["diff"] == "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three"
    assert fields["temperature"]["diff"] == "@@ -1 +1 @@\n-0.7\n+1.0"
    assert fields["userTemplate"]["diff"] == ""


def test_a_version_does_not_differ_from_itself(registry: Registry, prompt: str) -> None:
    registry.version(prompt)

    assert not any(each["changed"] for each in data(registry.get(f"/prompts/{prompt}/versions/1/diff/1"))["fields"])
    assert problem(registry.get(f"/prompts/{prompt}/versions/1/diff/2")) == (404, "not_found")

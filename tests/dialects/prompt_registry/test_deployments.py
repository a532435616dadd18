"""Promote, roll back, and the history of it."""

import threading
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.fixture
def prompt(registry: Registry) -> str:
    return registry.prompt()


@pytest.fixture
def versions(registry: Registry, prompt: str) -> list[str]:
    """The ids of three versions."""
    return [registry.version(prompt, systemPrompt=f"version {number}")["id"] for number in (1, 2, 3)]


def serves(registry: Registry) -> int:
    return int(data(registry.resolve())["versionNumber"])


def test_environments_are_apart(registry: Registry, prompt: str, versions: list[str]) -> None:
    registry.promote(prompt, versions[0], "production")
    registry.promote(prompt, versions[1], "staging")

    assert [serves(each) for each in (registry, registry.with_key("staging"), registry.with_key("dev"))] == [1, 2, 3]
    shown = data(registry.get(f"/prompts/{prompt}"))["deployments"]
    assert {each["environment"]: each["activeVersionNumber"] for each in shown} == {
        "production": 1,
        "staging": 2,
        "dev": 3,
    }


def test_rollback_goes_to_the_deployment_before_and_then_further_back(
    registry: Registry, prompt: str, versions: list[str]
) -> None:
    for version in (versions[2], versions[0], versions[1]):
        registry.promote(prompt, version)

    seen = [serves(registry)]
    for _ in range(2):
        data(registry.roll_back(prompt))
        seen.append(serves(registry))

    assert seen == [2, 1, 3]
    assert problem(registry.roll_back(prompt)) == (409, "nothing_to_roll_back_to")


def test_a_promotion_after_a_rollback_goes_back_to_what_was_rolled_back_to(
    registry: Registry, prompt: str, versions: list[str]
) -> None:
    registry.promote(prompt, versions[0])
    registry.promote(prompt, versions[1])
    registry.roll_back(prompt)
    registry.promote(prompt, versions[2])

    data(registry.roll_back(prompt))

    assert serves(registry) == 1
    assert registry.roll_back(prompt).status_code == 409


def test_promoting_again_what_is_served_changes_nothing(registry: Registry, prompt: str, versions: list[str]) -> None:
    registry.promote(prompt, versions[0])
    first = data(registry.promote(prompt, versions[1]))

    assert data(registry.promote(prompt, versions[1])) == first
    data(registry.roll_back(prompt))
    assert serves(registry) == 1


@pytest.mark.parametrize("environment", ["production", "staging"])
def test_there_is_nothing_to_roll_back_to_at_first(
    registry: Registry, prompt: str, versions: list[str], environment: str
) -> None:
    assert problem(registry.roll_back(prompt, environment)) == (409, "nothing_to_roll_back_to")
    registry.promote(prompt, versions[0], environment)
    assert problem(registry.roll_back(prompt, environment)) == (409, "nothing_to_roll_back_to")


def test_dev_too_can_be_rolled_back(registry: Registry, prompt: str, versions: list[str]) -> None:
    assert data(registry.roll_back(prompt, "dev"))["activeVersionId"] == versions[1]
    assert registry.version(prompt)["versionNumber"] == 4
    assert serves(registry.with_key("dev")) == 4


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"environment": "production"},
        {"versionId": "01a2011d-1608-7419-b1ee-63f76f701654"},
        {"environment": "prod", "versionId": "01a2011d-1608-7419-b1ee-63f76f701654"},
        {"environment": "production", "versionId": "x"},
        {"environment": ["production"], "versionId": "01a2011d-1608-7419-b1ee-63f76f701654"},
    ],
)
def test_a_promotion_that_does_not_fit_is_refused(registry: Registry, prompt: str, body: Any) -> None:
    assert problem(registry.post(f"/prompts/{prompt}/promote", body)) == (400, "validation_failed")


def test_an_unknown_version_is_not_found(registry: Registry, prompt: str) -> None:
    assert problem(registry.promote(prompt, "01a2011d-1608-7419-b1ee-63f76f701654")) == (404, "not_found")


def test_the_history_says_who_did_what_when_from_and_to(registry: Registry, prompt: str, versions: list[str]) -> None:
    colleague = registry.with_key("staging", label="CI/CD key")
    registry.promote(prompt, versions[0])
    colleague.promote(prompt, versions[1])
    registry.roll_back(prompt)

    answer = registry.get(f"/prompts/{prompt}/deployments?environment=production").get_json()

    told = [
        (
            each["deploymentNumber"],
            each["action"],
            (each["from"] or {}).get("versionNumber"),
            each["to"]["versionNumber"],
        )
        for each in answer["data"]
    ]
    assert told == [(3, "rollback", 2, 1), (2, "promote", 1, 2), (1, "promote", None, 1)]
    assert [each["by"]["label"] for each in answer["data"]] == ["Initial key", "CI/CD key", "Initial key"]
    keys = {each["label"]: each["id"] for each in data(registry.get("/api-keys"))}
    assert [each["by"]["keyId"] for each in answer["data"]] == [keys[each["by"]["label"]] for each in answer["data"]]
    times = [each["at"] for each in answer["data"]]
    assert times == sorted(times, reverse=True)
    assert answer["pagination"] == {"total": 3, "limit": 100, "offset": 0}


def test_the_history_is_paged_over_all_environments(registry: Registry, prompt: str, versions: list[str]) -> None:
    registry.promote(prompt, versions[0], "staging")

    page = registry.get(f"/prompts/{prompt}/deployments?limit=2&offset=1").get_json()

    assert page["pagination"]["total"] == 4
    assert [(each["action"], each["to"]["versionNumber"]) for each in page["data"]] == [("create", 3), ("create", 2)]
    assert problem(registry.get(f"/prompts/{prompt}/deployments?environment=prod")) == (400, "validation_failed")


def test_promotions_at_once_are_all_numbered(registry: Registry, prompt: str, versions: list[str]) -> None:
    threads = [threading.Thread(target=registry.promote, args=(prompt, versions[n % 3])) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    history = data(registry.get(f"/prompts/{prompt}/deployments?environment=production"))
    numbers = [each["deploymentNumber"] for each in history]
    assert numbers == list(range(len(numbers), 0, -1))
    assert len(numbers) >= 3
    assert all(newer["from"] == older["to"] for newer, older in pairwise(history))


def test_who_resolves_meanwhile_never_sees_a_half_state(app: Flask, registry: Registry, prompt: str) -> None:
    def content(number: int) -> dict[str, Any]:
        return {"systemPrompt": f"s{number}", "userTemplate": f"u{number}", "metadata": {"n": number}}

    versions = [registry.version(prompt, **content(number))["id"] for number in (1, 2, 3)]
    registry.promote(prompt, versions[0])
    done = threading.Event()

    def change() -> None:
        try:
            for turn in range(60):
                assert registry.promote(prompt, versions[1 + turn % 2]).status_code == 200
                if turn % 3:
                    assert registry.roll_back(prompt).status_code in (200, 409)
        finally:
            done.set()

    changing = threading.Thread(target=change)
    changing.start()
    seen, count = set(), 0
    while not done.is_set() or count < 200:
        response = registry.resolve()
        found = data(response)
        number = found["versionNumber"]
        assert {name: found[name] for name in content(number)} == content(number)
        assert response.headers["ETag"].strip('"').startswith(versions[number - 1].replace("-", ""))
        seen.add(number)
        count += 1
    changing.join()
    assert len(seen) > 1

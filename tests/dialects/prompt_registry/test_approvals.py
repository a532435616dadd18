"""Approval before production: asked for with one key, given with another."""

import threading

import pytest

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.fixture
def guarded(registry: Registry) -> Registry:
    data(registry.patch("/projects/me", {"requireApproval": True}))
    return registry


@pytest.fixture
def prompt(registry: Registry) -> str:
    return registry.prompt()


def ask(registry: Registry, prompt: str, version: str) -> str:
    """The id of a pending request."""
    asked = data(registry.promote(prompt, version), 202)
    assert asked["status"] == "pending"
    return str(asked["id"])


def decide(registry: Registry, prompt: str, approval: str, how: str = "approve") -> object:
    return data(registry.post(f"/prompts/{prompt}/approvals/{approval}/{how}"))


def test_a_promotion_waits_for_another_key_and_the_history_names_both(guarded: Registry, prompt: str) -> None:
    version = guarded.version(prompt)["id"]
    approval = ask(guarded, prompt, version)
    assert problem(guarded.resolve()) == (404, "not_found")
    colleague = guarded.with_key(label="colleague")

    decided = data(colleague.post(f"/prompts/{prompt}/approvals/{approval}/approve"))

    assert (decided["status"], decided["requestedBy"]["label"]) == ("approved", "Initial key")
    assert decided["decidedBy"]["label"] == "colleague"
    assert data(guarded.resolve())["versionNumber"] == 1
    (entry,) = data(guarded.get(f"/prompts/{prompt}/deployments?environment=production"))
    assert (entry["action"], entry["approvalId"]) == ("promote", approval)
    assert (entry["by"]["label"], entry["approvedBy"]["label"]) == ("Initial key", "colleague")


def test_a_rejected_promotion_changes_nothing(guarded: Registry, prompt: str) -> None:
    approval = ask(guarded, prompt, guarded.version(prompt)["id"])

    data(guarded.with_key().post(f"/prompts/{prompt}/approvals/{approval}/reject"))

    assert problem(guarded.resolve()) == (404, "not_found")
    listed = guarded.get(f"/prompts/{prompt}/approvals").get_json()
    assert [(each["id"], each["status"]) for each in listed["data"]] == [(approval, "rejected")]
    assert listed["pagination"]["total"] == 1


@pytest.mark.parametrize("how", ["approve", "reject"])
def test_whoever_asked_does_not_decide_and_neither_does_a_lesser_key(guarded: Registry, prompt: str, how: str) -> None:
    approval = ask(guarded, prompt, guarded.version(prompt)["id"])
    path = f"/prompts/{prompt}/approvals/{approval}/{how}"

    assert problem(guarded.post(path)) == (403, "forbidden")
    for environment in ("dev", "staging"):
        assert problem(guarded.with_key(environment).post(path)) == (403, "wrong_environment")
    (listed,) = data(guarded.get(f"/prompts/{prompt}/approvals"))
    assert (listed["status"], listed["decidedBy"], listed["decidedAt"]) == ("pending", None, None)


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ["approve", "reject"])
def test_a_request_is_decided_once(guarded: Registry, prompt: str, first: str, second: str) -> None:
    approval = ask(guarded, prompt, guarded.version(prompt)["id"])
    colleague = guarded.with_key()
    decide(colleague, prompt, approval, first)

    again = colleague.post(f"/prompts/{prompt}/approvals/{approval}/{second}")

    assert problem(again) == (409, "already_decided")


def test_of_many_who_decide_at_once_one_does(guarded: Registry, prompt: str) -> None:
    approval = ask(guarded, prompt, guarded.version(prompt)["id"])
    colleague = guarded.with_key()
    statuses: list[int] = []

    def approve() -> None:
        statuses.append(colleague.post(f"/prompts/{prompt}/approvals/{approval}/approve").status_code)

    threads = [threading.Thread(target=approve) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] + [409] * 7
    assert len(data(guarded.get(f"/prompts/{prompt}/deployments?environment=production"))) == 1


def test_asking_again_gives_the_request_that_is_pending(guarded: Registry, prompt: str) -> None:
    first, second = guarded.version(prompt)["id"], guarded.version(prompt)["id"]
    approval = ask(guarded, prompt, first)

    assert ask(guarded, prompt, first) == approval
    assert ask(guarded.with_key("dev"), prompt, first) == approval
    assert ask(guarded, prompt, second) != approval
    decide(guarded.with_key(), prompt, approval, "reject")
    assert ask(guarded, prompt, first) != approval


def test_a_rollout_needs_consent_too(guarded: Registry, prompt: str) -> None:
    first, second = guarded.version(prompt)["id"], guarded.version(prompt)["id"]
    asked = data(guarded.roll_out(prompt, {first: 1, second: 3}), 202)
    assert asked["weights"] == [{"versionId": first, "weight": 1}, {"versionId": second, "weight": 3}]
    assert problem(guarded.resolve()) == (404, "not_found")

    decide(guarded.with_key(), prompt, asked["id"])

    seen = {data(guarded.resolve(query=f"?key={number}"))["versionNumber"] for number in range(40)}
    assert seen == {1, 2}


def test_other_environments_and_what_is_served_anyway_need_no_consent(guarded: Registry, prompt: str) -> None:
    version = guarded.version(prompt)["id"]
    data(guarded.promote(prompt, version, "staging"))
    decide(guarded.with_key(), prompt, ask(guarded, prompt, version))

    assert data(guarded.promote(prompt, version))["activeVersionId"] == version


def test_production_is_rolled_back_at_once_but_by_a_production_key(registry: Registry, prompt: str) -> None:
    versions = [registry.version(prompt)["id"] for _ in range(2)]
    for version in versions:
        registry.promote(prompt, version)
    staging = registry.with_key("staging")
    registry.patch("/projects/me", {"requireApproval": True})

    assert problem(staging.roll_back(prompt)) == (403, "wrong_environment")
    assert data(registry.roll_back(prompt))["activeVersionId"] == versions[0]


def test_what_production_serves_is_deleted_by_a_production_key(registry: Registry, prompt: str) -> None:
    other = registry.prompt("never-deployed")
    registry.promote(prompt, registry.version(prompt)["id"])
    dev = registry.with_key("dev")
    registry.patch("/projects/me", {"requireApproval": True})

    assert problem(dev.delete(f"/prompts/{prompt}")) == (403, "wrong_environment")
    assert data(dev.delete(f"/prompts/{other}"))["deleted"]
    assert data(registry.delete(f"/prompts/{prompt}"))["deleted"]


def test_a_request_of_another_prompt_is_not_found(guarded: Registry, prompt: str) -> None:
    approval = ask(guarded, prompt, guarded.version(prompt)["id"])
    other, colleague = guarded.prompt("other"), guarded.with_key()

    for path in (f"/prompts/{other}/approvals/{approval}/approve", f"/prompts/{prompt}/approvals/x/approve"):
        assert problem(colleague.post(path)) == (404, "not_found")

"""Resolving: the key's environment, ETags, rollouts that stick."""

from collections import Counter
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.fixture
def prompt(registry: Registry) -> str:
    return registry.prompt()


def test_what_is_not_deployed_in_the_keys_environment_is_not_found(registry: Registry, prompt: str) -> None:
    assert problem(registry.resolve()) == (404, "not_found")
    version = registry.version(prompt)
    assert problem(registry.resolve()) == (404, "not_found")
    registry.promote(prompt, version["id"], "staging")
    assert problem(registry.resolve()) == (404, "not_found")
    assert data(registry.with_key("staging").resolve())["versionNumber"] == 1


@pytest.mark.parametrize("slug", ["nothing", "Nothing", "%00", "a%00b", "%F0%28", "x" * 300])
def test_an_unknown_or_impossible_slug_is_not_found(registry: Registry, slug: str) -> None:
    assert problem(registry.resolve(slug)) == (404, "not_found")
    assert problem(registry.post(f"/prompts/{slug}/render", {})) == (404, "not_found")


def test_the_environment_cannot_be_asked_for(registry: Registry, prompt: str) -> None:
    registry.promote(prompt, registry.version(prompt)["id"], "production")

    assert problem(registry.with_key("staging").resolve(query="?environment=production")) == (404, "not_found")


def test_an_answer_that_the_client_has_is_not_sent_again(registry: Registry, prompt: str) -> None:
    registry.promote(prompt, registry.version(prompt)["id"])
    first = registry.resolve()
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Vary"] == "Authorization"

    for condition in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        unchanged = registry.resolve(If_None_Match=condition)
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        assert (unchanged.headers["ETag"], unchanged.headers["Cache-Control"]) == (etag, "private, no-cache")
    assert registry.resolve(If_None_Match='"other"').status_code == 200


def test_every_change_has_an_etag_of_its_own(registry: Registry, prompt: str) -> None:
    first, second = registry.version(prompt)["id"], registry.version(prompt)["id"]
    etags = []
    changes: list[Callable[[], TestResponse]] = [
        lambda: registry.promote(prompt, first),
        lambda: registry.promote(prompt, second),
        lambda: registry.roll_back(prompt),
        lambda: registry.roll_out(prompt, {first: 9, second: 1}),
        lambda: registry.roll_out(prompt, {first: 8, second: 2}),
    ]
    for change in changes:
        data(change())
        etags.append(registry.resolve().headers["ETag"])
        assert registry.resolve(If_None_Match=", ".join(etags[:-1])).status_code == 200

    assert len(set(etags)) == len(etags)


def test_a_prompt_that_is_made_again_has_other_etags(registry: Registry, prompt: str) -> None:
    registry.promote(prompt, registry.version(prompt, systemPrompt="old")["id"])
    old = registry.resolve().headers["ETag"]
    registry.delete(f"/prompts/{prompt}")
    again = registry.prompt()
    registry.promote(again, registry.version(again, systemPrompt="new")["id"])

    fresh = registry.resolve(If_None_Match=old)

    assert data(fresh)["systemPrompt"] == "new"


def test_a_rollout_sticks_to_each_key_and_gives_the_rest_the_heaviest(registry: Registry, prompt: str) -> None:
    light, heavy = registry.version(prompt)["id"], registry.version(prompt)["id"]
    answer = data(registry.roll_out(prompt, {light: 25, heavy: 75}))
    assert answer["activeVersionId"] == heavy
    assert answer["weights"] == [{"versionId": heavy, "weight": 75}, {"versionId": light, "weight": 25}]

    def got() -> dict[str, int]:
        keys = (f"user-{number}" for number in range(60))
        return {key: data(registry.resolve(query=f"?key={key}"))["versionNumber"] for key in keys}

    first = got()

    assert got() == first
    assert data(registry.resolve())["versionNumber"] == 2
    assert data(registry.resolve(query="?key="))["versionNumber"] == 2
    shares = Counter(first.values())
    assert shares[2] > shares[1] > 0
    keys = {number: next(key for key in first if first[key] == number) for number in (1, 2)}
    assert len({registry.resolve(query=f"?key={key}").headers["ETag"] for key in keys.values()}) == 2


def test_promoting_ends_a_rollout_and_rolling_back_begins_it_again(registry: Registry, prompt: str) -> None:
    first, second = registry.version(prompt)["id"], registry.version(prompt)["id"]
    registry.roll_out(prompt, {first: 1, second: 9})

    def shown() -> dict[str, object]:
        deployments = data(registry.get(f"/prompts/{prompt}"))["deployments"]
        return next(dict(each) for each in deployments if each["environment"] == "production")

    registry.promote(prompt, second)
    assert "weights" not in shown()
    assert {data(registry.resolve(query=f"?key={n}"))["versionNumber"] for n in range(30)} == {2}

    data(registry.roll_back(prompt))

    assert shown()["weights"] == [{"versionId": second, "weight": 9}, {"versionId": first, "weight": 1}]
    (entry,) = data(registry.get(f"/prompts/{prompt}/deployments?environment=production&limit=1"))
    assert (entry["action"], len(entry["weights"])) == ("rollback", 2)


def test_of_equal_weights_the_newest_is_the_heaviest(registry: Registry, prompt: str) -> None:
    first, second = registry.version(prompt)["id"], registry.version(prompt)["id"]

    assert data(registry.roll_out(prompt, {second: 5, first: 5}))["activeVersionId"] == second


@pytest.mark.parametrize(
    "weights",
    [
        [],
        None,
        {},
        [{"versionId": "x", "weight": 1}],
        [{"versionId": "01a2011d-1608-7419-b1ee-63f76f701654"}],
        [{"versionId": "01a2011d-1608-7419-b1ee-63f76f701654", "weight": 0}],
        [{"versionId": "01a2011d-1608-7419-b1ee-63f76f701654", "weight": 0.5}],
        [{"versionId": "01a2011d-1608-7419-b1ee-63f76f701654", "weight": 10_001}],
        [{"versionId": "01a2011d-1608-7419-b1ee-63f76f701654", "weight": 1}] * 2,
        [{"versionId": f"01a2011d-1608-7419-b1ee-{n:012}", "weight": 1} for n in range(11)],
    ],
)
def test_weights_that_do_not_fit_are_refused(registry: Registry, prompt: str, weights: object) -> None:
    body = {"environment": "production", "weights": weights}

    assert problem(registry.put(f"/prompts/{prompt}/rollout", body)) == (400, "validation_failed")


def test_a_key_to_stick_to_is_short(registry: Registry) -> None:
    assert problem(registry.resolve(query=f"?key={'x' * 201}")) == (400, "validation_failed")

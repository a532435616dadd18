"""Rendering over the API; the rules of substitution are tested in tests/unit/prompts."""

from typing import Any

import pytest

from tests.dialects.prompt_registry.registry import Registry, data, problem


@pytest.fixture
def prompt(registry: Registry) -> str:
    made = registry.prompt()
    version = registry.version(
        made, systemPrompt="Help {{plan|free}} users.", userTemplate="Hi {{ userName }}, {{n}}! <b>", maxTokens=7
    )
    registry.promote(made, version["id"])
    return made


def test_both_texts_are_filled_in(registry: Registry, prompt: str) -> None:
    answer = registry.post("/prompts/welcome-email/render", {"variables": {"userName": "A & <i>B</i>", "n": 2.5}})

    found = data(answer)
    assert (found["systemPrompt"], found["userPrompt"]) == ("Help free users.", "Hi A & <i>B</i>, 2.5! <b>")
    assert (found["slug"], found["versionNumber"], found["model"]) == ("welcome-email", 1, "gpt-4")
    assert (found["temperature"], found["maxTokens"]) == (0.7, 7)


@pytest.mark.parametrize("variables", [None, {}, {"plan": "pro"}, {"userName": None, "n": None}])
def test_all_that_is_missing_is_named_at_once(registry: Registry, prompt: str, variables: Any) -> None:
    answer = registry.post("/prompts/welcome-email/render", {"variables": variables})

    assert problem(answer) == (400, "missing_variables")
    assert answer.get_json()["error"]["details"] == {"missing": ["userName", "n"]}


def test_a_given_version_is_rendered_wherever_it_is_deployed(registry: Registry, prompt: str) -> None:
    other = registry.version(prompt, userTemplate="Bye {{userName}}")
    body = {"variables": {"userName": "Ada", "n": 1, "unused": True}}

    assert data(registry.post("/prompts/welcome-email/render", body))["versionNumber"] == 1
    found = data(registry.post("/prompts/welcome-email/render", {**body, "versionId": other["id"]}))
    assert (found["versionNumber"], found["systemPrompt"], found["userPrompt"]) == (2, None, "Bye Ada")


def test_a_version_of_another_prompt_is_not_found(registry: Registry, prompt: str) -> None:
    elsewhere = registry.version(registry.prompt("other"))

    answer = registry.post("/prompts/welcome-email/render", {"versionId": elsewhere["id"]})

    assert problem(answer) == (404, "not_found")


def test_a_key_gets_the_same_version_as_in_resolve(registry: Registry) -> None:
    prompt = registry.prompt()
    weights = {registry.version(prompt, userTemplate=text)["id"]: 1 for text in ("one", "two")}
    registry.roll_out(prompt, weights)

    for key in (f"user-{number}" for number in range(12)):
        rendered = data(registry.post("/prompts/welcome-email/render", {"key": key}))
        assert rendered["versionNumber"] == data(registry.resolve(query=f"?key={key}"))["versionNumber"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        {"variables": []},
        {"variables": {"a": []}},
        {"variables": {"a": {"b": 1}}},
        {"variables": {f"v{n}": 1 for n in range(501)}},
        {"versionId": "x"},
        {"key": ""},
    ],
)
def test_a_body_that_does_not_fit_is_refused(registry: Registry, prompt: str, body: Any) -> None:
    assert problem(registry.post("/prompts/welcome-email/render", body))[0] == 400


def test_a_rendering_is_bounded(registry: Registry) -> None:
    prompt = registry.prompt()
    registry.promote(prompt, registry.version(prompt, userTemplate="{{x}}" * 50)["id"])

    answer = registry.post("/prompts/welcome-email/render", {"variables": {"x": "y" * 30_000}})

    assert problem(answer) == (400, "text_too_long")

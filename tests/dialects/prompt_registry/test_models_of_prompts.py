"""Agents use the model and the temperature of the version that is in force, where this installation can."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.settings import Settings
from tests.dialects.prompt_registry.agents_at_work import IDEA, AgentsAtWork
from tests.dialects.prompt_registry.registry import Registry, data
from tests.integration.workers.bench import ObservedProcess
from workers.execution.stop_reasons import Draining

DIALOGUE = "baton-ideation-dialogue"


@pytest.fixture(scope="module")
def process(api_settings: Settings) -> Iterator[ObservedProcess]:
    """One that can call OpenAI's models and not Anthropic's; its ideation has a model of its own."""
    settings = replace(
        api_settings,
        openai_api_key="none",
        free_models=("gpt-4o", "gpt-4o-mini"),
        agent_models={"ideation": "openai:gpt-4o-mini"},
    )
    made = ObservedProcess(settings)
    yield made
    made.close()


def promoted(agents: AgentsAtWork, registry: Registry, **content: Any) -> None:
    """A dialogue with this in force for the tenant."""
    prompt = registry.prompt(DIALOGUE)
    data(registry.promote(prompt, registry.version(prompt, systemPrompt="Be kind.", **content)["id"]))
    agents.link(registry)


def talk(agents: AgentsAtWork, **body: Any) -> str:
    messages = [{"role": "user", "content": IDEA}]
    return agents.start("ideation", messages=messages, phase="conversation", **body)


def warnings(agents: AgentsAtWork) -> list[dict[str, Any]]:
    events = agents.client.get(f"{agents.session}/events", Accept="application/json")
    return [event for event in events.get_json()["events"] if event["type"] == "warning"]


def test_a_versions_model_and_temperature_are_used_unless_the_request_names_a_model(
    agents: AgentsAtWork, registry: Registry
) -> None:
    promoted(agents, registry, model="openai:gpt-4o", temperature=0.2)

    for body in ({}, {"modelId": "offline"}):
        assert agents.work(talk(agents, **body))["state"] == "completed"

    # The second call of each turn is the summary's, whose prompt is ours: the agent's own model, as it comes.
    assert agents.asked == [
        ("openai:gpt-4o", 0.2),
        ("openai:gpt-4o-mini", None),
        ("offline", 0.2),
        ("offline", None),
    ]
    assert warnings(agents) == []


@pytest.mark.parametrize("model", ["anthropic:claude-sonnet-4-5", "some-model"])
def test_a_model_that_cannot_be_called_is_told_once_and_the_agents_own_is_used(
    agents: AgentsAtWork, registry: Registry, model: str
) -> None:
    promoted(agents, registry, model=model, temperature=0.2)
    run = talk(agents)

    agents.meanwhile.append(lambda: agents.process.executing[0].stop(Draining()))
    assert agents.work(run)["state"] == "queued"
    assert agents.work(run)["state"] == "completed"

    assert agents.asked[:2] == [("openai:gpt-4o-mini", 0.2)] * 2
    (warning,) = warnings(agents)
    assert (warning["warning"], warning["model"], warning["prompt"]) == ("model_unavailable", model, DIALOGUE)
    assert model in warning["message"]


@pytest.mark.parametrize(
    ("content", "temperature"), [({}, 0.7), ({"model": "agent-default", "temperature": 0.3}, None)]
)
def test_a_version_that_names_no_model_leaves_it_to_the_agent(
    agents: AgentsAtWork, registry: Registry, content: dict[str, Any], temperature: float | None
) -> None:
    promoted(agents, registry, **content)

    assert agents.work(talk(agents))["state"] == "completed"

    assert agents.asked[0] == ("openai:gpt-4o-mini", temperature)
    assert warnings(agents) == []

"""Baton's own agents say what the registry has in force for their tenant, and their use is counted there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from app.domain.prompts.built_in.bundled_texts import bundled_texts
from app.domain.prompts.uses import add_up_uses
from app.settings import Settings
from app.storage.database import transaction
from tests.dialects.prompt_registry.agents_at_work import IDEA, AgentsAtWork
from tests.dialects.prompt_registry.registry import Registry, data
from tests.integration.workers.bench import ObservedProcess
from workers.execution.stop_reasons import Draining

SAID = [{"role": "user", "content": IDEA}]
DIALOGUE = "baton-ideation-dialogue"
FAMILIES = ("code", "design", "ideation", "prd", "research")
PRODUCTOS = [slug for slug in bundled_texts() if slug.split("-")[1] in FAMILIES]


@pytest.fixture(scope="module")
def process(api_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObservedProcess]:
    folder = str(tmp_path_factory.mktemp("workspaces"))
    made = ObservedProcess(replace(api_settings, worker_threads=4, workspaces_dir=folder))
    yield made
    made.close()


def served(registry: Registry, slug: str, said: str) -> str:
    """The id of a prompt that says this in production."""
    prompt = registry.prompt(slug)
    promoted(registry, prompt, said)
    return prompt


def promoted(registry: Registry, prompt: str, said: str) -> None:
    data(registry.promote(prompt, registry.version(prompt, systemPrompt=said)["id"]))


def usage_of(registry: Registry, prompt: str) -> dict[str, Any]:
    return dict(data(registry.get(f"/prompts/{prompt}/usage"))["totals"])


def talk(agents: AgentsAtWork) -> str:
    """A turn of a dialogue, accepted."""
    return agents.start("ideation", messages=SAID, phase="conversation")


def test_every_prompt_of_every_productos_agent_can_be_replaced_and_its_use_is_counted(
    agents: AgentsAtWork, registry: Registry, owner: Engine
) -> None:
    prompts = {slug: served(registry, slug, f"As {slug} of {{{{agent}}}}, be {{{{tone|kind}}}}.") for slug in PRODUCTOS}
    agents.link(registry)

    journey: list[tuple[str, dict[str, Any]]] = [
        ("ideation", {"messages": SAID}),
        ("ideation", {"messages": SAID, "phase": "conversation"}),
        ("prd", {}),
        ("research", {}),
        ("prd", {}),
        ("design", {}),
        ("design-system", {"messages": SAID}),
        ("code", {}),
        ("code", {"messages": [{"role": "user", "content": "Add a page about safety"}]}),
    ]
    for agent, body in journey:
        ended = agents.work(agents.start(agent, **body))
        assert ended["state"] == "completed", ended

    told = {line.split(" ")[1]: line for line in agents.heard}
    assert set(told) == set(prompts)
    assert told[DIALOGUE] == f"As {DIALOGUE} of ideation, be kind."
    before = {slug: usage_of(registry, prompt) for slug, prompt in prompts.items()}
    assert sum(use["calls"] for use in before.values()) == len(agents.heard)
    assert sum(use["tokensIn"] + use["tokensOut"] for use in before.values()) == tokens_booked(owner, agents.tenant_id)
    with transaction(owner) as connection:
        assert add_up_uses(connection) > 0
    assert {slug: usage_of(registry, prompt) for slug, prompt in prompts.items()} == before


def tokens_booked(owner: Engine, tenant_id: UUID) -> int:
    with transaction(owner) as connection:
        statement = text("SELECT sum(tokens) FROM budget_lines WHERE tenant_id = :tenant")
        return int(connection.execute(statement, {"tenant": tenant_id}).scalar_one())


def test_a_run_keeps_its_prompts_when_others_are_promoted_and_another_process_goes_on_with_it(
    agents: AgentsAtWork, registry: Registry
) -> None:
    prompt = served(registry, DIALOGUE, "The first.")
    agents.link(registry)
    run = talk(agents)

    def interrupt() -> None:
        promoted(registry, prompt, "The second.")
        agents.process.executing[0].stop(Draining())

    agents.meanwhile.append(interrupt)
    assert agents.work(run)["state"] == "queued"
    agents.forget()
    assert agents.work(run)["state"] == "completed"
    assert agents.work(talk(agents))["state"] == "completed"

    summary = bundled_texts()["baton-ideation-summary"].strip()
    assert agents.heard == ["The first.", "The first.", summary, "The second.", summary]
    assert usage_of(registry, prompt)["calls"] >= 2


def test_a_promotion_is_seen_once_the_process_looks_again(agents: AgentsAtWork, registry: Registry) -> None:
    prompt = served(registry, DIALOGUE, "The first.")
    agents.link(registry)
    agents.work(talk(agents))
    promoted(registry, prompt, "The second.")

    agents.work(talk(agents))
    agents.forget()
    agents.work(talk(agents))

    assert [said for said in agents.heard if said.startswith("The ")] == ["The first.", "The first.", "The second."]


def test_a_prompt_that_wants_more_than_the_agent_gives_fails_the_run_and_says_so(
    agents: AgentsAtWork, registry: Registry
) -> None:
    served(registry, DIALOGUE, "Be {{tone}} and {{mood}}.")
    agents.link(registry)

    ended = agents.work(talk(agents))

    assert ended["state"] == "failed"
    assert f"{DIALOGUE}, version 1," in ended["error"]["message"]
    assert ended["error"]["details"] == {"missing": ["tone", "mood"]}
    assert agents.heard == []


def test_calls_of_a_step_that_fails_are_counted_with_the_end_of_its_run(
    agents: AgentsAtWork, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompt = served(registry, "baton-ideation-summary", "Sum it up.")
    agents.link(registry)
    monkeypatch.setattr("workers.agents.ideation.steps.tidied", lambda *_: "")

    assert agents.work(talk(agents))["state"] == "failed"

    assert usage_of(registry, prompt)["calls"] == 1

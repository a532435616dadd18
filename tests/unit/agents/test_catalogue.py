"""The list of names that the API knows and the agents behind them."""

import pytest

from app.engine.agent_names import AGENT_NAMES, EXECUTION
from app.errors import NotFound
from workers.agents.catalogue import AGENTS, agent_named


def test_every_name_that_can_be_enqueued_has_an_agent_and_every_agent_a_name() -> None:
    assert set(AGENTS) == AGENT_NAMES


def test_an_agent_is_found_by_its_own_name() -> None:
    assert [agent_named(name).name for name in sorted(AGENT_NAMES)] == sorted(AGENT_NAMES)


def test_an_unknown_name_is_not_found() -> None:
    with pytest.raises(NotFound, match="nobody"):
        agent_named("nobody")


INPUTS = {
    EXECUTION: {
        "projectId": "0198c5d0-0000-7000-8000-000000000001",
        "strategy": "debate",
        "agents": [{"name": "api-compiler", "role": "worker"}, {"name": "completion-audit", "role": "supervisor"}],
    }
}
"""For agents whose steps follow from what they are asked."""


@pytest.mark.parametrize("name", sorted(AGENT_NAMES))
def test_the_names_of_steps_are_unique_and_known_before_anything_has_run(name: str) -> None:
    input = INPUTS.get(name, {})
    before = [step.name for step in agent_named(name).steps(input=input, session={})]
    after = [step.name for step in agent_named(name).steps(input=input, session={"opportunities": [{}], "prd": {}})]
    assert before == after
    assert len(set(before)) == len(before)

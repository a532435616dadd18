"""Two sessions with different ideas: different results, each about its own idea, from every agent."""

import json
import re
from typing import Any

import pytest

from tests.support.productos import ProductOS, parsed

HABITS = "AI-powered habit tracker for remote workers"
BICYCLES = "Marketplace for second-hand bicycle parts with verified mechanics"
OWN_WORDS = {HABITS: ("habit", "remote"), BICYCLES: ("bicycle", "mechanic")}
BODIES: dict[str, dict[str, Any]] = {
    "ideation": {"messages": [{"role": "user", "content": "Help me shape this idea"}]},
    "research": {},
    "prd": {"opportunityIndex": 0},
}
RESULTS = {"ideation": "ideaSummary", "research": "opportunities", "prd": "prd"}


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, str]]:
    """Per idea, what each agent wrote, as text; filled by the first test that needs it."""
    return {}


def results_of(productos: ProductOS, idea: str, results: dict[str, dict[str, str]]) -> dict[str, str]:
    if idea not in results:
        session_id = productos.create(idea=idea)
        texts = {}
        for agent, key in RESULTS.items():
            frames = productos.run(session_id, f"{agent}-agent", BODIES[agent])
            texts[agent] = json.dumps(parsed(frames[-2])[key])
        results[idea] = texts
    return results[idea]


def sentences(text: str) -> set[str]:
    return {sentence.strip() for sentence in re.split(r"[.!?\"\n]", text) if len(sentence.split()) > 3}


@pytest.mark.parametrize("idea", OWN_WORDS)
@pytest.mark.parametrize("agent", RESULTS)
def test_a_result_is_about_its_own_idea(
    productos: ProductOS, results: dict[str, dict[str, str]], agent: str, idea: str
) -> None:
    (other,) = set(OWN_WORDS) - {idea}
    text = results_of(productos, idea, results)[agent].lower()

    assert all(word in text for word in OWN_WORDS[idea])
    assert not any(word in text for word in OWN_WORDS[other])


@pytest.mark.parametrize("agent", RESULTS)
def test_two_results_share_less_than_half_of_their_sentences(
    productos: ProductOS, results: dict[str, dict[str, str]], agent: str
) -> None:
    first, second = (sentences(results_of(productos, idea, results)[agent]) for idea in OWN_WORDS)

    assert len(first & second) * 2 < min(len(first), len(second))

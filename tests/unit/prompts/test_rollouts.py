"""Who gets which version of a rollout."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prompts.records import Weight
from app.domain.prompts.rollouts import version_for

PROMPT = UUID("01a2011d-1608-7419-b1ee-63f76f701654")
VERSIONS = [UUID(int=number) for number in range(1, 6)]
KEYS = [f"user-{number}" for number in range(4000)]


def weighed(*weights: int) -> list[Weight]:
    return [Weight(version, weight) for version, weight in zip(VERSIONS, weights, strict=False)]


def given_out(weights: list[Weight], *, prompt: UUID = PROMPT, environment: str = "production") -> dict[str, UUID]:
    return {key: version_for(key, prompt_id=prompt, environment=environment, weights=weights) for key in KEYS}


@pytest.mark.parametrize("weights", [(1, 1), (90, 10), (1, 2, 3, 4), (10_000, 1), (7,)])
def test_each_version_gets_its_share_of_keys(weights: tuple[int, ...]) -> None:
    shares = Counter(given_out(weighed(*weights)).values())

    for each in weighed(*weights):
        expected = each.weight / sum(weights)
        assert abs(shares[each.version_id] / len(KEYS) - expected) < 0.03


def test_it_is_the_same_on_every_machine_and_for_ever() -> None:
    weights = weighed(50, 30, 20)

    first = [VERSIONS.index(version) + 1 for version in list(given_out(weights).values())[:12]]

    assert first == [1, 1, 1, 1, 3, 3, 3, 1, 3, 2, 3, 1]


@given(key=st.text(max_size=50), weights=st.lists(st.integers(1, 10_000), min_size=1, max_size=5))
def test_the_order_of_the_weights_does_not_matter(key: str, weights: list[int]) -> None:
    listed = weighed(*weights)

    chosen = version_for(key, prompt_id=PROMPT, environment="dev", weights=listed)

    assert chosen == version_for(key, prompt_id=PROMPT, environment="dev", weights=listed[::-1])
    assert chosen in {each.version_id for each in listed}


def test_a_greater_weight_only_wins_keys_and_takes_them_from_all_others() -> None:
    before, after = given_out(weighed(40, 40, 20)), given_out(weighed(40, 40, 40))

    moved = {key for key in KEYS if before[key] != after[key]}
    assert moved
    assert {after[key] for key in moved} == {VERSIONS[2]}
    assert {before[key] for key in moved} == {VERSIONS[0], VERSIONS[1]}


def test_prompts_and_environments_draw_apart() -> None:
    here = given_out(weighed(1, 1))

    for other in (given_out(weighed(1, 1), prompt=VERSIONS[0]), given_out(weighed(1, 1), environment="staging")):
        same = sum(here[key] == other[key] for key in KEYS) / len(KEYS)
        assert 0.45 < same < 0.55

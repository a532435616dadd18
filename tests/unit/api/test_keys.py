"""The texts of keys."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.environments import ENVIRONMENTS, reaches
from app.domain.accounts.key_texts import PREFIXES, PRODUCTOS, digest_of, is_well_formed, new_key, shown_part


@pytest.mark.parametrize(("family", "prefix"), [("productos", "pos_live_"), ("prompt_registry", "po_live_")])
def test_a_key_has_prefix_body_and_checksum_and_no_two_are_the_same(family: str, prefix: str) -> None:
    keys = {new_key(family) for _ in range(200)}

    assert len(keys) == 200
    for key in keys:
        assert key.startswith(prefix)
        assert len(key) == len(prefix) + 43 + 6
        assert [other for other in PREFIXES if is_well_formed(key, family=other)] == [family]
        assert shown_part(key) == key[:12]
        assert len(digest_of(key)) == 32


@given(position=st.integers(9, 57), letter=st.sampled_from(string.ascii_letters + string.digits))
def test_a_mistyped_key_is_recognised(position: int, letter: str) -> None:
    key = new_key(PRODUCTOS)
    mistyped = key[:position] + letter + key[position + 1 :]

    assert is_well_formed(mistyped, family=PRODUCTOS) == (mistyped == key)


@pytest.mark.parametrize("text", ["", "pos_live_", "po_live_" + "x" * 49, "pos_live_" + "ä" * 49, "x" * 58])
def test_what_is_no_key_is_not_taken_for_one(text: str) -> None:
    assert not is_well_formed(text, family=PRODUCTOS)


def test_a_production_key_reaches_everywhere_and_a_dev_key_itself() -> None:
    reached = {
        environment: [each for each in ENVIRONMENTS if reaches(environment, other=each)] for environment in ENVIRONMENTS
    }

    assert reached == {
        "dev": ["dev"],
        "staging": ["dev", "staging"],
        "production": ["dev", "staging", "production"],
    }

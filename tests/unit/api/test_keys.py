"""The texts of keys."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accounts.key_texts import PRODUCTOS, digest_of, is_well_formed, new_key, shown_part


def test_a_key_has_prefix_body_and_checksum_and_no_two_are_the_same() -> None:
    keys = {new_key(PRODUCTOS) for _ in range(200)}

    assert len(keys) == 200
    for key in keys:
        assert key.startswith("pos_live_")
        assert len(key) == len("pos_live_") + 43 + 6
        assert is_well_formed(key, family=PRODUCTOS)
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

"""Identifiers: new ones sort by time, derived ones never change."""

from uuid import UUID

import pytest

from app.storage.identifiers import derived_id, new_id, parsed_id


def test_new_ids_are_all_different_and_sort_by_their_time() -> None:
    ids = [new_id() for _ in range(1_000)]

    assert len(set(ids)) == 1_000
    assert ids == sorted(ids)
    assert {made.version for made in ids} == {7}
    assert type(ids[0]) is UUID


def test_a_derived_id_depends_on_every_name_and_on_where_one_ends() -> None:
    parent = new_id()

    assert derived_id(parent, "a", 1) == derived_id(parent, "a", 1)
    made = [
        derived_id(parent, "a", 1),
        derived_id(parent, "a", 2),
        derived_id(parent, "a1"),
        derived_id(parent, "ab", "c"),
        derived_id(parent, "a", "bc"),
        derived_id(new_id(), "a", 1),
    ]
    assert len(set(made)) == len(made)


@pytest.mark.parametrize("text", ["", "x", "1", "../../etc", "0" * 31, "g" * 32, "é" * 32])
def test_a_malformed_id_is_nobodys(text: str) -> None:
    assert parsed_id(text) is None

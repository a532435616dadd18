"""JSON on its way into Postgres: nothing that Postgres refuses, and nothing else changed."""

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.json import cleaned, dumps, loads

ANY_TEXT = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.items() for text in texts(list(item))]
    return [text for item in value for text in texts(item)] if isinstance(value, list) else []


@given(VALUES)
def test_what_is_written_holds_neither_nul_nor_lone_surrogates(value: Any) -> None:
    line = dumps(value)

    assert b"\n" not in line
    assert not any("\x00" in text or any("\ud800" <= c <= "\udfff" for c in text) for text in texts(loads(line)))


@given(VALUES)
def test_what_is_written_is_the_value_without_those_characters(value: Any) -> None:
    assert loads(dumps(value)) == cleaned(value)
    assert cleaned(cleaned(value)) == cleaned(value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b", "ab"),
        ("\ud83d", ""),
        ("\ud83d\ude00", ""),
        ("\U0001f600", "\U0001f600"),
        ("\\u0000", "\\u0000"),
        ("\u2028\u2029é", "\u2028\u2029é"),
    ],
)
def test_ordinary_text_stays_as_it_is(written: str, kept: str) -> None:
    assert loads(dumps({"text": written})) == {"text": kept}


def test_keys_are_cleaned_like_values() -> None:
    assert loads(dumps({"a\x00": {"b\ud800": 1}})) == {"a": {"b": 1}}


def test_clean_values_are_written_exactly_as_orjson_writes_them() -> None:
    value = {"z": 1, "a": [1.5, None, "ü"]}

    assert dumps(value) == orjson.dumps(value)


def test_what_json_has_no_word_for_is_refused() -> None:
    with pytest.raises(TypeError):
        dumps({"set": {1}})

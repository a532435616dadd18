"""Text from outside, made fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.agents.runner import is_stored_unchanged
from workers.agents.plain_text import one_line, plain, plain_from_html, tidied

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@given(ANY_TEXT, st.integers(min_value=1, max_value=50))
def test_whatever_comes_in_what_goes_out_is_short_and_can_be_stored(text: str, limit: int) -> None:
    for fit in (plain, one_line, plain_from_html, tidied):
        assert len(fit(text, limit)) <= limit
        assert is_stored_unchanged(fit(text, limit))


def test_line_breaks_and_tabs_stay_and_other_controls_go() -> None:
    assert plain("a\x00b\r\n\tc\x1b[31m\ud83d", 50) == "ab\n\tc[31m"


def test_direction_marks_that_could_turn_a_text_around_are_dropped() -> None:
    assert plain("user\u202egnp.exe", 50) == "usergnp.exe"


def test_what_is_not_text_reads_as_empty() -> None:
    assert [fit(["x"], 9) for fit in (plain, one_line, plain_from_html)] == ["", "", ""]


def test_html_loses_its_tags_scripts_and_entities() -> None:
    page = "<p>Cats &amp; <b>dogs</b></p><script>alert(1)</script><style>p{}</style><!-- no -->!"
    assert plain_from_html(page, 99) == "Cats & dogs !"


def test_markup_that_appears_only_after_unescaping_is_text() -> None:
    assert plain_from_html("a &lt;b&gt; c", 99) == "a <b> c"


@pytest.mark.parametrize("mark", ["<", "<!--", "<script>", "&lt;", "\n \n"])
def test_a_megabyte_of_half_open_markup_is_read_at_once(mark: str) -> None:
    assert len(plain_from_html(mark * 250_000, 400)) <= 400


def test_a_cut_text_says_so() -> None:
    assert plain("word " * 10, 12) == "word word w…"

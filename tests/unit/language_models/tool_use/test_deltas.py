"""Replacements turn one text into another, and each finds its place exactly once."""

from hypothesis import given
from hypothesis import strategies as st

from workers.language_models.offline.tool_use.edits.deltas import replacements

LINES = st.lists(st.sampled_from(["a", "b", "    c", "", "a = 1"]), max_size=12).map("\n".join)


@given(LINES, LINES)
def test_replacements_lead_from_one_text_to_the_other(before: str, after: str) -> None:
    text = before
    for old, new in (pairs := replacements(before, after)):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert text == after or not pairs


def test_an_insertion_keeps_a_line_beside_it() -> None:
    assert replacements("import os\n\nrun()\n", "import os\nimport sys\n\nrun()\n") == [
        ("import os", "import os\nimport sys")
    ]

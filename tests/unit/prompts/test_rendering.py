"""Placeholders: plain substitution and nothing else."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.prompts.rendering import LONGEST_RENDERING, check_variables, placeholders, render
from app.errors import MissingVariables, TextTooLong

texts = st.text(alphabet=st.sampled_from("ab{}| \n<&\\$1"), max_size=30)


@pytest.mark.parametrize(
    ("template", "rendered"),
    [
        ("Hello {{userName}}!", "Hello Ada!"),
        ("{{ userName }}{{\tuserName\n}}", "AdaAda"),
        ("{{userName}}{{userName}}", "AdaAda"),
        ("{{plan|free plan}}", "free plan"),
        ("{{plan|}}.", "."),
        ("{{userName|nobody}}", "Ada"),
        ("{{html}}", "<b>&amp;</b>"),
        ("{{tricky}}", "{{userName}} \\1 \\g<0> $1"),
        ("{userName} {{user name}} {{}} {{1a}} {{a b|c}}", "{userName} {{user name}} {{}} {{1a}} {{a b|c}}"),
        ("{{{userName}}}", "{Ada}"),
        ("{{#if userName}}{{userName.x}}", "{{#if userName}}dotted"),
        ("{{userName", "{{userName"),
        ("", ""),
    ],
)
def test_a_template_is_filled_in(template: str, rendered: str) -> None:
    values = {
        "userName": "Ada",
        "html": "<b>&amp;</b>",
        "tricky": "{{userName}} \\1 \\g<0> $1",
        "userName.x": "dotted",
    }

    assert render(template, values) == rendered


def test_expressions_are_not_even_placeholders() -> None:
    for hostile in ("{{7*7}}", "{{ ''.__class__ }}", "{{x.upper()}}", "{% for a in b %}", "{{x[0]}}", "{{x|e|e(1)}}"):
        assert render(hostile, {}) in (hostile, "e|e(1)")


def test_all_that_is_missing_is_named_once_in_order_of_appearance() -> None:
    with pytest.raises(MissingVariables) as caught:
        check_variables(["{{b}} {{a}} {{c|x}} {{b}}", "{{d}} {{given}}"], {"given": ""})

    assert caught.value.details == {"missing": ["b", "a", "d"]}
    check_variables(["{{a|}}", "{{b}}"], {"b": ""})


@given(values=st.dictionaries(st.sampled_from("abc"), texts), pieces=st.lists(texts, max_size=6))
def test_text_outside_of_placeholders_stays_and_values_are_not_looked_through(
    values: dict[str, str], pieces: list[str]
) -> None:
    plain = [piece.replace("{", "").replace("}", "") for piece in pieces]
    template = "".join(f"{piece}{{{{{name}}}}}" for piece, name in zip(plain, "abcabc", strict=False))
    expected = "".join(f"{piece}{values.get(name, '')}" for piece, name in zip(plain, "abcabc", strict=False))

    assert render(template, values) == expected


@given(template=texts)
def test_no_template_breaks_it(template: str) -> None:
    names = [name for name, _ in placeholders(template)]

    assert render(template, dict.fromkeys(names, "")) is not None


def test_the_result_is_bounded_before_it_is_made() -> None:
    assert len(render("{{x}}" * 64, {"x": "y" * (LONGEST_RENDERING // 64)})) == LONGEST_RENDERING
    for template in ("{{x}}" * 65, "{{x}}" * 40_000, "{{x}}" * 64 + "z"):
        with pytest.raises(TextTooLong):
            render(template, {"x": "y" * (LONGEST_RENDERING // 64)})


@pytest.mark.parametrize(
    ("start", "middle"), list(product(["{{", "{{a", "{{a|", "{{ ", "{"], [" ", "{", "a", "|", "{{a", "{{ a "]))
)
def test_long_input_that_almost_matches_is_read_once(start: str, middle: str) -> None:
    """A pattern that tried twice would take hours here; the suite's own time limit would end it."""
    template = start + middle * 100_000

    assert list(placeholders(template)) == []
    assert render(template, {}) == template

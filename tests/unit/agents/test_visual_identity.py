"""Tokens: legible whatever is asked for, the same each time, different where the question is, safe in a style sheet."""

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.language_models.varied_ideas import IDEAS
from workers.agents.visual_identity.colours import parsed_colour
from workers.agents.visual_identity.contrast import PAIRS, contrast, level
from workers.agents.visual_identity.css import tokens_css
from workers.agents.visual_identity.fonts import STACKS
from workers.agents.visual_identity.moods import MOOD_WORDS
from workers.agents.visual_identity.oklch import Oklch, from_hex
from workers.agents.visual_identity.palettes import tokens_for
from workers.agents.visual_identity.tokens import DesignTokens, Palette

ROLES = {
    "background", "surface", "surface_raised", "border", "text", "text_muted", "primary", "on_primary",
    "primary_soft", "on_primary_soft", "accent", "on_accent", "success", "warning", "danger", "focus",
}  # fmt: skip
NASTY = "red; } </style><script>alert(1)</script> ${x} `y` {{z}} \\ \" ' \u202e 🏃"

any_text = st.one_of(st.text(max_size=60), st.sampled_from([NASTY, "a" * 1_000, "", *sorted(MOOD_WORDS)]))
any_colour = st.one_of(
    st.none(), any_text, st.integers(0, 0xFFFFFF).map("#{:06x}".format), st.sampled_from(["#ffffff", "#000000", "#ff0"])
)


def tokens(mood: str = "calm", primary: str | None = None, seed: str = "habit tracker") -> DesignTokens:
    return tokens_for(name="Edgewise", mood=mood, primary=primary, seed=seed)


@settings(max_examples=80)
@given(mood=st.lists(st.sampled_from(sorted(MOOD_WORDS)), max_size=4), primary=any_colour, seed=any_text)
def test_every_pair_of_every_palette_is_legible(mood: list[str], primary: str | None, seed: str) -> None:
    look = tokens(", ".join(mood), primary, seed)
    for palette in (look.light, look.dark):
        assert [pair for pair in PAIRS if pair.ratio(palette) < pair.least] == []


@given(name=any_text, mood=any_text, primary=any_colour, seed=any_text)
def test_nothing_that_somebody_wrote_gets_into_the_style_sheet(
    name: str, mood: str, primary: str | None, seed: str
) -> None:
    css = tokens_css(tokens_for(name=name, mood=mood, primary=primary, seed=seed))
    values = re.findall(r": ([^;{}]*);\n", css)
    assert len(values) == css.count(";")
    assert all(re.fullmatch(r"[#\w .,%'()/+-]+", value) for value in values)
    assert css.count("{") == css.count("}") == 5


def test_tokens_survive_the_session_as_json() -> None:
    look = tokens()
    assert DesignTokens.model_validate_json(look.model_dump_json()) == look


def test_the_same_question_has_the_same_answer() -> None:
    assert tokens() == tokens()


def test_every_documented_role_is_there() -> None:
    assert set(Palette.model_fields) >= ROLES


def test_the_named_colour_stays_the_brands() -> None:
    look = tokens(primary="#FFD600")
    assert look.primary == look.light.brand == look.dark.brand == "#ffd600"
    assert abs(from_hex(look.light.primary).hue - from_hex("#ffd600").hue) < 12


def test_ideas_look_different() -> None:
    looks = [tokens("", None, idea) for idea in IDEAS]
    same = [
        (one.name, other.name)
        for one, other in combinations(looks, 2)
        if (one.primary, one.typography, one.radii) == (other.primary, other.typography, other.radii)
    ]
    assert same == []
    assert len({look.primary for look in looks}) >= len(looks) - 1


@pytest.mark.parametrize("word", sorted(MOOD_WORDS))
def test_every_mood_word_changes_the_look(word: str) -> None:
    def look(mood: str, seed: str) -> object:
        return tokens(mood, None, seed).model_dump(exclude={"mood"})

    assert any(look(word, seed) != look("", seed) for seed in list(IDEAS)[:3])


def test_the_first_of_two_contrary_words_wins() -> None:
    assert tokens("playful, brutalist").radii.medium > 0
    assert tokens("brutalist, playful").radii.medium == 0


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#36C", "#3366cc"),
        ("3366cc", "#3366cc"),
        (" #3366CCFF ", "#3366cc"),
        ("rgb(51, 102, 204)", "#3366cc"),
        ("rgba(51 102 204 / 0.5)", "#3366cc"),
        ("hsl(220, 60%, 50%)", "#3366cc"),
        ("a deep forest green", "#22663a"),
        ("Teal", "#0f8074"),
        ("red; } body { display: none", "#d62839"),
        ("", None),
        ("#12", None),
        ("no idea", None),
        (7, None),
        ("rgb(1)", None),
        (NASTY.replace("red", ""), None),
    ],
)
def test_colours_are_read_as_people_write_them(written: object, colour: str | None) -> None:
    assert parsed_colour(written) == colour


def test_contrast_is_what_wcag_says_it_is() -> None:
    assert contrast("#000000", "#ffffff") == contrast("#ffffff", "#000000") == 21
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert [level(ratio) for ratio in (7, 4.5, 3, 2.9)] == ["AAA", "AA", "AA large", "decorative"]


@given(st.integers(0, 0xFFFFFF).map("#{:06x}".format))
def test_a_colour_survives_the_way_through_oklch(colour: str) -> None:
    assert from_hex(colour).hex() == colour


@given(st.floats(-1, 2), st.floats(0, 1), st.floats(-720, 720))
def test_any_oklch_is_shown_somehow(lightness: float, chroma: float, hue: float) -> None:
    assert re.fullmatch("#[0-9a-f]{6}", Oklch(lightness, chroma, hue).hex())


def test_every_stack_of_fonts_ends_with_a_generic_family() -> None:
    assert {stack.rpartition(", ")[2] for stack in STACKS.values()} == {"serif", "sans-serif", "monospace"}

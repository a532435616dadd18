"""Screens as HTML: every section is drawn, nothing that anybody wrote becomes markup, navigation leads everywhere."""

import re
from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.agents.pages import sections as kinds
from workers.agents.pages.look import Look, look_of
from workers.agents.pages.screen_markup import Frame, Place, render_screen, shell_of
from workers.agents.pages.section_markup import Spot, section_markup
from workers.agents.pages.styles import page_css
from workers.agents.visual_identity.css import tokens_css
from workers.agents.visual_identity.palettes import tokens_for

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "--><script>alert(1)</script><!--",
    "--!><b>",
    "${alert(1)} `{{7*7}}` {x}",
    "javascript:alert(1)",
    "</style><style>*{display:none}",
    "a" * 160,
    "تطبيق لتتبع العادات",
    "🏃🥗😴",
    "",
    "\x00\x1b\u202e",
]
PLACES = (
    Place(id="landing", name="Landing page", href="landing.html", type="landing"),
    Place(id="dashboard", name="Dashboard", href="dashboard.html", type="dashboard"),
)


class Structure(HTMLParser):
    """Elements with their attributes, texts, comments, and whether every element was closed where it had to be."""

    VOID = frozenset({"meta", "link", "input", "br", "path", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def shape(self) -> list[str]:
        """Which elements there are and which attributes they have, in order."""
        return [f"{tag} {' '.join(sorted(attributes))}" for tag, attributes in self.elements]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def sections_of(text: str) -> list[Any]:
    """One section of every kind that says ``text`` wherever it says anything."""
    action = kinds.Action(label=text, target=text)
    item = kinds.Item(title=text, text=text)
    field_types = ["text", "select", "checkbox", "textarea"]
    return [
        kinds.Hero(eyebrow=text, headline=text, text=text, primary=action, secondary=action),
        kinds.Features(heading=text, items=[item, item]),
        kinds.Steps(heading=text, items=[item]),
        kinds.Pricing(heading=text, tiers=[kinds.Tier(name=text, price=text, text=text, points=[text], action=action)]),
        kinds.Faq(heading=text, items=[kinds.Question(question=text, answer=text)]),
        kinds.Stats(heading=text, items=[kinds.Stat(value=text, label=text)]),
        kinds.Entries(heading=text, items=[kinds.Entry(title=text, note=text, status=text)], action=action),
        kinds.Chart(heading=text, caption=text, bars=[kinds.Bar(label=text, value=3), kinds.Bar(label=text, value=9)]),
        kinds.Form(
            heading=text,
            text=text,
            fields=[kinds.FormField(label=text, type=type, placeholder=text, options=[text]) for type in field_types],  # type: ignore[arg-type]
            action=action,
        ),
        kinds.Prose(heading=text, paragraphs=[text]),
        kinds.CallToAction(heading=text, text=text, action=action),
        kinds.Voices(heading=text, items=[kinds.Voice(text=text, who=text)]),
        kinds.Table(heading=text, columns=[text, text], rows=[[text], [text, text, text]]),
        kinds.Footer(text=text, links=[action]),
    ]


def page(sections: list[Any], *, product: str = "Edgewise", note: str = "", here: Place = PLACES[0]) -> str:
    # A model's screen has at most ten sections; the renderer has to be right for any number.
    screen = kinds.Screen.model_construct(title=product, sections=sections, note=note)
    frame = Frame(product=product, places=PLACES, look=look_of(mood="calm", seed="x"), remark=note)
    return render_screen(screen, place=here, frame=frame)


def test_there_is_a_drawing_for_every_kind_of_section() -> None:
    union = get_args(get_args(kinds.Section)[0])
    assert {type(section) for section in sections_of("x")} == set(union)
    spot = Spot(number=1, last=False, links={}, top=False, neighbours=())
    assert all("Word" in section_markup(section, spot) for section in sections_of("Word"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    harmless = Structure(page(sections_of("w" * len(text) or "w"), product="w", note="w"))
    drawn = Structure(page(sections_of(text), product=text, note=text))
    assert drawn.open == harmless.open == []
    assert not drawn.all("script")
    if text.strip("\x00\x1b\u202e"):
        assert drawn.shape == harmless.shape


@settings(max_examples=60)
@given(text=st.text(max_size=120))
def test_no_text_at_all_opens_an_element_or_an_attribute(text: str) -> None:
    drawn = Structure(page(sections_of(text), product=text, note=text))
    assert drawn.open == []
    attributes = {name for _, own in drawn.elements for name in own}
    assert not {name for name in attributes if name.startswith("on")}
    assert all(
        (link["href"] or "").endswith(".html") or (link["href"] or "").startswith("#") for link in drawn.all("a")
    )


def test_a_comment_cannot_be_ended_by_its_text() -> None:
    html = page(sections_of("x"), note="--><b>out</b> --!> <!-- -")
    assert "<b>" not in html
    assert Structure(html).open == []


def test_every_screen_is_reached_from_every_screen_and_the_current_one_is_told() -> None:
    drawn = Structure(page(sections_of("x"), here=PLACES[1]))
    links = drawn.all("a")
    assert {place.href for place in PLACES} <= {link["href"] for link in links}
    assert [link["href"] for link in links if link.get("aria-current") == "page"] == ["dashboard.html"]


def test_an_action_leads_to_its_screen_and_else_to_the_next_section() -> None:
    action = kinds.Action(label="Go", target="dashboard")
    away = kinds.CallToAction(heading="h", action=action)
    here = kinds.CallToAction(heading="h", action=kinds.Action(label="Go", target="nowhere"))
    drawn = Structure(page([away, here, here]))
    buttons = [link["href"] for link in drawn.all("a") if "button" in (link.get("class") or "")]
    assert buttons == ["dashboard.html", "#part-3", "#top"]


@pytest.mark.parametrize("here", PLACES)
def test_a_screen_has_one_main_heading_labels_and_landmarks(here: Place) -> None:
    hero_first = Structure(page(sections_of("x"), here=here))
    without_hero = Structure(page(sections_of("x")[1:], here=here))
    for drawn in (hero_first, without_hero):
        assert len(drawn.all("h1")) == len(drawn.all("main")) == len(drawn.all("nav")) == 1
        ids = [attributes["id"] for _, attributes in drawn.elements if attributes.get("id")]
        assert len(set(ids)) == len(ids)
        named = {attributes["aria-labelledby"] for _, attributes in drawn.elements if "aria-labelledby" in attributes}
        assert named <= set(ids)
        controls = {own["id"] for tag in ("input", "select", "textarea") for own in drawn.all(tag) if own.get("id")}
        assert controls == {label["for"] for label in drawn.all("label") if "for" in label}


def test_pages_ask_nobody_outside_for_anything() -> None:
    html = page(sections_of("x"))
    assert "http" not in html + page_css()
    assert "url(" not in page_css()
    assert "@import" not in page_css()


def test_a_page_can_carry_its_style_inside_itself() -> None:
    frame = Frame(product="P", places=PLACES, look=look_of(mood="", seed="x"), inline_css="b{}")
    html = render_screen(kinds.Screen(title="T", sections=sections_of("x")[:1]), place=PLACES[0], frame=frame)
    assert "<style>b{}</style>" in html
    assert "stylesheet" not in html


def test_landing_pages_and_the_product_s_inside_have_different_shells() -> None:
    assert (shell_of("landing"), shell_of("dashboard"), shell_of("onboarding")) == ("site", "app", "focus")


def test_the_mood_decides_the_arrangement_and_else_the_seed() -> None:
    assert look_of(mood="warm, minimal", seed="a") == look_of(mood="warm", seed="b")
    assert len({look_of(mood="", seed=str(number)).classes for number in range(40)}) > 10
    assert look_of(mood="", seed="a") == look_of(mood="", seed="a")


def test_the_style_sheet_knows_every_arrangement() -> None:
    looks = [look_of(mood="", seed=str(number)) for number in range(200)]
    told = {name for look in looks for name in look.classes.split()} - {"backdrop-plain"}
    assert {name for name in told if f".{name} " not in page_css() and f".{name}." not in page_css()} == set()
    assert isinstance(looks[0], Look)


def test_the_style_sheet_draws_with_nothing_but_what_the_tokens_define() -> None:
    tokens = tokens_css(tokens_for(name="P", mood="calm", primary=None, seed="x"))
    defined = set(re.findall(r"(--[a-z0-9-]+):", tokens)) | {"--share"}
    assert set(re.findall(r"var\((--[a-z0-9-]+)", page_css())) <= defined
    assert not re.search(r"#[0-9a-f]{3,8}\b(?! 10%| ?\))|rgba?\(|hsla?\(", page_css())


def test_the_style_sheet_s_brackets_are_balanced() -> None:
    assert page_css().count("{") == page_css().count("}")
    assert page_css().count("(") == page_css().count(")")

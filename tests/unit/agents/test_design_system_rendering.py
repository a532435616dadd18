"""DESIGN.md and its pages: complete, well formed, and of the same structure whatever the words in them are."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.agents.design_examples import system
from tests.unit.language_models.varied_ideas import reading_of
from workers.agents.design_system.component_catalogue import COMPONENTS, STATES
from workers.agents.design_system.document.document import design_md
from workers.agents.design_system.outputs import ComponentNote
from workers.agents.design_system.preview.components import DEMOS
from workers.agents.design_system.preview.page import preview_page
from workers.agents.visual_identity.contrast import PAIRS
from workers.agents.visual_identity.moods import MOOD_WORDS
from workers.language_models.offline.writers.brand_direction import MOODS
from workers.language_models.offline.writers.component_guidance import component_guidance

NASTY = [
    "</script><script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='x",
    "${7*7} {{7*7}} `whoami` {x} %s",
    "# Heading | cell | ![x](javascript:alert(1)) [a](b) <!-- c",
    "1. item\n\n## Another\n```\ncode",
    "a" * 1_000,
    "مرحبا بالعالم \u202e abc",
    "🏃🥗😴",
    "\\",
    "&lt;script&gt; &amp;",
]
any_words = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=80))
VOID = {"meta", "input", "path", "br", "img"}


class Structure(HTMLParser):
    """Tags with the names of their attributes, in order; raises where they do not match."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def outline(document: str) -> list[str]:
    """What each line of a Markdown document is, without what it says."""
    return [re.sub(r"[^#|\-\s`].*", "", line)[:8] for line in document.splitlines()]


@settings(max_examples=60, deadline=None)
@given(any_words)
def test_no_words_change_the_structure_of_a_page(words: str) -> None:
    page = preview_page(system(words), "light")
    found = Structure(page)
    assert found.tags == Structure(preview_page(system("Habits"), "light")).tags
    assert not any(name.startswith("on") for _, names in found.tags for name in names)
    assert all(address.startswith("#") or address in {"light.html", "dark.html"} for address in found.addresses)


@settings(max_examples=60, deadline=None)
@given(any_words)
def test_no_words_change_the_structure_of_the_document(words: str) -> None:
    document, plain = design_md(system(words)), design_md(system("Habits"))
    assert outline(document) == outline(plain)
    assert len(re.findall(r"(?<!\\)`", document)) == len(re.findall(r"(?<!\\)`", plain))
    assert not re.search(r"<[a-zA-Z/!]", re.sub(r"(?<!\\)`[^`]*`", "", document))


@pytest.mark.parametrize("theme", ["light", "dark", None])
def test_a_page_needs_nothing_from_elsewhere_and_no_script(theme: str) -> None:
    page = preview_page(system(), theme)  # type: ignore[arg-type]
    tags = {tag for tag, _ in Structure(page).tags}
    assert not tags & {"script", "link", "img", "iframe", "base", "form", "object"}
    assert "url(" not in page
    assert "@import" not in page


def test_the_pages_lead_to_each_other() -> None:
    assert 'href="dark.html"' in preview_page(system(), "light")
    assert 'href="light.html"' in preview_page(system(), "dark")
    assert 'data-theme="dark"' in preview_page(system(), "dark")
    assert "data-theme=" not in preview_page(system(), None).partition("<head>")[0]


def test_identifiers_on_a_page_are_unique_and_links_inside_it_arrive() -> None:
    page = preview_page(system(), "light")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(set(ids)) == len(ids)
    assert {address[1:] for address in Structure(page).addresses if address.startswith("#")} - {"card"} <= set(ids)
    assert set(re.findall(r'(?:for|aria-describedby|aria-labelledby|popovertarget)="([^"]+)"', page)) <= set(ids)


def test_every_component_has_a_demonstration_and_every_state_a_look() -> None:
    assert set(DEMOS) == {kind.name for kind in COMPONENTS}
    assert {state for kind in COMPONENTS for state in kind.states} <= set(STATES)
    assert set(ComponentNote.model_fields["component"].annotation.__args__) == set(DEMOS)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "title",
    [
        "Principles", "Voice", "Colour", "Typography", "Spacing and layout", "Radii", "Elevation", "Motion",
        "Iconography", "Components", "Accessibility", "Do and don’t", "Tokens", "Notes",
    ],
)  # fmt: skip
def test_the_document_has_every_section(title: str) -> None:
    assert f"\n## {title}\n" in design_md(system())


def test_the_document_has_the_computed_contrast_of_every_pair_in_both_themes() -> None:
    look = system().tokens
    document = design_md(system())
    for pair in PAIRS:
        row = next(
            line for line in document.splitlines() if line.startswith(f"| `{pair.foreground}` | `{pair.background}`")
        )
        for palette in (look.light, look.dark):
            assert f"{int(pair.ratio(palette) * 100) / 100:.2f} : 1" in row


def test_every_component_is_documented_with_its_states() -> None:
    document = design_md(system())
    for kind in COMPONENTS:
        assert f"\n### {kind.title}\n" in document
        assert f"**States:** {', '.join(kind.states)}" in document


def test_the_offline_model_knows_every_component_and_only_moods_that_change_something() -> None:
    written = component_guidance(reading_of("Meal planner for families"))["components"]
    assert {note["component"] for note in written} == set(DEMOS)
    assert {word for mood in MOODS for word in mood} <= MOOD_WORDS

"""What a path asks for, before any file is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.previews.content_types import content_type
from app.previews.paths import WantedPath, wanted_path


@pytest.mark.parametrize(
    ("target", "parts", "is_folder"),
    [
        (b"/", (), True),
        (b"/a/b.html", ("a", "b.html"), False),
        (b"/a/", ("a",), True),
        (b"/a?x=/../", ("a",), False),
        (b"/%C3%A4%20b", ("ä b",), False),
        (b"/a%3Fb", ("a?b",), False),
        (b"/a.b..c", ("a.b..c",), False),
    ],
)
def test_a_plain_path_is_decoded_once(target: bytes, parts: tuple[str, ...], is_folder: bool) -> None:
    found = wanted_path(target)

    assert found is not None
    assert (found.parts, found.is_folder) == (parts, is_folder)


@pytest.mark.parametrize(
    "target",
    [
        b"",
        b"a",
        b"/..",
        b"/a/../b",
        b"/.a",
        b"//a",
        b"/a//",
        b"/%2e",
        b"/a%2Fb",
        b"/a%5Cb",
        b"/a\\b",
        b"/%00",
        b"/%7F",
        b"/%",
        b"/%a",
        b"/%gg",
        b"/%FF",
        b"/a#b",
    ],
)
def test_anything_else_is_no_path(target: bytes) -> None:
    assert wanted_path(target) is None


@given(st.binary(max_size=40).map(lambda tail: b"/" + tail))
def test_no_target_ever_leads_upwards_to_hidden_names_or_into_another_origin(target: bytes) -> None:
    found = wanted_path(target)
    if found is not None:
        assert all(part and not part.startswith(".") and not set(part) & set("/\\\0") for part in found.parts)
        assert not found.as_folder().address().startswith("//")


@given(st.lists(st.text(min_size=1).filter(lambda part: part.isprintable()), max_size=4))
def test_an_address_leads_to_the_path_that_it_was_made_of(parts: list[str]) -> None:
    wanted = WantedPath(tuple(parts), is_folder=True)

    assert wanted_path(wanted.address().encode()) in (wanted, None)


def test_a_page_may_be_asked_for_without_its_ending() -> None:
    assert WantedPath(("about",), is_folder=False).candidates() == ("about", "about.html")
    assert WantedPath(("docs",), is_folder=True).candidates() == ("docs/index.html",)
    assert WantedPath((), is_folder=True).candidates() == ("index.html",)


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("a/b.HTML", "text/html; charset=utf-8"),
        ("x.js", "text/javascript; charset=utf-8"),
        ("x.svg", "image/svg+xml; charset=utf-8"),
        ("x.woff2", "font/woff2"),
        ("html", "text/html; charset=utf-8"),
        ("x.html.unknown", "application/octet-stream"),
        ("no-ending", "application/octet-stream"),
    ],
)
def test_a_name_says_what_a_file_is(path: str, type: str) -> None:
    assert content_type(path) == type

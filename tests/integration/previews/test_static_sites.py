"""A folder of a sandbox as a website, asked for over a real connection."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from app.sandboxes.records import Site
from tests.integration.previews.show import Show, Shown

FILES: dict[str, str | bytes] = {
    "site/index.html": "<!doctype html><title>Home</title>",
    "site/about.html": "About",
    "site/about/team.html": "Team",
    "site/docs/index.html": "Docs",
    "site/_next/static/chunks/main-4f.js": "console.log(1)",
    "site/[slug]/index.html": "Any",
    "site/Grüße aus Köln.txt": "Hallo",
    "site/page": "no ending",
    "site/evil.txt": "<script>alert(1)</script>",
    "site/big.bin": bytes(range(256)) * 4096,
    "site/empty.css": "",
    "site/.env": "SECRET=1",
    "site/.git/config": "SECRET=2",
    "outside.html": "SECRET=3",
}


@pytest.fixture
def shown(show: Show) -> Shown:
    return show.sandbox(FILES, site=Site(folder="site"))


@pytest.mark.parametrize(
    ("path", "content", "type"),
    [
        ("/", "<!doctype html><title>Home</title>", "text/html; charset=utf-8"),
        ("/index.html", "<!doctype html><title>Home</title>", "text/html; charset=utf-8"),
        ("/?utm=1", "<!doctype html><title>Home</title>", "text/html; charset=utf-8"),
        ("/about", "About", "text/html; charset=utf-8"),
        ("/about/team", "Team", "text/html; charset=utf-8"),
        ("/docs/", "Docs", "text/html; charset=utf-8"),
        ("/%5Bslug%5D/", "Any", "text/html; charset=utf-8"),
        ("/_next/static/chunks/main-4f.js", "console.log(1)", "text/javascript; charset=utf-8"),
        ("/Gr%C3%BC%C3%9Fe%20aus%20K%C3%B6ln.txt", "Hallo", "text/plain; charset=utf-8"),
        ("/page", "no ending", "application/octet-stream"),
        ("/evil.txt", "<script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("/empty.css", "", "text/css; charset=utf-8"),
    ],
)
def test_a_path_is_answered_with_its_file(show: Show, shown: Shown, path: str, content: str, type: str) -> None:
    answer = show.ask(shown.host, path)

    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, content, type)


def test_a_folder_without_its_slash_leads_to_it_with_the_query(show: Show, shown: Shown) -> None:
    answer = show.ask(shown.host, "/docs?x=1")

    assert (answer.status_code, answer.headers["location"]) == (308, "/docs/?x=1")


HIDDEN = [
    "/../outside.html",
    "/docs/../../outside.html",
    "/..%2foutside.html",
    "/%2e%2e/outside.html",
    "/%2e%2e%2foutside.html",
    "/.%2e/outside.html",
    "/%252e%252e/outside.html",
    "/..%5coutside.html",
    "/..\\outside.html",
    "/%c0%ae%c0%ae/outside.html",
    "/%uff0e%uff0e/outside.html",
    "/./index.html",
    "//index.html",
    "//etc/passwd",
    "/docs//index.html",
    "/etc/passwd",
    "/%2fetc/passwd",
    "/.env",
    "/%2eenv",
    "/.git/config",
    "/index.html%00.txt",
    "/index.html%0a",
    "/index.html/",
    "/index.html/x",
    "/%",
    "/%zz",
    "/%ff",
    "/" + "a" * 300,
    "/" + "a/" * 1500,
    "/nothing",
    "/nothing/",
    "/link.html",
    "/folder-link/passwd",
    "/up/outside.html",
    "/pipe",
    "/socket",
    "/index.html;x",
    "/index.html%23",
]


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@pytest.fixture
def laid_out(show: Show, shown: Shown) -> Iterator[Shown]:
    """With links out of the site, a pipe that nobody writes to, and a socket."""
    site = shown.folder / "site"
    (site / "link.html").symlink_to("/etc/passwd")
    (site / "folder-link").symlink_to("/etc")
    (site / "up").symlink_to("..")
    os.mkfifo(site / "pipe")
    with opened(site) as descriptor, socket.socket(socket.AF_UNIX) as listening:
        # The folder's own path may be longer than a socket's may be.
        listening.bind(f"/proc/self/fd/{descriptor}/socket")
        yield shown


@pytest.mark.parametrize("path", HIDDEN, ids=range(len(HIDDEN)))
def test_a_path_to_anything_else_finds_nothing(show: Show, laid_out: Shown, path: str) -> None:
    answer = show.raw(f"GET {path} HTTP/1.1\r\nHost: {laid_out.host}\r\nConnection: close\r\n\r\n".encode())

    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"SECRET" not in answer
    assert b"root:" not in answer


def test_a_link_to_a_file_of_the_same_site_is_not_followed_either(show: Show, shown: Shown) -> None:
    (shown.folder / "site/same.html").symlink_to("index.html")

    assert show.ask(shown.host, "/same.html").status_code == 404


def test_what_is_not_there_shows_the_sites_own_page(show: Show) -> None:
    shown = show.sandbox({"404.html": "<p>Lost?</p>"})

    for path in ("/nothing", "/.hidden", "/a//b"):
        answer = show.ask(shown.host, path)
        assert (answer.status_code, answer.text) == (404, "<p>Lost?</p>")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert show.ask(shown.host, "/nothing", headers={"If-None-Match": answer.headers["etag"]}).status_code == 404


def test_head_says_what_get_would(show: Show, shown: Shown) -> None:
    get, head = show.ask(shown.host, "/big.bin"), show.ask(shown.host, "/big.bin", "HEAD")

    same = ("content-length", "content-type", "etag", "last-modified")
    assert {name: head.headers[name] for name in same} == {name: get.headers[name] for name in same}
    assert (head.status_code, head.content) == (200, b"")
    assert get.content == FILES["site/big.bin"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_files_can_only_be_read(show: Show, shown: Shown, method: str) -> None:
    answer = show.ask(shown.host, "/", method, content=b"x")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_known_version_is_not_sent_again_until_it_changes(show: Show, shown: Shown) -> None:
    first = show.ask(shown.host, "/")
    for headers in (
        {"If-None-Match": first.headers["etag"]},
        {"If-None-Match": f'"other", W/{first.headers["etag"]}'},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        again = show.ask(shown.host, "/", headers=headers)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert parsedate_to_datetime(first.headers["last-modified"]).year > 2000

    show.provider.open(shown.id).write({"site/index.html": b"<!doctype html><title>Moon</title>"})

    changed = show.ask(shown.host, "/", headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.text) == (200, "<!doctype html><title>Moon</title>")


@pytest.mark.parametrize(
    ("asked", "first", "end"),
    [("bytes=0-9", 0, 10), ("bytes=1048000-", 1048000, 1048576), ("bytes=-5", 1048571, 1048576), ("bytes=5-5", 5, 6)],
)
def test_a_range_is_sent_alone(show: Show, shown: Shown, asked: str, first: int, end: int) -> None:
    answer = show.ask(shown.host, "/big.bin", headers={"Range": asked})

    assert (answer.status_code, answer.headers["content-range"]) == (206, f"bytes {first}-{end - 1}/1048576")
    assert answer.content == FILES["site/big.bin"][first:end]


def test_a_range_of_another_version_asks_for_all_and_one_beyond_the_end_is_refused(show: Show, shown: Shown) -> None:
    stale = show.ask(shown.host, "/big.bin", headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    beyond = show.ask(shown.host, "/big.bin", headers={"Range": "bytes=1048576-"})

    assert (stale.status_code, len(stale.content)) == (200, 1048576)
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, "bytes */1048576")


def test_a_site_whose_folder_was_never_made_is_not_found(show: Show) -> None:
    shown = show.sandbox({}, site=Site(folder="app/out"))
    front, other = show.ask(shown.host), show.ask(shown.host, "/about")

    assert (front.status_code, other.status_code) == (404, 404)
    assert "Nothing is shown here yet" in front.text
    assert "Nothing is shown here yet" not in other.text

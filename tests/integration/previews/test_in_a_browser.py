"""What a page in a preview can do to the API and to other previews, tried in a real browser: nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.names import preview_url
from app.sandboxes.records import Site, sandbox_of_session, set_sites
from tests.integration.previews.browser import CHROMIUM, COOKIE, Website, visit, website
from tests.integration.rig import Rig
from tests.support.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH")]

Told = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with website() as running:
        yield running


@pytest.fixture
def told(site: Website, tmp_path: Path) -> Told:
    """What came of the attempts of the page at an address, in a browser that has a cookie of the API's host."""

    def made(url: str) -> dict[str, str]:
        told, cookies = visit(site, url, profile=tmp_path / "profile")
        assert cookies == COOKIE  # so it was there to be seen
        return told

    return made


@pytest.fixture(scope="module")
def rig(stack: Stack) -> Iterator[Rig]:
    made = Rig(stack.services)
    made.tenant_id = made.tenant()
    yield made
    made.close()


def shown(stack: Stack, rig: Rig, files: dict[str, str]) -> str:
    """The address of a new preview of these files."""
    with rig.transaction() as connection:
        record = sandbox_of_session(
            connection, tenant_id=rig.tenant_id, session_id=rig.session(), label="shown", provider="local"
        )
        set_sites(connection, sandbox_id=record.id, sites={3000: Site(folder="")})
    files_written = {path: text.encode() for path, text in files.items()}
    LocalProvider(stack.settings).create(record.id).write(files_written)
    return preview_url(record.name, stack.settings)


def attempts_on(api: str, other: str) -> dict[str, str]:
    localhost = api.replace("127.0.0.1", "localhost")
    return {
        "sees cookies": "() => 'cookies: ' + document.cookie",
        "calls the API": f"() => status('{api}/health')",
        "calls the API with cookies": f"() => status('{api}/health', {{credentials: 'include'}})",
        "calls the API by its other name": f"() => status('{localhost}/health', {{credentials: 'include'}})",
        "calls the API with a key": (
            f"() => status('{api}/api/v1/sessions', {{method: 'POST', body: '{{}}',"
            " headers: {Authorization: 'Bearer pos_live_x'}})"
        ),
        "puts a worker on the API": f"() => navigator.serviceWorker.register('{api}/worker.js')",
        "frames the API": f"() => framed('{api}/docs')",
        "reads another preview": f"() => status('{other}/')",
        "frames another preview": f"() => framed('{other}/')",
        "puts a worker on another preview": f"() => navigator.serviceWorker.register('{other}/worker.js')",
        "takes a common domain": "() => { document.domain = 'localhost'; return document.domain; }",
    }


def test_a_page_in_a_preview_reaches_neither_the_api_nor_another_preview(
    stack: Stack, rig: Rig, told: Told, site: Website
) -> None:
    other = shown(stack, rig, {"index.html": "<p>private</p>", "worker.js": "self.x = 1"})
    attempts = attempts_on(stack.url, other)
    url = shown(stack, rig, {"index.html": site.page_of(attempts), "worker.js": "self.x = 1"})

    came = told(url)

    assert came.pop("sees cookies") == "cookies: "
    assert set(came) == set(attempts) - {"sees cookies"}
    assert {name: what for name, what in came.items() if not what.startswith("refused: ")} == {}


def test_a_page_in_a_preview_works_within_its_own_origin(stack: Stack, rig: Rig, told: Told, site: Website) -> None:
    attempts = {
        "reads its own files": "() => status('/data.json')",
        "keeps things": "() => { localStorage.setItem('a', 'kept'); return localStorage.getItem('a'); }",
        "runs its scripts": "async () => { await import('/module.js'); return window.ran; }",
        "wears its styles": "() => getComputedStyle(document.body).color",
        "frames its own page": "() => framed('/framed')",
        "puts a worker on itself": "async () => Boolean(await navigator.serviceWorker.register('/worker.js'))",
    }
    page = site.page_of(attempts) + '<link rel="stylesheet" href="style.css"><style>body{margin:0}</style>'
    files = {"data.json": "[1]", "module.js": "window.ran = 'ran'", "style.css": "body{color:rgb(1, 2, 3)}"}
    files |= {"framed.html": "<p>mine</p>", "worker.js": "self.x = 1"}

    came = told(shown(stack, rig, {"index.html": page, **files}))

    assert came == {
        "reads its own files": "basic 200 [1]",
        "keeps things": "kept",
        "runs its scripts": "ran",
        "wears its styles": "rgb(1, 2, 3)",
        "frames its own page": "read: <p>mine</p>",
        "puts a worker on itself": "true",
    }


@pytest.mark.parametrize("host", ["somebody.localhost", "preview.localhost"])
def test_a_page_of_another_website_reads_neither_of_them(
    stack: Stack, rig: Rig, told: Told, site: Website, host: str
) -> None:
    """Without our policy on the page, it is the answers that do not let themselves be read."""
    preview = shown(
        stack, rig, {"index.html": "<p>private</p>", "image.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    )
    attempts = {name: act for name, act in attempts_on(stack.url, preview).items() if "cookies" not in name}
    attempts["shows an image of a preview"] = (
        f"() => new Promise((yes, no) => {{ const image = new Image(); image.onload = () => yes('shown');"
        f" image.onerror = () => no(new Error('no')); image.src = '{preview}/image.svg'; }})"
    )
    del attempts["takes a common domain"]
    site.page = site.page_of(attempts)

    came = told(f"http://{host}:{site.port}/")

    assert {name: what for name, what in came.items() if not what.startswith("refused: ")} == {}

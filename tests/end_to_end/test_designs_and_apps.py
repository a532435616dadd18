"""From an idea to screens and an app behind previews: what opens, what it says, and how two ideas differ."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from app.errors import SandboxRefused
from app.sandboxes.providers import provider_of
from tests.support.productos import ProductOS, parsed
from tests.support.stack import Stack

HABITS = "AI-powered habit tracker for remote workers"
BICYCLES = "Marketplace for second-hand bicycle parts with verified mechanics"
OWN_WORDS = {HABITS: "habit", BICYCLES: "bicycle"}
TOPICS = {HABITS: "habit tracker", BICYCLES: "bicycle"}
"""Words that no page about something else has a reason to say."""
PHONE = (500, 2000)
"""Width and height; headless Chromium's windows are no narrower."""


@dataclass(frozen=True)
class Made:
    """A session after all its agents: the terminal events by name."""

    session_id: str
    ends: Mapping[str, Mapping[str, Any]]

    def url(self, agent: str, key: str) -> str:
        return str(self.ends[agent][key])


def fetched(url: str) -> httpx.Response:
    """A preview's page, asked for on loopback by the name in its address."""
    parts = urlsplit(url)
    loopback = parts._replace(netloc=f"127.0.0.1:{parts.port}").geturl()
    return httpx.get(loopback, headers={"Host": parts.netloc}, timeout=60, trust_env=False)


def page(url: str) -> str:
    answer = fetched(url)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), url
    return answer.text


def made_of(productos: ProductOS, idea: str, **code: Any) -> Made:
    session_id = productos.create(idea=idea)
    ends = {}
    for agent, body in {
        "ideation": {"messages": [{"role": "user", "content": idea}]},
        "research": {},
        "prd": {},
        "design-system": {},
        "design": {},
        "code": code,
    }.items():
        frames = productos.run(session_id, f"{agent}-agent", body)
        assert parsed(frames[-1])["type"] == "done"
        ends[agent] = parsed(frames[-2])
    return Made(session_id, ends)


@pytest.fixture(scope="module")
def both(stack: Stack) -> Iterator[dict[str, Made]]:
    with stack.client() as client:
        yield {idea: made_of(ProductOS(client), idea) for idea in OWN_WORDS}


def test_terminal_events_carry_what_is_documented_and_the_session_keeps_it(
    both: dict[str, Made], productos: ProductOS
) -> None:
    for made in both.values():
        kept = productos.client.get(f"/api/v1/sessions/{made.session_id}").json()
        design, code, system = made.ends["design"], made.ends["code"], made.ends["design-system"]
        assert (design["type"], code["type"], system["type"]) == (
            "design_complete",
            "code_complete",
            "design_system_complete",
        )
        assert kept["sandboxName"] == design["sandboxName"] == code["sandboxName"]
        assert kept["sandboxUrl"] == design["sandboxUrl"] == code["sandboxUrl"]
        assert kept["designProjectId"] == design["designProjectId"]
        assert kept["codeProjectId"] == code["codeProjectId"]
        assert kept["designSystemId"] == system["designSystemId"]
        assert kept["phase"] == "coding"


def test_every_address_opens_and_is_about_its_own_idea(both: dict[str, Made]) -> None:
    for idea, made in both.items():
        (other,) = set(OWN_WORDS) - {idea}
        urls = [
            made.url("design-system", "previewUrlLight"),
            made.url("design-system", "previewUrlDark"),
            made.url("design", "sandboxUrl"),
            made.url("code", "sandboxUrl"),
            made.url("code", "appUrl"),
            *(screen["url"] for screen in made.ends["design"]["screens"]),
        ]
        for url in urls:
            text = page(url).lower()
            assert OWN_WORDS[idea] in text, url
            assert TOPICS[other] not in text, url
        assert OWN_WORDS[idea] in made.ends["design-system"]["designMd"].lower()


def test_screens_lead_to_each_other_and_their_styles_are_there(both: dict[str, Made]) -> None:
    for made in both.values():
        url = made.url("design", "designUrl") + "/"
        home = page(url)
        linked = {target for target in re.findall(r'(?:href|src)="([^"#]+)', home) if "://" not in target}
        assert any(target.endswith(".css") for target in linked)
        for target in linked - {"data:"}:
            if not target.startswith("data:"):
                assert fetched(urljoin(url, target)).status_code == 200, target


def test_two_ideas_look_and_read_differently(both: dict[str, Made]) -> None:
    looks, texts = [], []
    for made in both.values():
        styles = fetched(made.url("design", "designUrl") + "/styles.css").text
        looks.append(dict(re.findall(r"(--color-(?:primary|background|accent)|--font-heading): ([^;]+);", styles)))
        words = re.sub(
            r"<(style|script)[^>]*>.*?</\1>|<[^>]+>", "\n", page(made.url("code", "appUrl")), flags=re.DOTALL
        )
        texts.append({line.strip() for line in words.splitlines() if len(line.split()) > 3})
    assert looks[0]["--color-primary"] != looks[1]["--color-primary"]
    assert len(texts[0] & texts[1]) < min(map(len, texts)) / 2


def test_a_deleted_sessions_previews_are_gone(productos: ProductOS) -> None:
    session_id = productos.create(idea=HABITS, entry="design")
    url = parsed(productos.run(session_id, "design-agent", {})[-2])["sandboxUrl"]
    assert fetched(url).status_code == 200

    assert productos.client.delete(f"/api/v1/sessions/{session_id}").status_code == 204

    assert fetched(url).status_code == 404


@pytest.mark.node
@pytest.mark.browser
@pytest.mark.skipif(not shutil.which("npm"), reason="building the app needs Node.js")
@pytest.mark.skipif(not shutil.which("chromium"), reason="looking at the app needs Debian's Chromium")
def test_the_built_app_opens_in_a_browser_at_a_phones_width(stack: Stack, productos: ProductOS, tmp_path: Path) -> None:
    try:
        provider_of(stack.settings).check()
    except SandboxRefused as refused:
        pytest.skip(refused.message)
    if subprocess.run(["npm", "ping"], capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("the package registry cannot be reached")

    made = made_of(productos, HABITS, build=True)

    assert made.ends["code"]["build"]["ok"], made.ends["code"]["build"]
    shown = browsed(made.url("code", "sandboxUrl") + "/", folder=tmp_path)
    product = re.search(r"<title[^>]*>([^<]+)", shown)
    assert product is not None
    assert "/_next/static/" in shown
    assert shown.lower().count("habit") > 5
    features = browsed(made.url("code", "sandboxUrl") + "/features/", folder=tmp_path).lower()
    prd = productos.client.get(f"/api/v1/sessions/{made.session_id}").json()["prd"]
    assert all(plain(requirement["title"]) in plain(features) for requirement in prd["functionalRequirements"])


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("&amp;", " ").replace("&#x27;", " "))


def browsed(url: str, *, folder: Path) -> str:
    """The page as it stands in a browser after its scripts have run."""
    width, height = PHONE
    command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += ["--no-proxy-server", "--virtual-time-budget=10000", f"--window-size={width},{height}"]
    command += [f"--user-data-dir={folder / 'profile'}", "--dump-dom", url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    return done.stdout

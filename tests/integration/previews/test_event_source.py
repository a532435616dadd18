"""An EventSource in a real browser follows an OpenComputer session, whatever becomes of the API meanwhile."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.domain.accounts.key_texts import OPENCOMPUTER
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from tests.integration.previews.browser import CHROMIUM, Website, browsing, heard, website
from tests.support.stack import Stack, running_stack

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH")]

PAGE = """<!doctype html><meta charset="utf-8"><title>Follower</title>
<script>
const tell = (what) => fetch("/told?" + encodeURIComponent(JSON.stringify(what)));
const seen = [];
let breaks = 0;
const source = new EventSource("ADDRESS");
source.onmessage = (event) => {
  seen.push([Number(event.lastEventId), JSON.parse(event.data).type]);
  const count = seen.length;
  if (count === 3) tell({seen: count});
  if (event.data.includes('"turn_complete"')) tell({complete: count});
};
source.onopen = () => { if (breaks) tell({back: breaks}); };
source.onerror = () => {
  breaks += 1;
  if (source.readyState === EventSource.CLOSED) tell({over: seen});
};
</script>"""


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with running_stack(workers=1, BATON_EXTRA_AGENTS="tests.support.computer_agents") as running:
        yield running


@pytest.fixture(scope="module")
def site() -> Iterator[Website]:
    with website() as running:
        yield running


def work(calls: int, pause: float) -> str:
    return json.dumps({"calls": calls, "pause": pause})


def test_a_browser_follows_a_session_across_restarts_without_a_repeated_or_missing_event(
    stack: Stack, site: Website, tmp_path: Path
) -> None:
    with transaction(stack.engine) as connection:
        key = create_key(connection, owner="Ada", family=OPENCOMPUTER).text
    api = httpx.Client(base_url=stack.url, headers={"X-API-Key": key}, timeout=60, trust_env=False)
    made = api.post("/v1/sessions", json={"prompt": work(30, 0.1), "user_id": "ada"}).json()
    session = f"/v1/sessions/{made['id']}"
    process = stack.processes["api"]
    address = f"{stack.url}{session}/events?api_key={key}&user_id=ada"
    site.page = PAGE.replace("ADDRESS", address)

    kept: list[dict[str, Any]] = []

    def told(what: str) -> Any:
        """What the page tells next under this name; news of other names, which may overtake it, are kept."""
        while (news := next((each for each in kept if what in each), None)) is None:
            kept.append(heard(site, profile=tmp_path / "profile")[0])
        kept.remove(news)
        return news[what]

    with browsing(f"http://localhost:{site.port}/", profile=tmp_path / "profile"):
        told("seen")
        process.kill()
        process.start()
        told("back")
        told("complete")
        api.post(f"{session}/messages", json={"message": work(5, 0), "user_id": "ada"}).raise_for_status()
        told("complete")
        process.signal(signal.SIGTERM)
        process.stop()
        process.start()
        stack.wait_until_ready()
        api.delete(session).raise_for_status()
        seen = told("over")

    with api.stream("GET", f"{session}/events") as replay:
        lines = [line for line in replay.iter_lines() if line]
    api.close()
    ids = [int(line.removeprefix("id: ")) for line in lines if line.startswith("id: ")]
    types = [json.loads(line.removeprefix("data: "))["type"] for line in lines if line.startswith("data: ")]
    assert seen == [list(each) for each in zip(ids, types, strict=True)]
    one = ["result", "turn_complete"]
    assert types == [*["tool_progress"] * 30, *one, *["tool_progress"] * 5, *one, "session_ended"]

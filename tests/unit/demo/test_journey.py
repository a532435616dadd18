"""The journey against an API that says what the test wants it to say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from app.demo.client import Client, RunStream
from app.demo.journey import STOPS, JourneyFailed, travel
from app.demo.page import Page
from app.demo.screen import Screen

Events = list[dict[str, Any]]


class ScriptedApi(Client):
    """Streams ``events`` of each agent and replays what it has streamed, unless told otherwise."""

    def __init__(self, **events: Events) -> None:
        self.events = {stop.agent: [{"type": stop.terminal}, {"type": "done"}] for stop in STOPS} | events
        self.bodies: dict[str, Mapping[str, Any]] = {}
        self.streamed: list[bytes] = []
        self.state = "completed"
        self.lost = 0
        self.opened: list[str] = []
        self.page = Page(status=200, is_html=True, title="Shelf", size=2048)

    def open_page(self, url: str) -> Page:
        self.opened.append(url)
        return self.page

    def create_session(self, idea: str) -> str:
        return f"session of {idea}"

    @contextmanager
    def run_agent(self, session_id: str, agent: str, body: Mapping[str, Any]) -> Iterator[RunStream]:
        self.bodies[agent] = body
        frames = [b"data: " + orjson.dumps(event) for event in self.events[agent]]
        self.streamed += frames
        yield RunStream(run_id=agent, frames=iter(frames))

    def run_status(self, session_id: str, run_id: str) -> dict[str, Any]:
        return {
            "state": self.state,
            "progress": {"completedSteps": 1, "totalSteps": 2, "currentStep": "thinking"},
            "budget": {"tokensUsed": 12, "tokensLimit": 100, "costIncurred": 0.5, "costLimit": 5},
            "error": None,
        }

    def replay(self, session_id: str) -> list[bytes]:
        return self.streamed[: len(self.streamed) - self.lost]


class Shown:
    """What the screen shows, as one text."""

    def __init__(self) -> None:
        self.text = ""
        self.screen = Screen(self._add)

    def _add(self, piece: str) -> None:
        self.text += piece


def test_every_agent_runs_in_the_documents_order_on_the_idea() -> None:
    api = ScriptedApi()
    travel(api, "Shared tools", Shown().screen)
    assert list(api.bodies) == ["ideation", "research", "prd", "design-system", "design", "code"]
    assert api.bodies["ideation"] == {"messages": [{"role": "user", "content": "Shared tools"}]}
    assert api.bodies["prd"] == {"opportunityIndex": 0}


def test_each_agents_end_is_shown_by_name_with_its_tokens_and_cost() -> None:
    shown = Shown()
    travel(ScriptedApi(), "Shared tools", shown.screen)
    for stop in STOPS:
        assert f"{stop.terminal}: " in shown.text
    assert shown.text.count("12 of 100 tokens, $0.5000 of $5.00") == len(STOPS)


def test_live_text_sources_and_phases_are_shown_as_they_come() -> None:
    shown = Shown()
    events: Events = [
        {"type": "phase", "phase": "ideation"},
        {"type": "text_delta", "delta": "Neigh"},
        {"type": "text_delta", "delta": "bours"},
        {"type": "status", "source": "reddit", "message": "not reachable"},
        {"type": "validation_progress", "state": "scoring", "completed": 1, "total": 4},
        {"type": "ideation_complete"},
        {"type": "done"},
    ]
    travel(ScriptedApi(ideation=events), "Shared tools", shown.screen)
    for expected in (
        "phase: ideation",
        "\nNeighbours\n",
        "reddit: not reachable",
        "validation scoring 1/4",
        "1/2 thinking",
    ):
        assert expected in shown.text


@pytest.mark.parametrize("events", [[], [{"type": "done"}], [{"type": "error", "message": "no"}, {"type": "done"}]])
def test_an_agent_without_its_terminal_event_fails_the_journey(events: Events) -> None:
    with pytest.raises(JourneyFailed, match="research ended with"):
        travel(ScriptedApi(research=events), "Shared tools", Shown().screen)


def test_a_run_that_is_not_completed_fails_the_journey() -> None:
    api = ScriptedApi()
    api.state = "running"
    with pytest.raises(JourneyFailed, match="its run is running"):
        travel(api, "Shared tools", Shown().screen)


def test_a_lost_frame_fails_the_journey() -> None:
    api = ScriptedApi()
    api.lost = 1
    with pytest.raises(JourneyFailed, match="12 frames were streamed and 11 replayed"):
        travel(api, "Shared tools", Shown().screen)


def test_a_frame_that_is_replayed_differently_fails_the_journey(monkeypatch: pytest.MonkeyPatch) -> None:
    api = ScriptedApi()
    monkeypatch.setattr(api, "replay", lambda _: [b"data: {}", *api.streamed[1:]])
    with pytest.raises(JourneyFailed, match="frame 1 was streamed as"):
        travel(api, "Shared tools", Shown().screen)


DESIGNED: Events = [
    {"type": "design_complete", "sandboxUrl": "http://a.localhost", "designUrl": "http://b.localhost", "screens": []},
    {"type": "done"},
]


def test_every_page_that_an_agent_names_is_opened_once() -> None:
    light, dark = "http://ds.localhost/light.html", "http://ds.localhost/dark.html"
    system: Events = [
        {"type": "design_system_complete", "previewUrlLight": light, "previewUrlDark": dark, "designMd": "## A"},
        {"type": "done"},
    ]
    code: Events = [
        {"type": "code_complete", "sandboxUrl": "http://a.localhost", "appUrl": "http://a.localhost", "files": 3},
        {"type": "done"},
    ]
    api, shown = ScriptedApi(**{"design-system": system, "design": DESIGNED, "code": code}), Shown()

    travel(api, "Shared tools", shown.screen)

    assert api.opened == [light, dark, "http://a.localhost", "http://b.localhost", "http://a.localhost"]
    assert "opened http://b.localhost  (Shelf, 2048 bytes)" in shown.text


@pytest.mark.parametrize(
    "page",
    [
        Page(status=404, is_html=True, title="", size=9),
        Page(status=200, is_html=False, title="", size=9),
    ],
)
def test_a_page_that_does_not_open_fails_the_journey(page: Page) -> None:
    api = ScriptedApi(design=DESIGNED)
    api.page = page

    with pytest.raises(JourneyFailed, match=r"http://a\.localhost answered"):
        travel(api, "Shared tools", Shown().screen)

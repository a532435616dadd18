"""OpenComputer's journey against an API that says what the test wants it to say."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from app.demo.computer_client import ComputerClient
from app.demo.computer_journey import FOLLOW_UP, follow
from app.demo.journey import JourneyFailed
from app.demo.page import Page
from app.demo.screen import Screen

CALL = {"type": "tool_use", "id": "1", "name": "write", "input": {"path": "index.html"}}
TURN: list[dict[str, Any]] = [
    {"type": "assistant", "message": {"content": [{"type": "text", "text": "I write a page."}, CALL]}},
    {"type": "tool_use_summary", "tool": "write", "summary": "Wrote index.html\nand more", "is_error": False},
    {"type": "result", "result": "Done."},
    {"type": "turn_complete", "state": "completed"},
]


class ScriptedApi(ComputerClient):
    """Each message gets ``turn``; the log is what was said so far."""

    def __init__(self, turn: list[dict[str, Any]] | None = None) -> None:
        self.turn = turn or TURN
        self.log: list[bytes] = []
        self.said: list[str] = []
        self.opened_at: list[int | None] = []
        self.changed = False
        self.ends = True
        self.page = Page(status=200, is_html=True, title="Todo", size=2048)
        self.told: dict[str, Any] = {
            "id": "session_1",
            "status": "ready",
            "sandboxId": "sb-1",
            "previewUrl": "http://sb-1.localhost",
            "project": {
                "title": "Build",
                "framework": "static",
                "artifacts": [{"path": "a.html", "summary": "Written"}],
            },
        }

    def create(self, prompt: str) -> dict[str, Any]:
        return self.say("session_1", prompt)

    def say(self, session_id: str, message: str) -> dict[str, Any]:
        self.said.append(message)
        self._add(*self.turn)
        return self.told

    def session(self, session_id: str) -> dict[str, Any]:
        return self.told

    def end(self, session_id: str) -> dict[str, Any]:
        self.told["status"] = "ended"
        self.page = Page(status=404 if self.ends else 200, is_html=True, title="", size=9)
        self._add({"type": "session_ended"})
        if self.changed:
            self.log[0] = b"id: 1\ndata: {}"
        return {}

    @contextmanager
    def events(self, session_id: str, *, since: int | None = None) -> Iterator[Iterator[bytes]]:
        self.opened_at.append(since)
        yield iter(self.log[since or 0 :])

    def open_page(self, url: str) -> Page:
        return self.page

    def _add(self, *events: dict[str, Any]) -> None:
        for event in events:
            self.log.append(b"id: %d\ndata: %b" % (len(self.log) + 1, orjson.dumps(event)))


def shown_by(api: ScriptedApi) -> str:
    shown: list[str] = []
    follow(api, "Build it", Screen(shown.append))
    return "".join(shown)


def test_two_messages_are_followed_over_a_cut_connection_to_the_end() -> None:
    api = ScriptedApi()

    shown = shown_by(api)

    assert api.said == ["Build it", FOLLOW_UP]
    assert api.opened_at == [None, 3, 4, None, 9]
    for line in ("I write a page.", "-> write index.html", "write: Wrote index.html\n", "a.html: Written", "(static)"):
        assert line in shown
    assert "opened http://sb-1.localhost  (Todo, 2048 bytes)" in shown
    assert "Replayed 8 frames" in shown


@pytest.mark.parametrize(
    ("turn", "what"),
    [
        ([{"type": "error", "message": "no"}, {"type": "turn_complete", "state": "failed"}], "the turn is failed"),
        ([{"type": "result"}], "ended in the middle"),
    ],
)
def test_a_turn_that_does_not_end_well_fails_the_journey(turn: list[dict[str, Any]], what: str) -> None:
    with pytest.raises(JourneyFailed, match=what):
        shown_by(ScriptedApi(turn))


def test_a_session_that_is_not_ready_a_closed_page_another_replay_and_no_end_fail_the_journey() -> None:
    running, closed, changed, kept = ScriptedApi(), ScriptedApi(), ScriptedApi(), ScriptedApi()
    running.told["status"] = "running"
    closed.page = Page(status=404, is_html=True, title="", size=9)
    changed.changed = True
    kept.ends = False

    failures = {"the session is running": running, "answered 404": closed, "the replay differs": changed}
    for what, api in {**failures, "still there": kept}.items():
        with pytest.raises(JourneyFailed, match=what):
            shown_by(api)

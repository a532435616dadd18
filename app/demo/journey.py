"""The journey: every agent, each opening what the one before has made, then the session again from its first event."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.demo.client import Client, RunStream
from app.demo.frames import event
from app.demo.screen import Screen

LOOK_AT_PROGRESS_EVERY_SECONDS = 0.5


class JourneyFailed(Exception):
    """Something on the way was not as it should be."""


@dataclass(frozen=True, slots=True)
class Stop:
    """An agent on the way: what it is asked, from the idea, and the event that ends its work."""

    agent: str
    terminal: str
    body: Callable[[str], Mapping[str, Any]]


STOPS = (
    Stop("ideation", "ideation_complete", lambda idea: {"messages": [{"role": "user", "content": idea}]}),
    Stop("research", "discover_complete", lambda _: {}),
    Stop("prd", "prd_complete_final", lambda _: {"opportunityIndex": 0}),
    Stop("design-system", "design_system_complete", lambda _: {}),
    Stop("design", "design_complete", lambda _: {}),
    Stop("code", "code_complete", lambda _: {}),
)
PAGES = ("previewUrlLight", "previewUrlDark", "sandboxUrl", "designUrl", "appUrl")
"""Where terminal events say that there is something to look at."""


def travel(client: Client, idea: str, screen: Screen) -> None:
    """Take ``idea`` through all agents and check that the replay equals what was streamed.

    Raises:
        JourneyFailed: an agent did not end well, or the replay differs.
    """
    session_id = client.create_session(idea)
    screen.line(f"Session {session_id}")
    streamed: list[bytes] = []
    for stop in STOPS:
        streamed += _visit(client, session_id, stop, idea, screen)
    _compare(streamed, client.replay(session_id))
    screen.line(f"\nReplayed {len(streamed)} frames; each is byte for byte what was streamed.")


def _visit(client: Client, session_id: str, stop: Stop, idea: str, screen: Screen) -> list[bytes]:
    screen.line(f"\n== {stop.agent} ==")
    started = time.monotonic()
    with client.run_agent(session_id, stop.agent, stop.body(idea)) as stream:
        watch = _Progress(client, session_id, stream, screen)
        frames = []
        for frame in stream.frames:
            frames.append(frame)
            screen.event(event(frame))
            watch.look(event(frame)["type"])
    seconds = time.monotonic() - started
    status = client.run_status(session_id, stream.run_id)
    screen.progress(status)
    _check_end(stop, frames, status)
    screen.line(f"  {_summary(stop, seconds, status)}")
    _open_pages(client, event(frames[-2]), screen)
    return frames


def _open_pages(client: Client, terminal: Mapping[str, Any], screen: Screen) -> None:
    for url in dict.fromkeys(terminal[key] for key in PAGES if terminal.get(key)):
        page = client.open_page(url)
        if page.status != 200 or not page.is_html:
            raise JourneyFailed(f"{url} answered {page.status}, {'HTML' if page.is_html else 'and no HTML'}")
        screen.line(f"  opened {url}  ({page.title}, {page.size} bytes)")


class _Progress:
    """Looks at the run's progress now and then, between events that mean a step."""

    def __init__(self, client: Client, session_id: str, stream: RunStream, screen: Screen) -> None:
        self._client, self._session_id, self._run_id, self._screen = client, session_id, stream.run_id, screen
        self._next_look = 0.0

    def look(self, event_type: str) -> None:
        if event_type not in {"text_delta", "done"} and time.monotonic() >= self._next_look:
            self._next_look = time.monotonic() + LOOK_AT_PROGRESS_EVERY_SECONDS
            self._screen.progress(self._client.run_status(self._session_id, self._run_id))


def _check_end(stop: Stop, frames: list[bytes], status: Mapping[str, Any]) -> None:
    ends = [event(frame)["type"] for frame in frames[-2:]]
    if ends != [stop.terminal, "done"]:
        raise JourneyFailed(f"{stop.agent} ended with {ends}, not with {stop.terminal} and done: {status['error']}")
    if status["state"] != "completed":
        raise JourneyFailed(f"{stop.agent} streamed its end, but its run is {status['state']}")


def _summary(stop: Stop, seconds: float, status: Mapping[str, Any]) -> str:
    budget = status["budget"]
    return (
        f"{stop.terminal}: {seconds:.2f} s, {budget['tokensUsed']} of {budget['tokensLimit']} tokens, "
        f"${float(budget['costIncurred']):.4f} of ${float(budget['costLimit']):.2f}"
    )


def _compare(streamed: list[bytes], replayed: list[bytes]) -> None:
    for number, (live, again) in enumerate(zip(streamed, replayed, strict=False), start=1):
        if live != again:
            raise JourneyFailed(f"frame {number} was streamed as {live[:200]!r} and replayed as {again[:200]!r}")
    if len(streamed) != len(replayed):
        raise JourneyFailed(f"{len(streamed)} frames were streamed and {len(replayed)} replayed")

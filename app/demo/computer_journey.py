"""A session's journey: a prompt, what the agent does, a broken connection, another message, the preview, the end."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.demo.computer_client import ComputerClient
from app.demo.frames import cursor, event
from app.demo.journey import JourneyFailed
from app.demo.screen import Screen

FOLLOW_UP = "Change the heading to My week"
CUT_AFTER = 3
"""Frames after which the connection is cut once."""


def follow(client: ComputerClient, prompt: str, screen: Screen) -> None:
    """Have ``prompt`` done, then ``FOLLOW_UP``, and check that nothing was missed or told twice.

    Raises:
        JourneyFailed: a turn did not end well, the preview did not open, or the replay differs.
    """
    session = client.create(prompt)
    screen.line(f"Session {session['id']}, sandbox {session['sandboxId']}: {session['project']['title']}")
    streamed = _turn(client, session["id"], screen, cut_after=CUT_AFTER)
    _show_project(client, session["id"], screen)
    screen.line(f"\n> {FOLLOW_UP}")
    client.say(session["id"], FOLLOW_UP)
    streamed += _turn(client, session["id"], screen, since=cursor(streamed[-1]))
    _show_project(client, session["id"], screen)
    _end(client, session, streamed, screen)


def _turn(
    client: ComputerClient, session_id: str, screen: Screen, *, since: int | None = None, cut_after: int = 0
) -> list[bytes]:
    """The frames up to the turn's end, however often the connection breaks."""
    frames: list[bytes] = []
    while not frames or event(frames[-1])["type"] != "turn_complete":
        with client.events(session_id, since=cursor(frames[-1]) if frames else since) as coming:
            before = len(frames)
            for frame in coming:
                frames.append(frame)
                _show(event(frame), screen)
                if event(frame)["type"] == "turn_complete" or len(frames) == cut_after:
                    break
            else:
                if len(frames) == before:
                    raise JourneyFailed("the stream ended in the middle of a turn")
        if len(frames) == cut_after:
            screen.line(f"  (connection cut behind event {cursor(frames[-1])}; coming back)")
    if event(frames[-1])["state"] != "completed":
        raise JourneyFailed(f"the turn is {event(frames[-1])['state']}")
    return frames


def _show(told: Mapping[str, Any], screen: Screen) -> None:
    match told:
        case {"type": "assistant", "message": {"content": list(blocks)}}:
            for block in blocks:
                screen.line(f"  {block['text']}" if block["type"] == "text" else f"  {_call(block)}")
        case {"type": "tool_use_summary", "tool": tool, "summary": str(summary), "is_error": failed}:
            first = next(iter(summary.splitlines()), "")
            screen.line(f"    {tool}{' failed' if failed else ''}: {first}")
        case {"type": "error", "message": message}:
            screen.line(f"  error: {message}")


def _call(block: Mapping[str, Any]) -> str:
    given = block.get("input") or {}
    return f"-> {block['name']} {given.get('path') or given.get('command') or given.get('pattern') or ''}".rstrip()


def _show_project(client: ComputerClient, session_id: str, screen: Screen) -> None:
    session = client.session(session_id)
    if session["status"] != "ready":
        raise JourneyFailed(f"the session is {session['status']} after its turn")
    project = session["project"]
    screen.line(f"  project: {project['title']} ({project['framework']})")
    for artifact in project["artifacts"]:
        screen.line(f"    {artifact['path']}: {artifact['summary']}")
    page = client.open_page(session["previewUrl"])
    if page.status != 200 or not page.is_html:
        raise JourneyFailed(f"{session['previewUrl']} answered {page.status}")
    screen.line(f"  opened {session['previewUrl']}  ({page.title}, {page.size} bytes)")


def _end(client: ComputerClient, session: Mapping[str, Any], streamed: Sequence[bytes], screen: Screen) -> None:
    """End the session; its events must then be what was streamed, and one that tells of the end."""
    session_id, preview = session["id"], session["previewUrl"]
    client.end(session_id)
    with client.events(session_id) as coming:
        replayed = list(coming)
    if replayed[: len(streamed)] != list(streamed) or [event(each)["type"] for each in replayed[len(streamed) :]] != [
        "session_ended"
    ]:
        raise JourneyFailed("the replay differs from what was streamed")
    with client.events(session_id, since=cursor(replayed[-1])) as coming:
        if list(coming):
            raise JourneyFailed("something came behind the end")
    if client.session(session_id)["status"] != "ended" or client.open_page(preview).status != 404:
        raise JourneyFailed("the session has not ended, or its preview is still there")
    screen.line(f"\nEnded. Replayed {len(streamed)} frames; each is byte for byte what was streamed.")

"""A workspace's journey: three messages of which one loses its connection, a plan to approve, the script, a replay."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.demo.frames import cursor, event, name
from app.demo.journey import JourneyFailed
from app.demo.screen import Screen
from app.demo.workspace_client import WorkspaceClient

FOLLOW_UPS = ("Now run the script and show me the output", "Now add error handling to that script")
PLANNED = "Write a README.md that describes the script"
CUT_AFTER = 5
"""Frames after which the first message's connection is cut."""


def converse(client: WorkspaceClient, request: str, screen: Screen) -> None:
    """Have ``request`` done in a workspace of its own and go on from there; the workspace is deleted at the end.

    Raises:
        JourneyFailed: an answer did not end well, or what was streamed is not what is there.
    """
    workspace = client.create_workspace("Demo")
    workspace_id = workspace["workspace_id"]
    screen.line(f"Workspace {workspace_id}, sandbox {workspace['sandbox_id']}: {workspace['status']}")
    thread_id, streamed = _say(client, {"workspace_id": workspace_id}, request, screen, cut=True)
    where = {"workspace_id": workspace_id, "thread_id": thread_id}
    for message in FOLLOW_UPS:
        streamed += _say(client, where, message, screen)[1]
    streamed += _plan(client, where, screen)
    _show_files(client, workspace_id, streamed, screen)
    _compare(client, thread_id, streamed)
    screen.line(f"\nThe {len(streamed)} frames of the thread come again, byte for byte, from its first event on.")
    client.delete_workspace(workspace_id)


def _say(
    client: WorkspaceClient, where: Mapping[str, Any], message: str, screen: Screen, *, cut: bool = False
) -> tuple[str, list[bytes]]:
    screen.line(f"\n> {message}")
    body = {**where, "messages": [{"role": "user", "content": message}]}
    with client.chat(body) as (thread_id, coming):
        streamed = []
        for frame in coming:
            streamed.append(frame)
            if cut and len(streamed) == CUT_AFTER:
                break
    if cut:
        since = cursor(streamed[-1])
        streamed += client.reconnect(thread_id, since=since)
    _show(streamed, screen)
    if cut:
        screen.line(f"  (the connection was cut behind event {since}, and taken up again)")
    _check_end(client, thread_id, streamed)
    return thread_id, streamed


def _plan(client: WorkspaceClient, where: Mapping[str, Any], screen: Screen) -> list[bytes]:
    """Ask for something in plan mode, and approve the plan."""
    screen.line(f"\n> {PLANNED} (plan first)")
    body = {**where, "plan_mode": True, "messages": [{"role": "user", "content": PLANNED}]}
    with client.chat(body) as (thread_id, coming):
        planned = list(coming)
    _show(planned, screen)
    if name(planned[-1]) != "interrupt":
        raise JourneyFailed(f"the plan was not put to anybody: {name(planned[-1])}")
    screen.line("  (approved)")
    decision = {event(planned[-1])["interrupt_id"]: {"decisions": [{"type": "approve"}]}}
    with client.chat({**where, "messages": [], "hitl_response": decision}) as (_, coming):
        done = list(coming)
    _show(done, screen)
    _check_end(client, thread_id, done)
    return planned + done


def _show(streamed: Sequence[bytes], screen: Screen) -> None:
    for frame in streamed:
        match name(frame), event(frame):
            case "message_chunk", {"content": str(piece)}:
                screen.text(piece)
            case "tool_calls", {"tool_name": tool, "arguments": {**arguments}}:
                screen.line(f"  -> {tool} {arguments.get('path') or arguments.get('command') or ''}".rstrip())
            case "tool_call_result", {"result": str(result)}:
                screen.line("".join(f"     {line}\n" for line in result.splitlines()[:4]).rstrip("\n"))
            case "interrupt", {"actions": [{"description": description}, *_]}:
                screen.line(f"  to be approved: {description}")
            case "token_usage", {"total_tokens": total}:
                screen.line(f"  {total} tokens")
            case "error", {"error": error}:
                screen.line(f"  error: {error}")


def _check_end(client: WorkspaceClient, thread_id: str, streamed: Sequence[bytes]) -> None:
    end = streamed[-1]
    if name(end) != "done" or event(end)["status"] != "completed":
        raise JourneyFailed(f"the answer ended with {name(end)}: {event(end)}")
    if (status := client.status(thread_id)["status"]) != "completed":
        raise JourneyFailed(f"the stream ended, but the thread is {status}")


def _show_files(client: WorkspaceClient, workspace_id: str, streamed: Sequence[bytes], screen: Screen) -> None:
    """Every file that the artifacts name is there."""
    artifacts = [event(frame) for frame in streamed if name(frame) == "artifact"]
    paths = [each["payload"]["file_path"] for each in artifacts if each["artifact_type"] == "file_operation"]
    if not paths:
        raise JourneyFailed("the agent has written no file")
    for path in dict.fromkeys(paths):
        screen.line(f"\n{path}:")
        screen.line(client.read_file(workspace_id, path).rstrip())


def _compare(client: WorkspaceClient, thread_id: str, streamed: Sequence[bytes]) -> None:
    """What a reconnect gives from the first event on is what was streamed."""
    again = client.reconnect(thread_id, since=0)
    if again != list(streamed):
        raise JourneyFailed(f"{len(streamed)} frames were streamed, and {len(again)} others come again")
    if name(client.replay(thread_id)[-1]) != "replay_done":
        raise JourneyFailed("the replay does not end")

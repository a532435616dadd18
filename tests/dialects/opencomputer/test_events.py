"""Following a session as EventSource does (row 004-5)."""

from typing import Any

import pytest
from sqlalchemy import Engine

from tests.dialects.opencomputer.computer import Computer, events, path_of, problem, runs_of, types
from tests.dialects.worker_by_hand import WorkerByHand

CALL = {"callId": "c1", "name": "write", "arguments": {"path": "index.html"}}
BEGINNING: list[tuple[str, dict[str, Any]]] = [
    ("ready", {"sandbox": "sb-1"}),
    ("configured", {"cwd": "/workspace/app", "allowedTools": ["bash"]}),
]
WORK: list[tuple[str, dict[str, Any]]] = [
    ("text_delta", {"delta": "I"}),
    ("assistant_message", {"content": [{"type": "text", "text": "I write"}, {"type": "tool_use", "id": "c1"}]}),
    ("tool_call", CALL),
    ("artifact", {"artifactType": "todo_update"}),
    ("tool_result", {"callId": "c1", "name": "write", "result": "x" * 600, "failed": False}),
    ("usage", {"inputTokens": 1}),
]
END = {"text": "Done.", "stopReason": "end_turn", "usage": {"inputTokens": 3, "outputTokens": 2, "totalTokens": 5}}


@pytest.fixture
def session(computer: Computer, owner: Engine, worker: WorkerByHand) -> dict[str, Any]:
    """A session whose first run has ended; its last event is the tenth."""
    made = computer.session()
    (run,) = runs_of(owner, made)
    worker.emit(run.path, *BEGINNING, *WORK)
    worker.complete(run.path, "chat_complete", **END)
    return made


def test_a_stream_goes_on_over_runs_and_ends_with_the_session(
    computer: Computer, session: dict[str, Any], owner: Engine, worker: WorkerByHand
) -> None:
    computer.say(session, "More")
    with computer.stream(session) as stream:
        run = runs_of(owner, session)[1]
        worker.emit(run.path, WORK[1])
        computer.delete(path_of(session))
        told = events(stream.data)

    assert stream.headers["Content-Type"].startswith("text/event-stream")
    first = ["ready", "configured", "assistant", "tool_progress", "tool_use_summary", "result", "turn_complete"]
    assert [event["type"] for _, event in told] == [
        *first,
        *("assistant", "interrupted", "turn_complete", "session_ended"),
    ]
    ids = [id for id, _ in told]
    assert ids == sorted(set(ids))
    assert all(event["session_id"] == session["id"] for _, event in told)


def test_events_say_what_the_document_says(computer: Computer, session: dict[str, Any]) -> None:
    computer.delete(path_of(session))
    told = {event["type"]: event for _, event in events(computer.stream(session).data)}

    own = {"session_id": session["id"]}
    assert told["configured"]["cwd"] == "/workspace/app"
    assert told["assistant"] == {
        "type": "assistant",
        "message": {"role": "assistant", "content": WORK[1][1]["content"]},
        **own,
    }
    assert told["tool_progress"] == {
        "type": "tool_progress",
        "tool_name": "write",
        "tool_use_id": "c1",
        "elapsed_time_seconds": 0,
        **own,
    }
    assert told["tool_use_summary"]["tool"] == "write"
    assert len(told["tool_use_summary"]["summary"]) == 500
    assert told["result"] == {
        "type": "result",
        "subtype": "success",
        "is_error": False,
        "result": "Done.",
        "stop_reason": "end_turn",
        "usage": {"input_tokens": 3, "output_tokens": 2},
        **own,
    }
    assert told["turn_complete"] == {"type": "turn_complete", "state": "completed", **own}


def test_a_reconnect_goes_on_behind_the_last_id_and_stops_after_the_end(
    computer: Computer, session: dict[str, Any]
) -> None:
    computer.delete(path_of(session))
    whole = events(computer.stream(session).data)

    for id, _ in whole[:-1]:
        rest = computer.stream(session, since=id)
        assert events(rest.data) == [event for event in whole if event[0] > id]
    over = computer.stream(session, since=whole[-1][0])
    assert (over.status_code, over.data) == (204, b"")
    assert over.headers["Access-Control-Allow-Origin"] == "*"


def test_a_cursor_that_never_was_is_a_conflict(computer: Computer, session: dict[str, Any]) -> None:
    assert problem(computer.stream(session, since=999)) == (409, "conflict")


def test_a_failure_is_told_and_ends_nothing(computer: Computer, owner: Engine, worker: WorkerByHand) -> None:
    session = computer.session()
    worker.fail(runs_of(owner, session)[0].path, "agent_error")
    with computer.stream(session) as stream:
        computer.say(session, "Again")
        computer.delete(path_of(session))
        assert types(stream.data) == ["error", "turn_complete", "interrupted", "turn_complete", "session_ended"]


def test_a_ticket_opens_one_stream_of_its_session_once(
    computer: Computer, stranger: Computer, session: dict[str, Any]
) -> None:
    other = computer.session()
    path, tickets = f"{path_of(session)}/events", f"{path_of(session)}/stream-tickets"
    nobody = Computer(computer.app, key="")
    computer.delete(path_of(session))

    ticket = computer.post(tickets, None).get_json()["ticket"]
    assert types(nobody.get(f"{path}?ticket={ticket}").data)[-1] == "session_ended"
    assert problem(nobody.get(f"{path}?ticket={ticket}")) == (401, "unauthorized")
    elsewhere = computer.post(tickets, None).get_json()["ticket"]
    assert problem(nobody.get(f"{path_of(other)}/events?ticket={elsewhere}")) == (401, "unauthorized")
    assert problem(stranger.post(tickets, None)) == (404, "not_found")
    assert problem(computer.post(f"{tickets}?user_id=user_124", None)) == (404, "not_found")

"""PTC's frames: documented fields, the original's beside them, nothing where PTC has no word, ids that are cursors."""

from typing import Any
from uuid import uuid4

import orjson
import pytest

from app.api.dialects.ptc.frames import ThreadFrame, keepalive
from app.api.dialects.ptc.threads.replay import LARGEST_CHUNK, joined
from app.engine.event_log import Event
from app.engine.relay import Batch

THREAD, RUN = uuid4(), uuid4()


def event(cursor: int, type: str, **data: Any) -> Event:
    return Event(cursor, RUN, type, orjson.dumps(data))


def told(type: str, **data: Any) -> tuple[str, dict[str, Any]]:
    """The event's name and payload."""
    lines = ThreadFrame(THREAD)(event(7, type, **data)).decode().split("\n")
    assert lines[0] == "id: 7"
    assert lines[3:] == ["", ""]
    payload: dict[str, Any] = orjson.loads(lines[2].removeprefix("data: "))
    return lines[1].removeprefix("event: "), payload


@pytest.mark.parametrize(
    ("type", "data"),
    [
        ("budget", {"share": 50}),
        ("answered", {"answer": {}}),
        ("assistant_message", {"content": []}),
        ("child_run_ended", {"runId": "r"}),
        ("cancelled", {}),
        ("waiting", {"question": {"text": "Go on?"}}),
        ("something_of_tomorrow", {}),
    ],
)
def test_what_ptc_has_no_word_for_is_left_out(type: str, data: dict[str, Any]) -> None:
    assert ThreadFrame(THREAD)(event(7, type, **data)) == b""


def test_a_chunk_of_a_message_has_the_documented_fields_and_the_originals() -> None:
    assert told("text_delta", delta="é\u2028") == (
        "message_chunk",
        {
            "content": "é\u2028",
            "thread_id": str(THREAD),
            "agent": "assistant",
            "id": f"run-{RUN}",
            "role": "assistant",
            "content_type": "text",
        },
    )


def test_each_turn_of_the_model_is_a_message_of_its_own() -> None:
    first, second = (told("text_delta", delta="x", turn=turn)[1]["id"] for turn in (1, 2))
    call = {"callId": "c", "name": "run_python", "turn": 2}
    assert (first, second) == (f"run-{RUN}-1", f"run-{RUN}-2")
    assert told("tool_call_delta", arguments="{", **call)[1]["id"] == second
    assert told("tool_call", arguments={}, **call)[1]["id"] == second


def test_a_sub_agents_events_name_it() -> None:
    call = {"callId": "c", "name": "grep", "arguments": {"pattern": "x"}, "agent": "research-1"}

    assert told("tool_call", **call)[1]["agent"] == "research-1"
    assert told("tool_result", callId="c", name="grep", result="no", failed=True)[1]["status"] == "error"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"state": "completed"}, "completed"),
        ({"state": "completed", "stopReason": "end_turn"}, "completed"),
        ({"state": "completed", "stopReason": "rejected"}, "completed"),
        ({"state": "completed", "stopReason": "soft_interrupted"}, "interrupted"),
        ({"state": "failed", "stopReason": "agent_error"}, "error"),
        ({"state": "failed", "stopReason": "run_timeout"}, "timeout"),
        ({"state": "cancelled"}, "cancelled"),
    ],
)
def test_done_says_how_it_ended(data: dict[str, Any], status: str) -> None:
    assert told("done", runId=str(RUN), **data) == ("done", {"status": status, "thread_id": str(THREAD)})


def test_an_error_says_whether_it_was_the_time() -> None:
    assert told("error", code="run_timeout", message="Too long")[1]["type"] == "timeout_error"
    assert told("error", code="budget_exceeded", message="No more")[1] == {
        "thread_id": str(THREAD),
        "error": "No more",
        "type": "workflow_error",
        "error_class": "budget_exceeded",
        "message": "No more",
    }


def test_what_was_withdrawn_is_told_to_those_who_follow_live() -> None:
    assert told("rewind", toCursor=3) == ("rewind", {"thread_id": str(THREAD), "to_event_id": 3})


def test_a_keepalive_has_no_id() -> None:
    name, data, *rest = keepalive().decode().split("\n")

    assert (name, rest) == ("event: keepalive", ["", ""])
    assert set(orjson.loads(data.removeprefix("data: "))) == {"timestamp", "status"}


def test_all_viewers_of_a_thread_share_one_framing() -> None:
    batch = Batch([event(1, "text_delta", delta="a"), event(2, "budget"), event(3, "text_delta", delta="b")])

    assert batch.framed(ThreadFrame(THREAD)) is batch.framed(ThreadFrame(THREAD))
    assert batch.framed(ThreadFrame(THREAD)) != batch.framed(ThreadFrame(uuid4()))
    assert batch.framed(ThreadFrame(THREAD)).count(b"id: ") == 2


def test_a_replay_joins_pieces_of_one_message_up_to_a_size() -> None:
    pieces = [event(number, "text_delta", delta="é" * 1000) for number in range(1, 21)]
    args = [
        event(30 + number, "tool_call_delta", callId=call, name="grep", arguments="x", index=0)
        for number, call in enumerate(["a", "a", "b"])
    ]
    made = list(joined([*pieces, event(25, "budget"), *args], str(THREAD)))

    sizes = [len(payload["content"].encode()) for name, payload in made if name == b"message_chunk"]
    assert sum(sizes) == 40_000
    assert max(sizes) <= LARGEST_CHUNK
    assert len(sizes) == 3
    chunks = [payload["tool_call_chunks"][0] for name, payload in made if name == b"tool_call_chunks"]
    assert [(chunk["id"], chunk["args"]) for chunk in chunks] == [("a", "xx"), ("b", "x")]

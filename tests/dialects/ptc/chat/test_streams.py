"""Chat streams: what is documented, and that nobody who was cut off misses or repeats anything."""

import random

import pytest
from flask import Flask

from tests.dialects.ptc.chat.chatter import Chatter, Frame, events, parsed, refusal, said
from tests.dialects.ptc.chat.worker_in_process import WorkerInProcess
from tests.support.chat_agents import TOLD_AT
from tests.support.stack import until


def test_a_message_streams_every_kind_of_event_in_the_documented_words(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, frames = ada.told({"everything": True})

    assert events(frames) == [
        "message_chunk",
        "message_chunk",
        "tool_call_chunks",
        "tool_calls",
        "artifact",
        "tool_call_result",
        "token_usage",
        "subagent_status",
        "warning",
        "retry",
        "summarization_signal",
        "summarization_signal",
        "credit_usage",
        "done",
    ]
    by_name = {frame.event: frame.data for frame in frames}
    assert said(frames) == "I'll create a script"
    assert frames[0].data["agent"] == "assistant"
    assert (
        by_name["tool_calls"].items()
        >= {
            "tool_name": "write_file",
            "arguments": {"path": "/workspace/hello.py", "content": "print('Hello World')"},
            "tool_call_id": "call_001",
        }.items()
    )
    assert (
        by_name["artifact"].items()
        >= {
            "artifact_type": "file_operation",
            "artifact_id": "call_001",
            "agent": "ptc",
            "status": "completed",
        }.items()
    )
    assert by_name["artifact"]["payload"]["file_path"] == "/workspace/hello.py"
    assert by_name["tool_call_result"]["result"] == "File created successfully"
    assert by_name["token_usage"]["total_tokens"] == 1250
    assert by_name["subagent_status"]["active_tasks"][0]["current_tool"] == "grep"
    assert by_name["warning"]["type"] == "timeout_warning"
    assert by_name["credit_usage"]["total_credits"] == 1.25
    dated = [name for name, data in by_name.items() if data.get("timestamp") == TOLD_AT]
    assert dated == ["artifact", "subagent_status", "credit_usage"]
    assert by_name["done"] == {"status": "completed", "thread_id": thread}
    assert {frame.data["thread_id"] for frame in frames} == {thread}
    ids = [frame.id for frame in frames]
    assert ids == sorted(ids, key=lambda id: id or 0)
    assert ada.item(thread)["current_status"] == "completed"


def test_a_stream_cut_off_fifty_times_joins_to_what_is_replayed(
    ada: Chatter, other_app: Flask, at_work: WorkerInProcess
) -> None:
    chance = random.Random(5)
    elsewhere = ada.on(other_app)
    for _round in range(50):
        seen, thread = _some(ada, {"words": 12, "steps": 2}, chance)
        while not seen or seen[-1].event != "done":
            seen += _some_more(elsewhere, thread, seen, chance)
        assert seen == ada.rejoined(thread, 0)


def _some(chatter: Chatter, message: object, chance: random.Random) -> tuple[list[Frame], str]:
    """The first few frames of a stream that is dropped then."""
    with chatter.chat(message) as response:
        return _cut(response, chance.randrange(26)), response.headers["X-Thread-Id"]


def _some_more(chatter: Chatter, thread: str, seen: list[Frame], chance: random.Random) -> list[Frame]:
    since = seen[-1].id if seen else 0
    with chatter.get(f"/chat/stream/{thread}/reconnect?last_event_id={since}") as response:
        return _cut(response, chance.randrange(1, 26))


def _cut(response: object, most: int) -> list[Frame]:
    """What arrives until so many frames are there, cut within a piece, too: a torn frame is none."""
    raw = b""
    for piece in response.iter_encoded():  # type: ignore[attr-defined]
        raw += piece
        if raw.count(b"\n\n") > most:
            break
    whole = raw.split(b"\n\n")[: most + 1]
    return parsed(b"\n\n".join(whole[:-1] if whole[-1] == b"" else whole) + b"\n\n") if whole else []


def test_a_reconnect_without_an_id_shows_the_last_turn_and_ids_count_on(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, first = ada.told({"words": 3})
    assert "timestamp" not in first[-2].data, "what was stored without a time has none"
    _, second = ada.told({"words": 4}, thread=thread)

    assert second[0].id == (first[-1].id or 0) + 1
    assert ada.rejoined(thread) == second
    assert ada.rejoined(thread, 0) == first + second
    assert ada.rejoined(thread, second[1].id) == second[2:]
    with ada.get(f"/chat/stream/{thread}/reconnect", Last_Event_ID=str(second[1].id)) as response:
        assert parsed(response.data) == second[2:]


def test_a_replay_has_its_own_ids_and_joins_the_text(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, first = ada.told({"everything": True})
    ada.told({"words": 4}, thread=thread)
    frames = ada.replayed(thread)

    assert [frame.id for frame in frames] == list(range(1, len(frames) + 1))
    assert events(frames).count("user_message") == 2
    assert events(frames)[-1] == "replay_done"
    assert events(frames)[:3] == ["user_message", "message_chunk", "tool_call_chunks"]
    assert frames[1].data["content"] == said(first)
    assert [frame.data["content"] for frame in frames if frame.event == "message_chunk"][1] == "s1w0 s1w1 s1w2 s1w3 "
    turns = {frame.data["pair_index"]: frame.data.get("response_id") for frame in frames[:-1]}
    assert set(turns) == {0, 1}
    for number, response_id in turns.items():
        detail = ada.json(f"/messages/{response_id}")
        assert (detail["thread_id"], detail["pair_index"]) == (thread, number)


@pytest.mark.parametrize("kind", ["approve", "reject"])
def test_a_plan_waits_and_goes_on_from_another_process(
    ada: Chatter, other_app: Flask, at_work: WorkerInProcess, kind: str
) -> None:
    thread, asked = ada.told({"plan": True}, locale="de")
    assert events(asked) == ["message_chunk", "interrupt"]
    assert asked[-1].data["interrupt_id"] == "plan-1"
    assert asked[-1].data["actions"] == [{"action_id": "plan-1-a", "type": "plan_review", "description": "Do it"}]
    assert ada.item(thread)["current_status"] == "interrupted"
    assert ada.rejoined(thread, asked[-1].id or 0) == []
    elsewhere = ada.on(other_app)

    with elsewhere.decide(thread, kind, key="one", message="why") as response:
        went_on = parsed(response.data)
    with elsewhere.decide(thread, kind, key="one", message="why") as response:
        assert parsed(response.data) == went_on

    assert said(went_on) == ("approved" if kind == "approve" else "rejected")
    assert events(went_on)[-1] == "done"
    assert ada.rejoined(thread, 0) == asked + went_on
    assert ada.rejoined(thread) == went_on
    assert ada.item(thread)["current_status"] == "completed"
    assert ada.json(f"/workflow/state/{thread}")["locale"] == "de"
    pairs = ada.json(f"/conversations/{thread}/messages")["messages"]
    assert [pair["response"]["status"] for pair in pairs] == ["interrupted", "completed"]
    assert pairs[1]["query"]["feedback_action"] == ("APPROVED" if kind == "approve" else "DECLINED")
    assert refusal(ada.decide(thread, kind))[0] == 409
    assert refusal(ada.decide(thread, "approve", key="one"))[0] == 409


def test_an_unknown_interrupt_is_refused_and_the_run_still_waits(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, _asked = ada.told({"plan": True})
    body = {"thread_id": thread, "hitl_response": {"other": {"decisions": [{"type": "approve"}]}}}

    assert refusal(ada.post("/chat/stream", body))[0] == 404
    assert refusal(ada.post("/chat/stream", {**body, "hitl_response": {"plan-1": {"decisions": []}}}))[0] == 422
    assert ada.item(thread)["current_status"] == "interrupted"
    assert "waits for a response" in refusal(ada.post(f"/threads/{thread}/retry", {}))[1]
    _, frames = ada.told({"words": 1}, thread=thread)  # somebody who says something else has not answered
    assert events(frames)[-1] == "done"


def test_a_soft_interrupt_ends_the_agent_between_two_steps(
    ada: Chatter, other_app: Flask, at_work: WorkerInProcess
) -> None:
    elsewhere = ada.on(other_app)
    with ada.chat({"words": 4, "steps": 400, "pause": 0.01}) as response:
        thread = response.headers["X-Thread-Id"]
        until(lambda: ada.json(f"/workflow/{thread}/status")["status"] == "active", what="the run is at work")
        asked = elsewhere.post(f"/workflow/{thread}/soft-interrupt").get_json()
        frames = parsed(response.data)

    assert (asked["status"], asked["can_resume"]) == ("soft_interrupted", True)
    assert frames[-1] == Frame(frames[-1].id, "done", {"status": "interrupted", "thread_id": thread})
    status = elsewhere.json(f"/workflow/{thread}/status")
    assert (status["status"], status["soft_interrupted"]) == ("interrupted", True)
    assert ada.item(thread)["current_status"] == "interrupted"


def test_a_cancel_from_another_process_ends_stream_status_and_thread_alike(
    ada: Chatter, other_app: Flask, at_work: WorkerInProcess
) -> None:
    elsewhere = ada.on(other_app)
    with ada.chat({"sleep": True}) as response:
        thread = response.headers["X-Thread-Id"]
        until(lambda: elsewhere.json(f"/chat/status/{thread}")["status"] == "running", what="the run is at work")
        assert elsewhere.post(f"/workflow/{thread}/cancel").get_json()["cancelled"]
        frames = parsed(response.data)

    assert frames[-1].data["status"] == "cancelled"
    assert elsewhere.json(f"/workflow/{thread}/status")["status"] == "cancelled"
    assert elsewhere.json(f"/chat/status/{thread}")["status"] == "cancelled"
    assert ada.item(thread)["current_status"] == "cancelled"


def test_a_run_that_takes_too_long_is_told_as_a_timeout_everywhere(ada: Chatter, at_work: WorkerInProcess) -> None:
    with ada.chat({"sleep": True}) as response:
        thread = response.headers["X-Thread-Id"]
        run_id = ada.run_of(thread)
        until(lambda: ada.rejoinable(thread), what="the run speaks")
        at_work.time_out(run_id)
        frames = parsed(response.data)

    assert events(frames)[-2:] == ["error", "done"]
    assert frames[-2].data["type"] == "timeout_error"
    assert frames[-1].data["status"] == "timeout"
    assert ada.item(thread)["current_status"] == "timeout"
    [pair] = ada.json(f"/conversations/{thread}/messages")["messages"]
    assert pair["response"]["errors"] == [frames[-2].data["error"]]


def test_a_failed_turn_is_asked_again_from_another_process(
    ada: Chatter, other_app: Flask, at_work: WorkerInProcess
) -> None:
    thread, frames = ada.told({"fail": True})
    assert [frame.data.get("status") or frame.data["type"] for frame in frames] == ["workflow_error", "error"]
    assert "secret" not in str(frames)
    elsewhere = ada.on(other_app)

    with elsewhere.post(f"/threads/{thread}/retry", {}, **{"Idempotency-Key": "again"}) as response:
        again = parsed(response.data)
    with elsewhere.post(f"/threads/{thread}/retry", {}, **{"Idempotency-Key": "again"}) as response:
        assert parsed(response.data) == again

    assert [frame.data.get("status") or frame.data["type"] for frame in again] == ["workflow_error", "error"]
    assert [pair["query"]["type"] for pair in ada.json(f"/conversations/{thread}/messages")["messages"]] == [
        "initial",
        "retry",
    ]


def test_an_answered_turn_is_asked_again_only_from_a_checkpoint(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, _ = ada.told({"words": 0, "steps": 2})
    ada.told({"words": 2}, thread=thread)
    assert refusal(ada.post(f"/threads/{thread}/retry", {}))[0] == 409
    turns = ada.json(f"/threads/{thread}/turns")
    checkpoints = ada.json(f"/workflow/{thread}/checkpoints")["checkpoints"]
    assert [(each["completed"], each["next_nodes"]) for each in checkpoints] == [
        (True, []),
        (True, []),
        (False, list(checkpoints[1]["metadata"]["writes"])),
    ]
    assert [turn["edit_checkpoint_id"] for turn in turns["turns"]] == [None, checkpoints[1]["checkpoint_id"]]
    assert turns["retry_checkpoint_id"] == checkpoints[0]["checkpoint_id"]
    assert [each["parent_checkpoint_id"] for each in checkpoints] == [
        *(each["checkpoint_id"] for each in checkpoints[1:]),
        None,
    ]

    with ada.post(f"/threads/{thread}/retry", {"checkpoint_id": turns["turns"][1]["edit_checkpoint_id"]}) as response:
        assert said(parsed(response.data)) == "s1w0 s1w1 "
    assert refusal(ada.post(f"/threads/{thread}/retry", {"checkpoint_id": thread}))[0] == 404
    wordless = {"workspace_id": ada.workspace, "thread_id": thread, "messages": []}
    with ada.post("/chat/stream", {**wordless, "checkpoint_id": turns["retry_checkpoint_id"]}) as response:
        assert events(parsed(response.data))[-1] == "done"


def test_sub_agents_are_followed_until_none_is_at_work(ada: Chatter, at_work: WorkerInProcess) -> None:
    with ada.talking({"children": 2, "pause": 0.05}) as thread:
        until(lambda: ada.json(f"/workflow/{thread}/status")["active_subagents"], what="sub-agents are at work")
        with ada.get(f"/chat/stream/{thread}/status") as response:
            frames = parsed(response.data)

    assert [frame.id for frame in frames] == list(range(1, len(frames) + 1))
    assert {frame.event for frame in frames} == {"subagent_status"}
    assert len(frames[0].data["active_tasks"]) + len(frames[0].data["completed_tasks"]) == 2
    assert len(frames[-1].data["completed_tasks"]) == 2
    with ada.get("/chat/stream/nobodys/status") as response:
        [frame] = parsed(response.data)
        assert (frame.data["active_tasks"], frame.data["completed_tasks"]) == ([], [])


def test_the_same_key_makes_one_thread_and_one_run(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, frames = ada.told({"words": 3}, key="first")

    assert ada.told({"words": 3}, key="first") == (thread, frames)
    assert refusal(ada.chat({"words": 4}, key="first"))[0] == 409
    assert ada.told({"words": 3}, key="second")[0] != thread


def test_summaries_are_waited_for(ada: Chatter, at_work: WorkerInProcess, owner: object) -> None:
    thread, _ = ada.told({"words": 1})
    assert refusal(ada.post(f"/workflow/{thread}/summarize"))[0] == 400
    ada.remember(thread, messages=8)

    made = ada.post(f"/workflow/{thread}/summarize?keep_messages=3").get_json()

    assert made == {
        "success": True,
        "thread_id": thread,
        "original_message_count": 8,
        "new_message_count": 4,
        "summary_length": 42,
    }
    assert ada.item(thread)["current_status"] == "completed"
    assert [frame.event for frame in ada.replayed(thread)].count("done") == 1

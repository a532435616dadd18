"""Threads: lists, messages, titles, ends; whose they are, and what is refused before anything begins."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.dialects.ptc.threads import runs as thread_runs
from app.api.factory import create_app
from app.settings import Settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.ptc.chat.chatter import BASE, Chatter, events, parsed, refusal, said
from tests.dialects.ptc.chat.worker_in_process import WorkerInProcess

NOBODYS = str(new_id())


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_runs, "BUSY_SECONDS", 0.0)
    monkeypatch.setattr(thread_runs, "ENDING_SECONDS", 0.2)


@pytest.fixture
def open_app(api_settings: Settings) -> Iterator[Flask]:
    made = create_app(replace(api_settings, auth_mode="open"))
    yield made
    shut_down(made)


def test_a_conversation_is_listed_read_renamed_and_deleted(ada: Chatter, at_work: WorkerInProcess) -> None:
    first, frames = ada.told({"everything": True})
    second, _ = ada.told({"words": 2})
    ada.told({"words": 3}, thread=first)

    page = ada.json("/conversations?limit=1")
    assert (page["total"], page["limit"], page["offset"]) == (2, 1, 0)
    assert [item["thread_id"] for item in page["threads"]] == [first]
    listed = ada.json(f"/workspaces/{ada.workspace}/threads?sort_by=created_at&sort_order=asc")["threads"]
    assert [(item["thread_id"], item["thread_index"]) for item in listed] == [(first, 0), (second, 1)]
    assert listed[0]["first_query_content"] == json.dumps({"everything": True})
    assert (listed[0]["title"], listed[0]["msg_type"]) == (json.dumps({"everything": True}), "ptc")

    whole = ada.json(f"/conversations/{first}/messages")
    assert (whole["workspace_id"], whole["user_id"], whole["name"]) == (ada.workspace, "ada", "My Project")
    assert (whole["total_messages"], whole["has_more"]) == (2, False)
    [answered, later] = whole["messages"]
    assert [message["role"] for message in answered["response"]["agent_messages"]] == ["tool", "assistant"]
    assert answered["response"]["agent_messages"][1]["tool_calls"][0]["name"] == "write_file"
    assert answered["response"]["file_operations"][0]["file_path"] == "/workspace/hello.py"
    assert answered["response"]["warnings"] == ["Soon over"]
    assert later["response"]["file_operations"] == []
    assert answered["response"]["execution_time"] >= 0
    part = ada.json(f"/workspaces/{ada.workspace}/threads/{first}/messages?limit=1")
    assert (part["messages"], part["has_more"]) == ([answered], True)
    assert ada.json(f"/conversations/{first}/messages?offset=1")["messages"] == [later]

    state = ada.json(f"/workflow/state/{first}")
    assert [message["role"] for message in state["messages"]] == ["human", "ai", "human", "ai"]
    assert (state["completed"], state["final_report"]) == (True, "all 1 steps")
    status = ada.json(f"/workflow/{first}/status")
    assert (status["status"], status["can_reconnect"], status["user_id"]) == ("completed", False, "ada")
    assert status["started_at"] <= status["completed_at"] == status["last_update"]

    renamed = ada.send("PATCH", f"/threads/{first}", {"title": "Hello"}).get_json()
    assert (renamed["thread_id"], renamed["title"]) == (first, "Hello")
    assert ada.send("PATCH", f"/threads/{first}", {"title": None}).get_json()["title"] is None
    assert refusal(ada.send("PATCH", f"/threads/{first}", {"title": "x" * 256}))[0] == 422
    assert refusal(ada.send("PATCH", f"/threads/{first}", {}))[0] == 422
    assert ada.send("DELETE", f"/threads/{second}").get_json()["success"]
    assert refusal(ada.send("DELETE", f"/threads/{second}")) == (404, f"Thread not found: {second}")
    assert ada.json("/conversations")["total"] == 1
    assert frames[-1].event == "done"


def test_first_messages_at_once_begin_threads_that_are_numbered_in_turn(ada: Chatter, app: Flask) -> None:
    def begin(number: int) -> int:
        with ada.on(app).chat(f"Message {number}") as response:
            return response.status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(begin, range(6)))

    assert answers == [200] * 6
    listed = ada.json(f"/workspaces/{ada.workspace}/threads")["threads"]
    assert sorted(item["thread_index"] for item in listed) == list(range(6))


def test_nothing_goes_on_in_a_workspace_that_was_deleted(ada: Chatter, at_work: WorkerInProcess) -> None:
    failed, _ = ada.told({"fail": True})
    planned, asked = ada.told({"plan": True})
    assert ada.send("DELETE", f"/workspaces/{ada.workspace}").status_code == 204

    assert refusal(ada.post(f"/threads/{failed}/retry", {})) == (404, "Workspace not found")
    assert refusal(ada.chat("Hello", thread=failed)) == (404, "Workspace not found")
    assert asked[-1].event == "interrupt"
    assert refusal(ada.decide(planned, "approve"))[0] == 409
    assert ada.item(planned)["current_status"] == "cancelled"
    with ada.get(f"/threads/{failed}/replay") as response:
        assert events(parsed(response.data))[-1] == "replay_done"


def test_a_flash_conversation_needs_no_workspace(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread, frames = ada.told({"words": 1}, workspace_id=None, agent_mode="flash")
    ada.told({"words": 1}, workspace_id=None, agent_mode="flash", thread=thread)
    [item] = ada.json("/conversations")["threads"]

    assert events(frames)[-1] == "done"
    assert (item["workspace_id"], item["msg_type"]) == (thread, "flash")
    assert refusal(ada.post(f"/workflow/{thread}/summarize"))[0] == 400
    with transaction(ada.owner) as connection:
        inputs = connection.execute(text("SELECT input FROM runs WHERE session_id = :id"), {"id": thread}).scalars()
        assert all("workspaceId" not in given for given in inputs)
    assert ada.send("DELETE", f"/threads/{thread}").status_code == 200


def test_a_busy_thread_refuses_before_any_stream(ada: Chatter, impatient: None) -> None:
    thread = ada.start({"words": 1})

    status, detail = refusal(ada.chat("more", thread=thread))
    assert (status, detail.split(".")[0]) == (409, f"Workflow {thread} is still running")
    assert refusal(ada.post(f"/threads/{thread}/retry", {}))[0] == 409
    ada.post(f"/workflow/{thread}/soft-interrupt")
    assert refusal(ada.chat("more", thread=thread))[0] == 409
    assert ada.json(f"/workflow/{thread}/status")["can_reconnect"] is True
    assert ada.post(f"/chat/cancel/{thread}").get_json() == {"status": "cancelled", "thread_id": thread}
    assert [frame.event for frame in ada.rejoined(thread)] == ["done"]
    ada.start({"words": 1}, thread=thread)


def test_a_message_waits_for_the_run_before_it(ada: Chatter, at_work: WorkerInProcess) -> None:
    thread = ada.start({"words": 10, "pause": 0.03})

    assert said(ada.told({"words": 1}, thread=thread)[1]) == "s1w0 "


SAY = [{"role": "user", "content": "hello"}]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"workspace_id": None}, 400),
        ({"workspace_id": "ws-abc123"}, 404),
        ({"workspace_id": NOBODYS}, 404),
        ({"thread_id": "thread-xyz"}, 404),
        ({"thread_id": NOBODYS}, 404),
        ({"messages": []}, 400),
        ({"messages": [{"role": "user", "content": "  "}]}, 400),
        ({"messages": "hello"}, 422),
        ({"messages": [{"role": "user"}]}, 422),
        ({"messages": [{"role": "user", "content": [{"type": "sound"}]}]}, 422),
        ({"messages": [{"role": "user", "content": "x" * 102_401}]}, 422),
        (
            {
                "messages": [
                    {"role": "user", "content": [{"type": "image", "image_url": {"url": "https://x.test/a.png"}}]}
                ]
            },
            400,
        ),
        ({"agent_mode": "slow"}, 422),
        ({"plan_mode": "yes"}, 422),
        ({"llm_model": "nobody:nothing"}, 400),
        ({"llm_model": "openai:gpt-5"}, 400),
        ({"checkpoint_id": "cp"}, 404),
        ({"checkpoint_id": NOBODYS}, 404),
        ({"hitl_response": {"i": {"decisions": [{"type": "approve"}]}}}, 400),
        ({"hitl_response": {"i": {"decisions": [{"type": "maybe"}]}}}, 422),
        ({"user_id": "x" * 256}, 422),
    ],
)
def test_what_cannot_be_said_is_refused_and_leaves_nothing(ada: Chatter, change: dict[str, Any], status: int) -> None:
    body = {"workspace_id": ada.workspace, "messages": SAY, **change}

    assert refusal(ada.post("/chat/stream", body))[0] == status
    assert ada.json("/conversations")["total"] == 0


def test_malformed_bodies_and_queries_are_refused_in_the_documented_shapes(ada: Chatter) -> None:
    thread = ada.start("hello")

    assert refusal(ada.post("/chat/stream", b'{"messages": '))[0] == 400
    assert refusal(ada.post("/chat/stream", b"[]"))[0] == 400
    [problem] = refusal(ada.post("/chat/stream", {"agent_mode": 7}))[1]
    assert problem["loc"] == ["body", "agent_mode"]
    for path in (
        f"/chat/stream/{thread}/reconnect?last_event_id=x",
        f"/workflow/{thread}/checkpoints?limit=51",
        "/conversations?sort_by=title",
        f"/conversations/{thread}/messages?limit=0",
    ):
        assert refusal(ada.get(path))[0] == 422, path
    assert refusal(ada.get(f"/chat/stream/{thread}/reconnect", Last_Event_ID="x"))[0] == 422
    assert refusal(ada.get(f"/chat/stream/{thread}/reconnect?last_event_id=1000"))[0] == 409
    assert refusal(ada.post(f"/workflow/{thread}/summarize?keep_messages=21"))[0] == 422
    assert refusal(ada.get(f"/workflow/{thread}/checkpoints"))[0] == 404
    assert ada.post(f"/workflow/{thread}/resume").status_code == 410
    assert refusal(ada.as_user(None).get("/conversations"))[0] == 422
    assert refusal(ada.as_user(None).chat("hello"))[0] == 422
    assert ada.as_user(None).chat("hello", user_id="ada").status_code == 200


def test_what_the_agent_gets_is_neutral_and_complete(ada: Chatter) -> None:
    thread = ada.start(
        "hello",
        subagents_enabled=["research"],
        locale="de-DE",
        timezone="Mars/Olympus",
        additional_context=[{"type": "skills", "name": "charts", "instruction": "Use them", "id": "c1"}],
    )
    with transaction(ada.owner) as connection:
        [given] = connection.execute(text("SELECT input FROM runs WHERE session_id = :id"), {"id": thread}).scalars()

    assert given == {
        "message": "hello",
        "workspaceId": ada.workspace,
        "mode": "ptc",
        "planMode": False,
        "subagents": ["research"],
        "modelId": None,
        "locale": "de-DE",
        "timezone": None,
        "context": [{"type": "skills", "name": "charts", "instruction": "Use them"}],
        "systemPrompt": None,
        "allowedTools": None,
        "skills": None,
        "cwd": None,
        "fromCheckpoint": None,
    }


def test_another_users_thread_is_nobodys(ada: Chatter, impatient: None) -> None:
    thread = ada.start("hello")
    bob = ada.as_user("bob")

    assert refusal(bob.chat("hello"))[0] == 404  # the workspace is Ada's
    bob.workspace = ""
    assert refusal(bob.chat("hello", thread=thread, workspace_id=None, agent_mode="flash"))[0] == 404
    for path in (
        f"/chat/stream/{thread}/reconnect",
        f"/chat/status/{thread}",
        f"/workflow/state/{thread}",
        f"/threads/{thread}/replay",
        f"/threads/{thread}/turns",
        f"/conversations/{thread}/messages",
    ):
        assert refusal(bob.get(path))[0] == 404, path
        with ada.as_user(None).get(path) as response:  # who names nobody may read by id, as documented
            assert response.status_code == 200, path
    assert bob.json(f"/workflow/{thread}/status")["status"] == "unknown"
    assert bob.json("/conversations")["total"] == 0
    assert bob.post(f"/workflow/{thread}/soft-interrupt").get_json()["status"] == "not_found"
    bob.post(f"/workflow/{thread}/cancel")
    assert ada.json(f"/workflow/{thread}/status")["status"] == "active"


def test_another_tenants_thread_is_told_as_none_where_none_is_no_error(ada: Chatter, app: Flask, owner: Engine) -> None:
    thread, stranger = ada.start("hello"), Chatter(app, owner)

    for method, path in (("GET", "status"), ("POST", "cancel"), ("POST", "soft-interrupt")):
        foreign = stranger.send(method, f"/workflow/{thread}/{path}").get_json()
        nothing = stranger.send(method, f"/workflow/{NOBODYS}/{path}").get_json()
        assert foreign == {**nothing, "thread_id": thread}
    with stranger.get(f"/chat/stream/{thread}/status") as response:
        [frame] = parsed(response.data)
        assert (frame.data["active_tasks"], frame.data["completed_tasks"]) == ([], [])
    assert ada.json(f"/workflow/{thread}/status")["status"] == "active"
    assert ada.json(f"/workflow/{thread}/status")["soft_interrupted"] is False


def test_a_ticket_opens_one_stream_of_one_thread_once(ada: Chatter, app: Flask) -> None:
    thread, other = ada.start("hello"), ada.start("hello")
    for path in (f"/workflow/{thread}/cancel", f"/workflow/{other}/cancel"):
        ada.post(path)

    def ticket() -> str:
        made = ada.post(f"/threads/{thread}/stream-tickets")
        assert made.status_code == 201
        return str(made.get_json()["ticket"])

    def opened(path: str) -> int:
        with app.test_client().get(BASE + path) as response:
            return response.status_code

    used = ticket()
    assert opened(f"/chat/stream/{thread}/reconnect?ticket={used}") == 200
    assert opened(f"/chat/stream/{thread}/reconnect?ticket={used}") == 401
    assert opened(f"/threads/{thread}/replay?ticket={ticket()}") == 200
    astray = ticket()
    assert opened(f"/chat/stream/{other}/reconnect?ticket={astray}") == 401
    assert opened(f"/chat/stream/{thread}/reconnect?ticket={astray}") == 401
    assert opened(f"/chat/stream/{thread}/reconnect?ticket=made-up") == 401
    assert opened(f"/threads/{thread}/turns?ticket={ticket()}") == 401
    assert refusal(ada.post(f"/threads/{NOBODYS}/stream-tickets"))[0] == 404


def test_results_expire_where_the_settings_say_so(ada: Chatter, api_settings: Settings, owner: Engine) -> None:
    thread = ada.start("hello")
    ada.post(f"/workflow/{thread}/cancel")
    with transaction(owner) as connection:
        connection.execute(
            text("UPDATE runs SET finished_at = finished_at - interval '25 hours' WHERE session_id = :id"),
            {"id": thread},
        )
    forgetful = create_app(replace(api_settings, ptc_result_hours=24))

    assert ada.rejoined(thread)
    assert refusal(ada.on(forgetful).get(f"/chat/stream/{thread}/reconnect")) == (
        410,
        "Workflow completed and results expired",
    )
    assert ada.on(forgetful).replayed(thread)[-1].event == "replay_done"
    shut_down(forgetful)


def test_the_documented_calls_work_as_printed_without_a_key(open_app: Flask, owner: Engine, impatient: None) -> None:
    client = open_app.test_client()
    made = client.post(
        BASE + "/chat/stream", data=json.dumps({"messages": SAY, "agent_mode": "flash", "user_id": "user-123"})
    )
    thread = made.headers["X-Thread-Id"]
    made.close()

    assert client.get(f"{BASE}/workflow/{thread}/status").get_json()["status"] == "active"
    listed = client.get(BASE + "/conversations?limit=50", headers={"X-User-Id": "user-123"}).get_json()
    assert thread in [item["thread_id"] for item in listed["threads"]]
    nameless = client.post(BASE + "/chat/stream", data=json.dumps({"messages": SAY, "agent_mode": "flash"}))
    mine = client.get(BASE + "/conversations", headers={"X-User-Id": "test_user_001"}).get_json()["threads"]
    assert nameless.headers["X-Thread-Id"] in [item["thread_id"] for item in mine]
    nameless.close()
    client.post(f"{BASE}/workflow/{thread}/cancel")
    with client.get(f"{BASE}/chat/stream/{thread}/reconnect") as response:
        assert parsed(response.data)[-1].data == {"status": "cancelled", "thread_id": thread}

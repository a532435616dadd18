"""Conversations on real processes: frames written straight to sockets, streams that end where a person is asked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.support.frozen import api_processes, frozen, only
from tests.support.stack import Stack

BASE = "/api/v1"


@contextmanager
def client_of(stack: Stack) -> Iterator[httpx.Client]:
    with transaction(stack.engine) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}", family=PTC).text
    with stack.client(api_key=key) as client:
        client.headers["X-User-Id"] = "user-123"
        yield client


@pytest.fixture
def ptc(told_stack: Stack) -> Iterator[httpx.Client]:
    """A user of agents that do as they are told."""
    with client_of(told_stack) as client:
        yield client


@pytest.fixture
def product(stack: Stack) -> Iterator[httpx.Client]:
    """A user of the product as it is."""
    with client_of(stack) as client:
        yield client


def asking(thread: str | None = None, **wish: Any) -> dict[str, Any]:
    message = {"role": "user", "content": json.dumps(wish)}
    return {"agent_mode": "flash", "messages": [message], **({"thread_id": thread} if thread else {})}


def frames(response: httpx.Response, most: int = 10_000) -> Iterator[bytes]:
    """Whole frames as bytes, without comments and keepalives, at most so many."""
    left = b""
    for piece in response.iter_raw():
        *whole, left = (left + piece).split(b"\n\n")
        for frame in whole:
            if frame.startswith(b"id: "):
                yield frame
                most -= 1
                if not most:
                    return


def said(ptc: httpx.Client, body: dict[str, Any], most: int = 10_000) -> tuple[str, list[bytes]]:
    with ptc.stream("POST", f"{BASE}/chat/stream", json=body) as response:
        assert response.status_code == 200, response.read()
        return response.headers["X-Thread-Id"], list(frames(response, most))


def rejoined(ptc: httpx.Client, thread: str, since: int = 0, most: int = 10_000) -> list[bytes]:
    path = f"{BASE}/chat/stream/{thread}/reconnect?last_event_id={since}"
    with ptc.stream("GET", path) as response:
        assert response.status_code == 200
        return list(frames(response, most))


def id_of(frame: bytes) -> int:
    return int(frame.split(b"\n")[0].removeprefix(b"id: "))


def test_a_stream_that_breaks_off_again_and_again_joins_to_the_same_bytes(ptc: httpx.Client) -> None:
    thread, seen = said(ptc, asking(words=60, steps=2, pause=0.01), most=7)
    while b"event: done" not in seen[-1]:
        seen += rejoined(ptc, thread, id_of(seen[-1]), most=31)

    assert seen == rejoined(ptc, thread)
    assert [id_of(frame) for frame in seen] == sorted({id_of(frame) for frame in seen})


def test_a_plan_is_streamed_asked_about_and_decided_while_others_watch(ptc: httpx.Client) -> None:
    thread, asked = said(ptc, asking(plan=True))
    assert b"event: interrupt" in asked[-1]
    decision = {"plan-1": {"decisions": [{"type": "approve"}]}}

    _, decided = said(ptc, {**asking(thread), "messages": [], "hitl_response": decision})

    assert b"event: done" in decided[-1]
    assert rejoined(ptc, thread) == asked + decided


@pytest.mark.parametrize(("path", "status"), [("soft-interrupt", "interrupted"), ("cancel", "cancelled")])
def test_the_agent_is_stopped_from_any_process(ptc: httpx.Client, path: str, status: str) -> None:
    with ptc.stream("POST", f"{BASE}/chat/stream", json=asking(words=4, steps=2000, pause=0.01)) as response:
        thread, coming = response.headers["X-Thread-Id"], frames(response)
        next(coming)
        ptc.post(f"{BASE}/workflow/{thread}/{path}")
        last = list(coming)[-1]

    assert json.loads(last.split(b"data: ")[1]) == {"status": status, "thread_id": thread}
    assert ptc.get(f"{BASE}/workflow/{thread}/status").json()["status"] == status


def test_what_timed_out_at_one_process_is_seen_and_asked_again_at_another(ptc: httpx.Client, told_stack: Stack) -> None:
    streaming, other = api_processes(told_stack)
    [worker] = told_stack.workers
    with client_like(ptc) as here, client_like(ptc) as there:
        with frozen(worker.pid), only(told_stack, streaming):
            started = here.send(here.build_request("POST", f"{BASE}/chat/stream", json=asking(**COUNTING)), stream=True)
            thread = started.headers["X-Thread-Id"]
            with transaction(told_stack.engine) as connection:
                connection.execute(text(_SOON_OVER), {"thread": thread})
        timed_out = list(frames(started))
        with only(told_stack, other):
            status = there.get(f"{BASE}/workflow/{thread}/status").json()["status"]
            listed = there.get(f"{BASE}/conversations?limit=1").json()["threads"]
            again = there.send(there.build_request("POST", f"{BASE}/threads/{thread}/retry", json={}), stream=True)
        retried = list(frames(again))
        [first, second] = here.get(f"{BASE}/conversations/{thread}/messages").json()["messages"]

    *before, error, done = map(named, timed_out)
    assert (error[0], error[1]["type"]) == ("error", "timeout_error")
    assert done == ("done", {"status": "timeout", "thread_id": thread})
    assert (status, [(each["thread_id"], each["current_status"]) for each in listed]) == (
        "failed",
        [(thread, "timeout")],
    )
    assert (first["response"]["status"], first["response"]["errors"]) == ("timeout", [error[1]["error"]])
    assert (second["query"]["type"], second["response"]["status"]) == ("retry", "completed")
    assert named(retried[-1]) == ("done", {"status": "completed", "thread_id": thread})
    said_before, said_again = words_of(before), words_of(map(named, retried))
    known = len(said_before)
    assert said_before == EVERY_WORD[:known]
    assert said_again in (EVERY_WORD[known:], EVERY_WORD[known - 1 :]), "finished steps are not done again"
    assert rejoined(ptc, thread) == timed_out + retried


COUNTING: Mapping[str, Any] = {"words": 1, "steps": 40, "pause": 0.05}
EVERY_WORD = [f"s{number}w0 " for number in range(1, 41)]
_SOON_OVER = "UPDATE runs SET deadline_at = clock_timestamp() + interval '1 second' WHERE session_id = :thread"


def client_like(client: httpx.Client) -> httpx.Client:
    """The same user with connections of his own."""
    return httpx.Client(base_url=client.base_url, headers=client.headers, timeout=client.timeout, trust_env=False)


def words_of(told: Iterable[tuple[str, dict[str, Any]]]) -> list[str]:
    return [data["content"] for event, data in told if event == "message_chunk"]


def test_the_documented_conversation_writes_runs_and_edits_a_script(product: httpx.Client) -> None:
    workspace = product.post(f"{BASE}/workspaces", json={"name": "My Project"}).json()["workspace_id"]
    thread: str | None = None
    told: list[list[tuple[str, dict[str, Any]]]] = []
    for message in (
        "Create a Python script that prints Hello World",
        "Now run the script and show me the output",
        "Now add error handling to that script",
    ):
        body = {"workspace_id": workspace, "messages": [{"role": "user", "content": message}]}
        thread, seen = said(product, body | ({"thread_id": thread} if thread else {}))
        told.append([named(frame) for frame in seen])

    [artifact] = [data for event, data in told[0] if event == "artifact"]
    path = artifact["payload"]["file_path"]
    assert (artifact["status"], artifact["payload"]["operation"]) == ("completed", "write_file")
    assert any("Hello World" in data["result"] for event, data in told[1] if event == "tool_call_result")
    assert any(data["payload"].get("file_path") == path for event, data in told[2] if event == "artifact")
    content = product.get(f"{BASE}/workspaces/{workspace}/files/read", params={"path": path}).json()["content"]
    assert "Hello World" in content
    assert "except" in content
    assert [turn[-1] for turn in told] == [("done", {"status": "completed", "thread_id": thread})] * 3
    pairs = product.get(f"{BASE}/conversations/{thread}/messages").json()["messages"]
    assert [bool(pair["response"]["file_operations"]) for pair in pairs] == [True, False, True]


def named(frame: bytes) -> tuple[str, dict[str, Any]]:
    """A frame's event and payload."""
    _id, event, data, *_ = frame.decode().split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))

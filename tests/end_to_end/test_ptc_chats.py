"""Conversations on real processes: frames written straight to sockets, streams that end where a person is asked."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.support.stack import Stack

BASE = "/api/v1"


@pytest.fixture
def ptc(told_stack: Stack) -> Iterator[httpx.Client]:
    with transaction(told_stack.engine) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}", family=PTC).text
    with told_stack.client(api_key=key) as client:
        client.headers["X-User-Id"] = "ada"
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

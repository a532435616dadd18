"""PTC's journey against an API that says what the test wants it to say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from app.demo.journey import JourneyFailed
from app.demo.screen import Screen
from app.demo.workspace_client import WorkspaceClient
from app.demo.workspace_journey import CUT_AFTER, FOLLOW_UPS, PLANNED, converse

WRITTEN = {"operation": "write_file", "file_path": "/workspace/a.py"}
ANSWER: list[tuple[str, dict[str, Any]]] = [
    *[("message_chunk", {"content": f"word {number} "}) for number in range(CUT_AFTER)],
    ("tool_calls", {"tool_name": "write_file", "arguments": {"path": "/workspace/a.py"}}),
    ("artifact", {"artifact_type": "file_operation", "payload": WRITTEN}),
    ("tool_call_result", {"result": "Wrote a.py\nand more"}),
    ("done", {"status": "completed"}),
]
INTERRUPT = ("interrupt", {"interrupt_id": "i1", "actions": [{"description": "1. Write"}]})


class ScriptedApi(WorkspaceClient):
    """Each message gets ``answer``, a plan an interrupt; the log is what was said so far."""

    def __init__(self) -> None:
        self.answer = ANSWER
        self.log: list[bytes] = []
        self.said: list[str] = []
        self.forgets = 0
        self.ended_as = "completed"

    def create_workspace(self, name: str) -> dict[str, Any]:
        return {"workspace_id": "w", "sandbox_id": "s", "status": "running", "name": name}

    @contextmanager
    def chat(self, body: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[bytes]]]:
        before = len(self.log)
        if body.get("plan_mode"):
            self._add(INTERRUPT)
        else:
            self._add(*self.answer)
        self.said += [message["content"] for message in body["messages"]] or [
            orjson.dumps(body["hitl_response"]).decode()
        ]
        yield "t", iter(self.log[before:])

    def reconnect(self, thread_id: str, *, since: int) -> list[bytes]:
        return self.log[since + (self.forgets if since == 0 else 0) :]

    def status(self, thread_id: str) -> dict[str, Any]:
        return {"status": self.ended_as}

    def read_file(self, workspace_id: str, path: str) -> str:
        return "print('a')\n"

    def replay(self, thread_id: str) -> list[bytes]:
        return [b"id: 1\nevent: replay_done\ndata: {}"]

    def delete_workspace(self, workspace_id: str) -> None:
        self.said.append("deleted")

    def _add(self, *events: tuple[str, dict[str, Any]]) -> None:
        for name, data in events:
            self.log.append(b"id: %d\nevent: %b\ndata: %b" % (len(self.log) + 1, name.encode(), orjson.dumps(data)))


def shown(api: ScriptedApi) -> str:
    written: list[str] = []
    converse(api, "Write a.py", Screen(written.append))
    return "".join(written)


def test_three_messages_a_plan_and_its_approval_are_shown_and_compared() -> None:
    api = ScriptedApi()
    told = shown(api)
    approval = '{"i1":{"decisions":[{"type":"approve"}]}}'
    assert api.said == ["Write a.py", *FOLLOW_UPS, PLANNED, approval, "deleted"]
    assert f"cut behind event {CUT_AFTER}" in told
    assert "-> write_file /workspace/a.py" in told
    assert "print('a')" in told
    assert "to be approved: 1. Write" in told
    assert "byte for byte" in told


def test_an_answer_that_fails_fails_the_journey() -> None:
    api = ScriptedApi()
    api.answer = [*ANSWER[:CUT_AFTER], ("error", {"error": "broken"}), ("done", {"status": "error"})]
    with pytest.raises(JourneyFailed, match="ended with done"):
        shown(api)


def test_a_thread_that_stands_otherwise_than_it_streamed_fails_the_journey() -> None:
    api = ScriptedApi()
    api.ended_as = "unknown"
    with pytest.raises(JourneyFailed, match="the thread is unknown"):
        shown(api)


def test_frames_that_do_not_come_again_fail_the_journey() -> None:
    api = ScriptedApi()
    api.forgets = 1
    with pytest.raises(JourneyFailed, match="others come again"):
        shown(api)


def test_an_agent_that_writes_nothing_fails_the_journey() -> None:
    api = ScriptedApi()
    api.answer = [each for each in ANSWER if each[0] != "artifact"]
    with pytest.raises(JourneyFailed, match="no file"):
        shown(api)

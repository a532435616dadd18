"""A worker dies in the middle of a turn of a talk: the one who listens hears it to its end, and it is kept once."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.storage.identifiers import new_id
from tests.dialects.praetor.people import PASSWORD, Person, make_person
from tests.dialects.praetor.talks import BUSINESS, CHAT, Frame, frames, of_type, without_comments
from tests.faults.gated_discovery import PIECES
from tests.faults.runs import Runs
from tests.support.stack import Stack, StackProcess, until

MESSAGE = ". ".join((*BUSINESS, "Please research the market and our competitors"))
"""Enough to begin research beside the talk."""


class HeardTalk:
    """A talk over HTTP, as a person has it."""

    def __init__(self, client: httpx.Client, person: Person, runs: Runs) -> None:
        self.id = str(new_id())
        self._client = client
        self._runs = runs
        self._person = person

    def say(self) -> bytes:
        """The bytes of the answer, to its end."""
        body = {
            "sessionId": self.id,
            "contextType": "business_profile",
            "message": MESSAGE,
            "userId": str(self._person.id),
            "tenantId": str(self._person.tenant_id),
        }
        answer = self._client.post(CHAT, json=body)
        assert answer.status_code == 200, answer.text
        return without_comments(answer.content)

    def replay(self) -> bytes:
        return without_comments(self._client.get(f"{CHAT}/{self.id}/events").content)

    @property
    def state(self) -> dict[str, Any]:
        """What is known, without what differs from talk to talk."""
        told: dict[str, Any] = self._client.get(f"{CHAT}/{self.id}").json()["data"]
        said = [(each["role"], each["content"]) for each in told["messages"]]
        return {name: told[name] for name in ("phase", "completeness", "obligations", "nextQuestion")} | {"said": said}

    def value(self, what: str) -> Any:
        """Of the talk's run, and the lines of its budget."""
        return self._runs.value(
            f"""SELECT {what} FROM discovery_sessions d JOIN runs r ON r.session_id = d.id
                  LEFT JOIN budget_lines l ON l.run_id = r.id AND l.kind = 'used' WHERE d.client_id = %s""",
            self.id,
        )

    @property
    def charged(self) -> list[Any]:
        """By step, the tokens that it was charged."""
        found: list[Any] = self.value("json_agg(json_build_array(l.step, l.tokens) ORDER BY l.step)")
        return found

    def research(self) -> int:
        return int(
            self._runs.value(
                """SELECT count(*) FROM discovery_research WHERE discovery_id =
                     (SELECT id FROM discovery_sessions WHERE client_id = %s)""",
                self.id,
            )
        )


@pytest.fixture
def talks(house: Stack, runs: Runs) -> Iterator[tuple[HeardTalk, HeardTalk]]:
    """Two talks of one person."""
    person = make_person(house.engine)
    with house.client(api_key="") as client:
        signed_in = client.post("/api/auth/login", json={"email": person.email, "password": PASSWORD})
        assert signed_in.status_code == 200, signed_in.text
        client.headers["Authorization"] = f"Bearer {signed_in.json()['data']['token']}"
        yield HeardTalk(client, person, runs), HeardTalk(client, person, runs)


def test_a_turn_whose_workers_are_killed_is_heard_to_its_end_and_kept_once(
    house: Stack, gate: Path, talks: tuple[HeardTalk, HeardTalk]
) -> None:
    whole, struck = talks
    undisturbed = frames(whole.say())

    with ThreadPoolExecutor(1) as pool:
        gate.write_text("replying")
        answer = pool.submit(struck.say)
        try:
            for point, then in (("replying", "concluding"), ("concluding", "")):
                until(partial(_has_come_to, struck, point), what=f"the turn to be {point}")
                holder = _holder(house, struck)
                holder.kill()
                gate.write_text(then)
                holder.start()
        finally:
            gate.unlink()
        heard = answer.result()

    assert heard == struck.replay()
    assert _told(frames(heard)) == _told(undisturbed)
    assert not of_type(frames(heard), "rewind")
    assert (struck.value("r.state"), struck.value("r.attempt")) == ("completed", 3)
    assert struck.state == whole.state
    # Each step once; going on with the reply costs the reading of its beginning.
    assert [step for step, _ in struck.charged] == [step for step, _ in whole.charged]
    assert struck.charged[0] == whole.charged[0]
    assert struck.research() == whole.research() > 0


def _holder(house: Stack, talk: HeardTalk) -> StackProcess:
    pid = talk.value("(SELECT w.pid FROM workers w WHERE w.key = r.worker_key)")
    return next(worker for worker in house.workers if worker.alive and os.getpgid(pid) == worker.pid)


def _has_come_to(talk: HeardTalk, point: str) -> bool:
    if point == "replying":
        events = "(SELECT count(*) FROM run_events e WHERE e.run_id = r.id AND e.type = 'text_delta')"
        return int(talk.value(events) or 0) >= PIECES
    return bool(talk.value("r.current_step = 'concluding' AND r.state = 'running'"))


def _told(told: list[Frame]) -> tuple[str, list[Frame]]:
    """The reply as a whole, and what else was told, without ids and places."""
    others = [
        {name: value for name, value in frame.items() if name not in ("cursor", "taskId", "runId")}
        for frame in told
        if frame["type"] != "message"
    ]
    return "".join(frame["content"] for frame in of_type(told, "message")), others

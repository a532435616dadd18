"""Praetor's journey against an API that says what the test wants it to say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
import pytest

from app.demo.journey import JourneyFailed
from app.demo.project_client import ProjectClient
from app.demo.project_journey import ANSWERS, IDEA, specify
from app.demo.screen import Screen

SPEC = {name: [{"id": "REQ-001", "title": "Lend a tool"}] for name in ("requirements", "entities", "endpoints")}
RESULT = {"spec": {**SPEC, "workflows": [], "testCases": []}, "validationPassed": True}
DONE = {"type": "done"}
TEAM: list[dict[str, Any]] = [
    {"type": "planned", "delegations": [{"agent": "api-compiler", "needs": ["data"], "task": "Make it reachable"}]},
    {"type": "agent_completed", "label": "api", "role": "worker", "tokens": 10, "sawOutputsOf": ["data"]},
    {"type": "sent_back", "agent": "api", "remarks": ["Say more", "Or less"]},
    {"type": "audited", "completeness": 0.5, "findings": 3},
    DONE,
]
STOPPED: list[dict[str, Any]] = [
    {"type": "agent_completed", "label": "first", "role": "worker", "tokens": 10, "sawOutputsOf": []},
    {"type": "budget", "percent": 100},
    {"type": "error", "message": "Too little"},
    DONE,
]
REST: list[dict[str, Any]] = [
    {"type": "agent_completed", "label": "second", "role": "worker", "tokens": 10, "sawOutputsOf": []},
    {"type": "merged", "conflicts": []},
    DONE,
]


class ScriptedApi(ProjectClient):
    """Two questions, a supervised execution, one that stops, and what it does when it goes on."""

    def __init__(self) -> None:
        self.logs = {"hierarchical": TEAM, "parallel": STOPPED}
        self.rest = REST
        self.answers: dict[str, Any] = {}
        self.changed = False
        self.error: dict[str, Any] | None = {"code": "budget_exceeded", "checkpoint": "c-1"}
        self.questions: list[dict[str, Any]] = [
            {"id": "purpose", "key": "purpose", "text": "Why?", "answerType": "text"},
            {"id": "kind", "key": "kind", "text": "Which?", "answerType": "select", "options": [{"value": "web"}]},
        ]

    def create_project(self, name: str, description: str) -> str:
        return "p-1"

    def start_flow(self, project_id: str) -> dict[str, Any]:
        return {}

    def next_question(self, project_id: str) -> dict[str, Any] | None:
        return next((each for each in self.questions if each["id"] not in self.answers), None)

    def answer(self, project_id: str, question_id: str, value: Any) -> dict[str, Any]:
        self.answers[question_id] = value
        return {}

    def generate(self, project_id: str, **options: Any) -> str:
        return str(options["strategy"])

    def status(self, execution_id: str) -> dict[str, Any]:
        progress = {"completedSteps": 1, "totalSteps": 2, "currentStep": "review"}
        told = {"progress": progress, "budget": {"tokensUsed": 20, "costIncurred": 0}}
        if execution_id == "parallel" and self.error:
            return {**told, "budget": {"tokensUsed": 4, "costIncurred": 0}, "status": "failed", "error": self.error}
        return {**told, "status": "completed", "result": RESULT}

    def resume(self, execution_id: str, checkpoint: str, budget: Mapping[str, Any]) -> None:
        assert checkpoint == "c-1"
        self.error = None
        self.logs[execution_id] = [*STOPPED, *self.rest]

    def memory(self, execution_id: str) -> dict[str, Any]:
        return {"totals": {"totalMessages": 2, "totalTokens": 20}}

    @contextmanager
    def events(self, execution_id: str, *, since: int = 0) -> Iterator[Iterator[bytes]]:
        log = [
            b"data: " + orjson.dumps({**each, "cursor": cursor})
            for cursor, each in enumerate(self.logs[execution_id], start=1)
        ]
        yield iter(log[since:])
        if self.changed:
            self.logs[execution_id] = [{"type": "started"}, *self.logs[execution_id][1:]]


def journey(api: ScriptedApi, idea: str = IDEA) -> str:
    shown: list[str] = []
    specify(api, idea, Screen(shown.append))
    return "".join(shown)


def test_a_project_is_specified_twice_and_the_second_time_goes_on_where_it_stopped() -> None:
    api = ScriptedApi()
    shown = journey(api)

    assert api.answers == {"purpose": ANSWERS["purpose"], "kind": "web"}
    for line in ("api-compiler (after data)", "saw data: 10 tokens", "sent back to api: Say more …", "50% complete"):
        assert line in shown
    assert "goes on from its checkpoint c-1" in shown
    assert shown.count("SpecV1 with 1 requirements") == 2
    assert "second (worker) saw nobody" in shown


def test_another_idea_is_the_answer_to_what_nobody_can_guess() -> None:
    api = ScriptedApi()
    journey(api, "A bakery")
    assert api.answers["purpose"] == "A bakery"


def test_a_replay_that_differs_fails_the_journey() -> None:
    api = ScriptedApi()
    api.changed = True
    with pytest.raises(JourneyFailed, match="replay"):
        journey(api)


def test_work_that_is_done_again_fails_the_journey() -> None:
    api = ScriptedApi()
    api.rest = [STOPPED[0], DONE]
    with pytest.raises(JourneyFailed, match="again"):
        journey(api)


def test_another_error_than_the_budgets_fails_the_journey() -> None:
    api = ScriptedApi()
    api.error = {"code": "agent_error", "checkpoint": None}
    with pytest.raises(JourneyFailed, match="agent_error"):
        journey(api)

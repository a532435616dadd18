"""The discovery agent: what it takes from a model's notes, what it tells, what it leaves behind."""

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain.discovery_chat.findings import Finding
from app.domain.discovery_chat.queries import DiscoveryRecord
from app.engine.agent_names import DISCOVERY_RESEARCH
from app.errors import NothingToWorkOn
from tests.unit.agents.runner import SESSION, TENANT, Run, nothing_swallowed
from tests.unit.agents.scripted_model import Script
from workers.agents.discovery.agent import DiscoveryAgent
from workers.agents.discovery.outputs import DiscoveryNotes, HeardStatement
from workers.language_models.offline.model import OfflineModel

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MESSAGE = {"message": "We sell bread to commuters", "contextType": "business_profile"}


def heard(obligation: str, statement: str, **more: Any) -> HeardStatement:
    return HeardStatement(
        **{
            "obligation": obligation,
            "kind": "fact",
            "statement": statement,
            "confidence": 0.9,
            "relation": "new",
            **more,
        }
    )


def talk(script: Script | OfflineModel, *known: Finding, input: dict[str, Any] = MESSAGE) -> Run:
    record = DiscoveryRecord(
        id=SESSION,
        tenant_id=TENANT,
        client_id=SESSION,
        user_id=None,
        project_id=None,
        context_type="business_profile",
        phase="opening",
        completeness=0,
        findings=known,
        asked=[],
        created_at=NOW,
        updated_at=NOW,
        completed_at=None,
    )
    tables = {"get_discovery": record, "exchanges_of": [], "research_of": []}
    model = script if isinstance(script, OfflineModel) else script.model
    return Run(DiscoveryAgent(), model, input, tables=tables)


def test_the_events_come_in_the_documented_order_and_the_notes_are_kept_with_them() -> None:
    notes = DiscoveryNotes(
        findings=[heard("business", "bread"), heard("target_market", "commuters"), heard("weather", "rain")],
        research=[],
    )
    run = talk(Script(notes, text=["I see", ". Next?"])).finish()
    assert list(dict.fromkeys(run.types)) == [
        "text_delta", "obligation", "completeness", "phase", "research", "discovery_reply_complete", "done",
    ]  # fmt: skip
    assert [each["key"] for each in run.data_of("obligation")] == ["business", "target_market"]
    assert run.data_of("discovery_reply_complete")[0]["text"] == "I see. Next?"
    kept, started, noted = run.recorded
    assert [each.statement for each in kept["findings"]] == ["bread", "commuters"]
    assert kept["asked"] == [run.data_of("discovery_reply_complete")[0]["question"]["key"]]
    assert (started["run"].agent, started["run"].session["idea"]) == (DISCOVERY_RESEARCH, "bread. commuters")
    assert str(noted["research_id"]) == run.data_of("research")[0]["taskId"] == str(started["run"].session_id)


def test_a_statement_that_contradicts_a_known_one_puts_both_in_dispute_and_is_asked_about() -> None:
    known = Finding(obligation="budget", kind="fact", statement="20,000 euros", confidence=0.9)
    notes = DiscoveryNotes(findings=[heard("budget", "35,000 euros", relation="contradicts")], research=[])
    script = Script(notes)
    run = talk(script, known).finish()
    assert run.data_of("obligation") == [{"key": "budget", "status": "contradicted", "confidence": 0.45}]
    question = run.data_of("discovery_reply_complete")[0]["question"]
    assert question["validates"]
    assert "20,000 euros" in question["text"]
    asked = script.material("text")["discovery"]
    assert isinstance(asked, dict)
    assert asked["question"] == question


def test_a_reply_that_broke_off_goes_on_behind_what_was_streamed() -> None:
    run = talk(OfflineModel()).until("replying")
    whole = "".join(data["delta"] for _, data in _streamed(run, ""))
    partial = whole[: len(whole) // 2]
    assert partial + "".join(data["delta"] for _, data in _streamed(run, partial)) == whole
    with nothing_swallowed():
        run.attempt(run.step("replying"), run.context("replying", dies_after=1))


def test_an_empty_message_is_nothing_to_work_on() -> None:
    with pytest.raises(NothingToWorkOn):
        talk(OfflineModel(), input={"message": "\u200b", "contextType": "business_profile"}).finish()


def _streamed(run: Run, partial: str) -> list[tuple[str, dict[str, Any]]]:
    context = run.context("replying", partial_text=partial)
    run.attempt(run.step("replying"), context)
    return context.events

"""What talks have to find out, and how far they are."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_ai.messages import ModelRequest, UserPromptPart

from app.domain.discovery_chat.findings import Finding, Heard, Relation, taken_in
from app.domain.discovery_chat.objectives import CONTEXT_TYPES, PHASES, all_objectives, objective_of
from app.domain.discovery_chat.research_tasks import due_research
from app.domain.discovery_chat.standing import standing_of
from workers.agents.discovery.outputs import DiscoveryNotes
from workers.language_models.briefs import render_brief
from workers.language_models.offline.reading import read
from workers.language_models.offline.writers import written_as

BUSINESS = objective_of("business_profile")


def said(obligation: str, statement: str, *, relation: Relation = "new", confidence: float = 0.9) -> Heard:
    return Heard(obligation=obligation, kind="fact", statement=statement, confidence=confidence, relation=relation)


def noted(message: str, *, asked: str = "", known: tuple[dict[str, str], ...] = ()) -> list[dict[str, Any]]:
    """What the offline model hears in the message."""
    material = {
        "obligations": [
            {"key": each.key, "single": each.single, "cues": list(each.cues), "detects": list(each.detects)}
            for each in BUSINESS.obligations
        ],
        "known": list(known),
        "asked": {"key": asked, "validates": False} if asked else None,
        "messages": [{"role": "user", "content": message}],
    }
    prompt = ModelRequest(parts=[UserPromptPart(render_brief("Note it.", material))])
    written = json.loads(written_as(DiscoveryNotes.model_json_schema(), read([prompt])))
    assert DiscoveryNotes.model_validate(written).model_dump(mode="json") == written
    findings: list[dict[str, Any]] = written["findings"]
    return findings


def test_the_data_is_sound() -> None:
    assert set(all_objectives()) == set(CONTEXT_TYPES)
    for objective in all_objectives().values():
        assert len(objective.obligations) >= 8
        assert any(each.critical for each in objective.obligations)
        assert {each.type for each in objective.research} == {"market_research", "competitor_analysis"}


def test_a_talk_moves_through_its_phases_and_asks_for_what_is_missing() -> None:
    findings: list[Finding] = []
    asked: list[str] = []
    seen = []
    while question := standing_of(BUSINESS, findings).next_question(asked):
        seen.append(standing_of(BUSINESS, findings).phase)
        asked.append(question.key)
        findings = taken_in(findings, [said(question.key, f"About {question.key}")], objective=BUSINESS)
    assert list(dict.fromkeys(seen)) == list(PHASES)
    assert sorted(asked) == sorted(each.key for each in BUSINESS.obligations)
    assert standing_of(BUSINESS, findings).completeness == 1


def test_a_question_that_brought_nothing_is_put_off_and_put_in_other_words() -> None:
    standing = standing_of(BUSINESS, [])
    first = standing.next_question([])
    assert first
    assert first.key == "business"
    assert standing.next_question(["business"]) != first
    everything = [each.key for each in BUSINESS.obligations]
    again = standing.next_question([*everything[1:], everything[0], everything[1]])
    assert again
    assert again.text == BUSINESS.obligations[0].again


def test_statements_dispute_revise_and_confirm_each_other() -> None:
    findings = taken_in([], [said("budget", "20k")], objective=BUSINESS)
    disputed = taken_in(findings, [said("budget", "35k", relation="contradicts")], objective=BUSINESS)
    assert standing_of(BUSINESS, disputed).of("budget").status == "contradicted"
    settled = taken_in(disputed, [said("budget", "35k", relation="revises")], objective=BUSINESS)
    assert standing_of(BUSINESS, settled).of("budget").statements == ["35k"]
    assert standing_of(BUSINESS, settled).of("budget").status == "satisfied"
    vague = taken_in([], [said("goals", "grow", confidence=0.5)], objective=BUSINESS)
    assert standing_of(BUSINESS, vague).of("goals").status == "partial"
    surer = taken_in(vague, [said("goals", "double sales", confidence=0.5)], objective=BUSINESS)
    assert standing_of(BUSINESS, surer).of("goals").confidence == 0.75
    assert taken_in([], [said("weather", "rain"), said("goals", "  ")], objective=BUSINESS) == []


def test_research_begins_once_and_only_when_something_is_known() -> None:
    assert due_research(standing_of(BUSINESS, []), wished=["market_research"], begun=[]) == []
    known = standing_of(
        BUSINESS, taken_in([], [said("business", "bread"), said("target_market", "commuters")], objective=BUSINESS)
    )
    assert due_research(known, wished=[], begun=[]) == ["market_research"]
    assert due_research(known, wished=["competitor_analysis"], begun=["market_research"]) == ["competitor_analysis"]
    assert due_research(known, wished=["market_research"], begun=["market_research"]) == []


@pytest.mark.parametrize(
    ("message", "asked", "expected"),
    [
        ("My target market is small businesses", "business", [("target_market", "small businesses", 0.9)]),
        ("dentists in Bavaria", "target_market", [("target_market", "dentists in Bavaria", 0.85)]),
        ("20,000 euros", "budget", [("budget", "20,000 euros", 0.85)]),
        ("I think our budget is 5k", "business", [("budget", "5k", 0.55)]),
        ("I don't know", "budget", []),
        ("Something nice", "budget", []),
        ("What do you mean?", "business", []),
        ("", "business", []),
    ],
)
def test_the_offline_model_hears_cues_and_answers(
    message: str, asked: str, expected: list[tuple[str, str, float]]
) -> None:
    heard = noted(message, asked=asked)
    assert [(each["obligation"], each["statement"], each["confidence"]) for each in heard] == expected


@pytest.mark.parametrize(
    ("before", "message", "relation"),
    [
        ("20,000 euros", "Our budget is 20k", "new"),
        ("20,000 euros", "Our budget is 35k", "contradicts"),
        ("20,000 euros", "Actually our budget is 35k", "revises"),
    ],
)
def test_the_offline_model_hears_contradictions(before: str, message: str, relation: str) -> None:
    (heard,) = noted(message, known=({"obligation": "budget", "statement": before, "state": "held"},))
    assert heard["relation"] == relation


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_the_offline_model_takes_notes_of_anything(message: str) -> None:
    for each in noted(message, asked="business"):
        assert each["statement"]

"""The PRD agent: which opportunity it takes, what it writes, what it records."""

from typing import Any

import pytest

from app.errors import InvalidRequest, NothingToWorkOn
from tests.unit.agents import examples
from tests.unit.agents.runner import RUN, SESSION, TENANT, Run
from tests.unit.agents.scripted_model import Script
from workers.agents.prd.agent import PrdAgent
from workers.agents.research.scoring import presented

FRAMED = {"title", "opportunity", "overview", "problem", "audience", "goals", "nonGoals"}
REQUIRED = {"userStories", "functionalRequirements", "nonFunctionalRequirements"}
PLANNED = {"metrics", "milestones", "risks", "openQuestions"}
RESEARCHED = {"idea": "Habits", "opportunities": presented(examples.opportunities(9, 7, 5).opportunities, ())}


def script() -> Script:
    return Script(examples.framing(), examples.requirements(), examples.delivery(), examples.opportunities(3, 9, 5))


def prd(given: Script, input: dict[str, Any] | None = None, session: dict[str, Any] = RESEARCHED) -> Run:
    return Run(PrdAgent(), given.model, input or {}, dict(session))


def test_events_come_in_the_documented_order() -> None:
    run = prd(script()).finish()
    assert [type for type in run.types if type != "status"] == ["phase", "prd_complete_final", "done"]
    assert run.events[0] == ("phase", {"phase": "prd"})
    assert run.data_of("status")[0]["message"] == "Writing PRD for Bet 0..."
    assert [data["part"] for data in run.data_of("status")] == ["choosing", "framing", "requirements", "delivery"]


def test_the_terminal_event_carries_the_whole_document_and_the_projects_id() -> None:
    run = prd(script()).finish()
    (final,) = run.data_of("prd_complete_final")
    assert set(final) == {"prd", "projectId"}
    assert set(final["prd"]) == FRAMED | REQUIRED | PLANNED | {"markdown"}
    assert final["prd"]["userStories"][0]["acceptanceCriteria"] != []
    assert final["prd"]["opportunity"] == {
        "index": 0,
        "title": "Bet 0",
        "description": "Bet 0 described",
        "overall": 6.4,
    }


def test_the_session_keeps_document_index_and_project() -> None:
    run = prd(script(), {"opportunityIndex": 2}).finish()
    (final,) = run.data_of("prd_complete_final")
    assert (run.session["prd"], run.session["projectId"]) == (final["prd"], final["projectId"])
    assert (run.session["selectedOpportunityIndex"], run.session["phase"]) == (2, "prd")


def test_the_project_is_recorded_under_the_id_that_the_event_names() -> None:
    run = prd(script(), {"opportunityIndex": 1}).finish()
    (record,) = run.recorded
    assert run.data_of("prd_complete_final")[0]["projectId"] == str(record.pop("id"))
    assert record == {
        "tenant_id": TENANT,
        "session_id": SESSION,
        "run_id": RUN,
        "name": "Edgewise, habits for remote workers",
        "opportunity_index": 1,
    }


def test_each_part_is_written_from_the_parts_before_it() -> None:
    given = script()
    prd(given, {"opportunityIndex": 1}).finish()
    assert [kind for kind, _ in given.prompts] == ["Framing", "Requirements", "Delivery"]
    assert given.material("Framing")["opportunity"]["title"] == "Bet 1"  # type: ignore[index]
    assert given.material("Requirements")["framing"] == examples.framing().model_dump(mode="json")
    assert given.material("Delivery")["requirements"] == examples.requirements().model_dump(mode="json")


def test_a_session_entered_at_the_prd_gets_one_opportunity_derived_from_its_idea() -> None:
    given = script()
    run = prd(given, {}, {"idea": "Habits", "entry": "prd"}).finish()
    assert "deriving an opportunity" in run.data_of("status")[0]["message"]
    assert [(one["rank"], one["title"]) for one in run.session["opportunities"]] == [(1, "Bet 1")]
    assert run.data_of("prd_complete_final")[0]["prd"]["opportunity"]["title"] == "Bet 1"
    assert given.material("Opportunities") == {"idea": "Habits"}


@pytest.mark.parametrize("session", [{}, {"entry": "prd"}, {"idea": "Habits"}, {"idea": "Habits", "entry": "discover"}])
def test_without_opportunity_and_without_stand_in_there_is_nothing_to_write_about(session: dict[str, Any]) -> None:
    with pytest.raises(NothingToWorkOn):
        prd(script(), {}, session).finish()


@pytest.mark.parametrize(("index", "session"), [(3, RESEARCHED), (-1, RESEARCHED), (1, {"idea": "x", "entry": "prd"})])
def test_an_index_that_no_opportunity_has_is_refused(index: int, session: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match="opportunityIndex"):
        prd(script(), {"opportunityIndex": index}, session).finish()

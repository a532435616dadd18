"""Specialists who have others work together: plans, reviews that send work back, debates, audits."""

from collections.abc import Mapping
from typing import Any

from tests.unit.agents.specification.projects import CLINIC, TOOLS
from tests.unit.agents.specification.teamwork import each_alone, named, one_after_another, written
from workers.agents.specification.catalogue import REVIEW, STANCES, specialist_named
from workers.agents.specification.debates import judged

MATERIAL = CLINIC


def inputs_of(outputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): output for name, output in outputs.items()}


def codes(findings: list[dict[str, Any]]) -> set[str]:
    return set(named(findings, "code"))


def test_a_plan_gives_everybody_in_the_team_a_task_and_has_no_circle() -> None:
    team = ["test-compiler", "requirements-compiler", "api-compiler", "data-model-compiler"]

    plan = written("supervisor", TOOLS, team=team)["delegations"]

    assert set(named(plan, "agent")) == set(team)
    done: set[str] = set()
    for delegation in plan:
        assert set(delegation["depends_on"]) <= done
        done.add(delegation["agent"])
    assert next(each for each in plan if each["agent"] == "api-compiler")["depends_on"] == ["data-model-compiler"]
    assert "reserve a tool" in next(each for each in plan if each["agent"] == "test-compiler")["task"]


def test_a_review_sends_work_back_until_its_remarks_are_met() -> None:
    outputs = one_after_another(MATERIAL)
    sent_back: list[list[str]] = []
    for _ in range(4):
        review = written(REVIEW, MATERIAL, **inputs_of(outputs))
        again = [verdict for verdict in review["verdicts"] if not verdict["accepted"]]
        sent_back.append(named(again, "agent"))
        for verdict in again:
            others = {name: output for name, output in outputs.items() if name != verdict["agent"]}
            outputs[verdict["agent"]] = written(
                verdict["agent"],
                MATERIAL,
                draft=outputs[verdict["agent"]],
                remarks=verdict["remarks"],
                **inputs_of(others),
            )
        if review["accepted"]:
            break

    assert sent_back == [["requirements-compiler"], ["test-compiler"], []]
    titles = named(outputs["requirements-compiler"]["requirements"], "title")
    assert {"Keep payments", "Work together with hospital information system"} <= set(titles)
    ids = named(outputs["requirements-compiler"]["requirements"], "id")
    assert ids == [f"REQ-{number:03d}" for number in range(1, len(ids) + 1)]


def test_a_draft_keeps_its_numbers_and_words_when_remarks_are_met() -> None:
    draft = written("requirements-compiler", TOOLS)
    draft["requirements"][0]["description"] = "Said by somebody else."

    again = written("requirements-compiler", TOOLS, draft=draft, remarks=["Add “waiting list”, please.", "Nicer!"])

    assert again["requirements"][:-1] == draft["requirements"]
    assert again["requirements"][-1]["title"] == "Keep waiting lists"


def test_an_audit_passes_a_whole_specification_and_points_at_what_is_missing() -> None:
    outputs = one_after_another(TOOLS)
    whole = written("completion-audit", TOOLS, **inputs_of(outputs))
    must = next(row for row in outputs["requirements-compiler"]["requirements"] if row["priority"] == "must")
    plan, model = outputs["test-compiler"], outputs["data-model-compiler"]
    plan["test_cases"] = [case for case in plan["test_cases"] if case["requirement_id"] != must["id"]]
    plan["test_cases"][0]["requirement_title"] = "Fly to the moon"
    model["entities"].append({**model["entities"][0], "name": "Hovercraft"})
    model["entities"][1]["relations"] = [{"to": "Nothing", "kind": "one-to-one", "description": "Lost"}]
    outputs["workflow-compiler"]["workflows"].pop(0)
    outputs["workflow-compiler"]["workflows"][0]["steps"][0]["next"] = ["nowhere"]
    outputs["architecture-compiler"]["components"] = outputs["architecture-compiler"]["components"][:1]
    outputs["design-compiler"]["screens"] = outputs["design-compiler"]["screens"][-1:]
    del outputs["conversation-agent"]

    broken = written("completion-audit", TOOLS, **inputs_of(outputs))

    assert whole["passed"]
    assert whole["completeness"] == 1
    assert codes(whole["findings"]) == {"integration_without_requirement"}
    assert not broken["passed"]
    assert broken["completeness"] < 1
    assert codes(broken["findings"]) == {
        "integration_without_requirement",
        "entity_without_requirement",
        "requirement_without_test",
        "test_of_unknown_requirement",
        "relation_to_unknown_entity",
        "entity_without_endpoint",
        "task_without_workflow",
        "step_without_successor",
        "integration_without_component",
        "screen_without_outline",
    }
    pointed = {finding["code"]: finding["subject"] for finding in broken["findings"]}
    assert pointed["requirement_without_test"] == must["id"]
    assert pointed["entity_without_endpoint"] == "Hovercraft"


def test_an_audit_counts_what_nobody_has_written() -> None:
    audit = written("completion-audit", TOOLS, requirements_compiler=written("requirements-compiler", TOOLS))

    missing = [finding["subject"] for finding in audit["findings"] if finding["code"] == "section_missing"]
    assert missing == ["architecture", "entities", "endpoints", "workflows", "designSystem", "testCases"]
    assert not audit["passed"]
    assert audit["completeness"] < 0.2


def test_those_who_worked_alone_leave_gaps_that_those_who_saw_each_other_do_not() -> None:
    alone = written("completion-audit", TOOLS, **inputs_of(each_alone(TOOLS)))
    together = written("completion-audit", TOOLS, **inputs_of(one_after_another(TOOLS)))

    assert {"entity_without_endpoint", "endpoint_of_unknown_entity"} <= codes(alone["findings"])
    assert len(together["findings"]) < len(alone["findings"])


def test_a_debate_ends_with_the_better_proposal_and_what_it_lacked() -> None:
    writer = "requirements-compiler"
    proposals = {f"{writer}/{stance}": written(writer, MATERIAL, said) for stance, said in STANCES.items()}
    proposals[f"{writer}/lean"]["requirements"] = proposals[f"{writer}/lean"]["requirements"][:2]
    odd = {**proposals[f"{writer}/lean"]["requirements"][0], "title": "Swap wards"}
    proposals[f"{writer}/lean"]["requirements"].append(odd)

    critique = written("critic", MATERIAL, **inputs_of(proposals))
    verdict = written("judge", MATERIAL, critiques=[critique], **inputs_of(proposals))

    scores = {each["proposal"]: each["score"] for each in critique["assessments"]}
    assert set(scores) == set(proposals)
    assert scores[f"{writer}/lean"] < scores[f"{writer}/thorough"]
    assert "hospital information system" in str(critique["assessments"])
    assert scores[verdict["chosen"]] == max(scores.values())
    assert set(verdict["rejected"]) == set(proposals) - {verdict["chosen"]}
    specialist_named(writer).output_type.model_validate(judged(proposals, verdict))


def test_a_judge_believes_the_critics_and_adopts_what_the_chosen_one_leaves_out() -> None:
    both = {label: written("requirements-compiler", TOOLS) for label in ("one", "other")}
    lend = both["one"]["requirements"].pop(0)
    both["one"]["requirements"] = [row for row in both["one"]["requirements"] if "lend" not in str(row).lower()]
    high, low = {"proposal": "one", "score": 9}, {"proposal": "other", "score": 3}
    critique = {"assessments": [{**each, "strengths": ["short"], "weaknesses": []} for each in (high, low)]}

    verdict = written("judge", TOOLS, critiques=[critique], **inputs_of(both))
    outcome = judged(both, verdict)

    assert verdict["chosen"] == "one"
    assert "Lend a tool" in named(verdict["adopted"], "item")
    assert lend["title"] in named(outcome["requirements"], "title")
    ids = named(outcome["requirements"], "id")
    assert len(set(ids)) == len(ids)
    assert "Lend a tool" not in named(both["one"]["requirements"], "title")


def test_a_verdict_for_nobody_leaves_the_first_proposal() -> None:
    verdict = {"chosen": "nobody", "adopted": [{"proposal": "gone", "item": "x", "reason": "y"}]}

    assert judged({"one": {"entities": []}, "other": {}}, verdict) == {"entities": []}

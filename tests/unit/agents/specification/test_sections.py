"""SpecV1 from the specialists' outputs: valid, whole, and every reference holds."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.specifications.checking import validation_of
from tests.unit.agents.specification.projects import CLINIC, PROJECTS, TOOLS
from tests.unit.agents.specification.teamwork import SECTION_WRITERS, each_alone, named, one_after_another, written
from workers.agents.specification.sections import SECTIONS, assembled, combined, merge


def check(spec: Mapping[str, Any]) -> None:
    """Every reference is to something that is there."""
    entities, requirements = set(named(spec["entities"])), set(named(spec["requirements"], "id"))
    assert {case["requirementId"] for case in spec["testCases"]} <= requirements
    assert {endpoint["entity"] for endpoint in spec["endpoints"]} <= entities
    assert {relation["to"] for entity in spec["entities"] for relation in entity["relations"]} <= entities
    for workflow in spec["workflows"]:
        assert {to for step in workflow["steps"] for to in step["next"]} <= set(named(workflow["steps"], "id"))
    components = spec["architecture"]["components"]
    assert {other for component in components for other in component["dependsOn"]} <= set(named(components))
    for section in ("requirements", "endpoints", "workflows", "testCases"):
        assert len(set(named(spec[section], "id"))) == len(spec[section])


@pytest.mark.parametrize("project", PROJECTS)
def test_what_was_written_one_after_another_is_a_whole_specification(project: str) -> None:
    material = PROJECTS[project]
    outputs = one_after_another(material)

    spec = assembled(outputs, material, strategy="sequential")

    check(spec)
    assert validation_of(spec, format="v1") == {"passed": True, "warnings": []}
    assert set(spec) == {"metadata", *SECTIONS}
    assert [section for section in SECTIONS if not spec[section]] == []
    assert spec["metadata"]["generatedBy"] == list(SECTION_WRITERS)
    assert {case["requirementId"] for case in spec["testCases"]} == set(named(spec["requirements"], "id"))
    assert {endpoint["entity"] for endpoint in spec["endpoints"]} == set(named(spec["entities"]))
    assert set(spec["designSystem"]) == {"principles", "colors", "typography", "components", "screens"}


def test_who_could_not_see_the_others_contradicts_them_and_the_rulings_settle_it() -> None:
    outputs = each_alone(TOOLS)
    sections, conflicts = combined(outputs)
    titles = {row["id"]: row["title"] for row in sections["requirements"]}

    resolution = written("conflict-resolver", TOOLS, conflicts=conflicts)
    spec = assembled(outputs, TOOLS, strategy="parallel", rulings=resolution["rulings"])

    check(spec)
    assert validation_of(spec, format="v1")["passed"]
    assert {conflict["field"] for conflict in conflicts} == {"requirementId", "entity"}
    assert named(resolution["rulings"], "conflict") == named(conflicts, "id")
    assert named(resolution["rulings"], "chosen") == named(conflicts, "owner")
    meant = {case["id"]: case["requirementTitle"] for case in sections["testCases"]}
    assert {titles[case["requirementId"]] for case in spec["testCases"]} <= set(meant.values())
    assert all(titles[case["requirementId"]] == meant[case["id"]] for case in spec["testCases"])
    assert "Damage" in named(sections["endpoints"], "entity")
    assert "Damage" not in named(spec["endpoints"], "entity")


@pytest.mark.parametrize("alone", SECTION_WRITERS)
def test_what_each_specialist_writes_alone_refers_to_nothing_that_is_not_there(alone: str) -> None:
    spec = assembled({alone: written(alone, CLINIC)}, CLINIC)

    check(spec)
    assert spec["metadata"]["generatedBy"] == [alone]


def test_a_project_nobody_has_worked_on_is_told_in_its_own_words() -> None:
    spec = assembled({}, TOOLS)

    check(spec)
    assert spec["overview"]["problem"].startswith("Drills lie idle")
    assert spec["overview"]["users"] == ["neighbours", "caretakers"]


def test_rows_that_agree_are_joined_and_rows_that_do_not_are_a_conflict() -> None:
    def requirement(title: str, priority: str, *criteria: str) -> dict[str, Any]:
        told = {"id": "REQ-001", "title": title, "description": title, "priority": priority, "type": "functional"}
        return {**told, "acceptanceCriteria": list(criteria)}

    candidates = {
        "requirements-compiler/lean": [requirement("Lend", "must", "one"), requirement("Search", "could")],
        "requirements-compiler/thorough": [requirement("lend", "should", "two"), requirement("Pay", "must")],
    }
    value, conflicts = merge("requirements", candidates)

    assert [(row["id"], row["title"]) for row in value] == [
        ("REQ-001", "Lend"),
        ("REQ-002", "Search"),
        ("REQ-003", "Pay"),
    ]
    assert value[0]["acceptanceCriteria"] == ["one", "two"]
    assert [(each["subject"], each["field"], each["options"]) for each in conflicts] == [
        ("Lend", "priority", {"requirements-compiler/lean": "must", "requirements-compiler/thorough": "should"})
    ]
    assert candidates["requirements-compiler/lean"][0]["acceptanceCriteria"] == ["one"]


def test_a_ruling_reaches_into_an_entitys_attributes_and_into_objects() -> None:
    def entity(type: str) -> dict[str, Any]:
        attribute = {"name": "amount", "type": type, "required": True, "description": "Amount"}
        return {"entities": [{"name": "Fee", "description": "A fee", "attributes": [attribute], "relations": []}]}

    def design(style: str) -> dict[str, Any]:
        return {"style": style, "components": [], "decisions": [], "risks": []}

    outputs = {
        "data-model-compiler/lean": entity("integer"),
        "data-model-compiler/cautious": entity("decimal"),
        "architecture-compiler/lean": design("monolith"),
        "architecture-compiler/cautious": design("services"),
    }
    _, conflicts = combined(outputs)
    rulings = [
        {"conflict": each["id"], "chosen": next(label for label in each["options"] if label.endswith("cautious"))}
        for each in conflicts
    ]

    spec = assembled(outputs, TOOLS, rulings=[*rulings, {"conflict": "of another day", "chosen": "nobody"}])

    assert [each["subject"] for each in conflicts] == ["Fee.amount", ""]
    assert spec["entities"][0]["attributes"][0]["type"] == "decimal"
    assert spec["architecture"]["style"] == "services"

"""References between sections that hold: found again by title, or taken out."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from workers.agents.specification.contributions import REQUIREMENT_TITLE

Json: TypeAlias = Any


def mended(sections: Mapping[str, Json]) -> dict[str, Json]:
    """The sections with every reference pointing to something that is there."""
    requirements = sections["requirements"] or _expected_requirements(sections["testCases"])
    entities = sections["entities"] or _assumed_entities(sections["endpoints"])
    names = {entity["name"] for entity in entities}
    return {
        **sections,
        "requirements": requirements,
        "entities": [_related(entity, names) for entity in entities],
        "endpoints": [endpoint for endpoint in sections["endpoints"] if endpoint["entity"] in names],
        "workflows": [_followed(workflow) for workflow in sections["workflows"]],
        "testCases": _pointed(sections["testCases"], requirements),
        "architecture": _connected(sections["architecture"]),
    }


def _expected_requirements(cases: Sequence[Json]) -> list[Json]:
    """Without requirements, those that the test cases expect."""
    found: dict[str, Json] = {}
    for case in cases:
        found.setdefault(
            case["requirementId"],
            {
                "id": case["requirementId"],
                "title": case[REQUIREMENT_TITLE],
                "description": f"Expected by test case {case['id']}.",
                "priority": "should",
                "type": "functional",
                "acceptanceCriteria": [case["then"]],
            },
        )
    return list(found.values())


def _assumed_entities(endpoints: Sequence[Json]) -> list[Json]:
    """Without a data model, the entities that the calls take for granted."""
    key = {"name": "id", "type": "uuid", "required": True, "description": "Key."}
    return [
        {"name": name, "description": f"Assumed by the calls on {name}.", "attributes": [key], "relations": []}
        for name in dict.fromkeys(endpoint["entity"] for endpoint in endpoints)
    ]


def _related(entity: Json, names: set[str]) -> Json:
    return {**entity, "relations": [relation for relation in entity["relations"] if relation["to"] in names]}


def _followed(workflow: Json) -> Json:
    known = {step["id"] for step in workflow["steps"]}
    steps = [{**step, "next": [to for to in step["next"] if to in known]} for step in workflow["steps"]]
    return {**workflow, "steps": steps}


def _pointed(cases: Sequence[Json], requirements: Sequence[Json]) -> list[Json]:
    """Test cases at the requirement that their title means, else at the one of their id; the others are taken out."""
    by_title = {row["title"].casefold(): row["id"] for row in requirements}
    known = set(by_title.values())
    found = []
    for case in cases:
        id = by_title.get(case[REQUIREMENT_TITLE].casefold(), case["requirementId"])
        if id in known:
            kept = {name: value for name, value in case.items() if name != REQUIREMENT_TITLE}
            found.append({**kept, "requirementId": id})
    return found


def _connected(architecture: Json) -> Json:
    components = architecture.get("components", [])
    names = {component["name"] for component in components}
    return {
        "style": architecture.get("style", ""),
        "components": [
            {**component, "dependsOn": [other for other in component["dependsOn"] if other in names]}
            for component in components
        ],
        "decisions": architecture.get("decisions", []),
        "risks": architecture.get("risks", []),
    }

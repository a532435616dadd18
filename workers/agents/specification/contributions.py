"""What one specialist's output is as a section of SpecV1: the fields that clients read, under their names."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any

REQUIREMENT_TITLE = "requirementTitle"
"""Kept at test cases while sections are put together, and taken off at the end: a wrong id is noticed by it."""


def contribution(section: str, output: Mapping[str, Json]) -> Json:
    """The section as this output has it: a list of rows, or an object."""
    return _SECTIONS[section](output)


def _overview(output: Mapping[str, Json]) -> Json:
    told = {name: output[name] for name in ("summary", "problem", "users", "goals")}
    return {**told, "nonGoals": output["non_goals"]}


def _requirements(output: Mapping[str, Json]) -> Json:
    names = ("id", "title", "description", "priority", "type")
    return [
        {**{name: row[name] for name in names}, "acceptanceCriteria": row["acceptance_criteria"]}
        for row in output["requirements"]
    ]


def _endpoints(output: Mapping[str, Json]) -> Json:
    names = ("id", "method", "path", "summary", "entity", "responses", "auth")
    return [{**{name: row[name] for name in names}, "requestBody": row["request_body"]} for row in output["endpoints"]]


def _test_cases(output: Mapping[str, Json]) -> Json:
    names = ("id", "title", "type", "given", "when", "then")
    return [
        {
            **{name: row[name] for name in names},
            "requirementId": row["requirement_id"],
            REQUIREMENT_TITLE: row["requirement_title"],
        }
        for row in output["test_cases"]
    ]


def _architecture(output: Mapping[str, Json]) -> Json:
    components = [
        {
            "name": row["name"],
            "responsibility": row["responsibility"],
            "technology": row["technology"],
            "dependsOn": row["depends_on"],
        }
        for row in output["components"]
    ]
    told = {name: output[name] for name in ("style", "decisions", "risks")}
    return {**told, "components": components}


def _design_system(output: Mapping[str, Json]) -> Json:
    typography = output["typography"]
    told = {name: output[name] for name in ("principles", "colors", "components", "screens")}
    faces = {name: typography[name] for name in ("heading", "body", "scale")}
    return {**told, "typography": {**faces, "baseSize": typography["base_size"]}}


_SECTIONS: Mapping[str, Callable[[Mapping[str, Json]], Json]] = {
    "overview": _overview,
    "requirements": _requirements,
    "entities": lambda output: [dict(row) for row in output["entities"]],
    "endpoints": _endpoints,
    "workflows": lambda output: [dict(row) for row in output["workflows"]],
    "testCases": _test_cases,
    "architecture": _architecture,
    "designSystem": _design_system,
}

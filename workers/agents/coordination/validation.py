"""Whether an assembled specification holds together: ids that are unique, and references that point to something."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MOST_PROBLEMS = 50


def problems_of(spec: Mapping[str, Any]) -> list[str]:
    """What is wrong with the specification, in words; nothing if it is valid."""
    return [problem for check in (_ids, _references, _steps) for problem in check(spec)][:MOST_PROBLEMS]


def _ids(spec: Mapping[str, Any]) -> Iterator[str]:
    for section, key in (
        ("requirements", "id"),
        ("testCases", "id"),
        ("workflows", "id"),
        ("endpoints", "id"),
        ("entities", "name"),
    ):
        yield from (
            f"{section}: {each} comes more than once" for each in _repeated([row[key] for row in spec[section]])
        )


def _repeated(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if names.count(name) > 1))


def _references(spec: Mapping[str, Any]) -> Iterator[str]:
    requirements = {row["id"] for row in spec["requirements"]}
    entities = {row["name"] for row in spec["entities"]}
    for case in spec["testCases"]:
        if case["requirementId"] not in requirements:
            yield f"testCases: {case['id']} is for {case['requirementId']}, which is not there"
    for endpoint in spec["endpoints"]:
        if endpoint["entity"] not in entities:
            yield f"endpoints: {endpoint['id']} is about {endpoint['entity']}, which is not there"
    for entity in spec["entities"]:
        for relation in entity["relations"]:
            if relation["to"] not in entities:
                yield f"entities: {entity['name']} is related to {relation['to']}, which is not there"


def _steps(spec: Mapping[str, Any]) -> Iterator[str]:
    for workflow in spec["workflows"]:
        known = {step["id"] for step in workflow["steps"]}
        for step in workflow["steps"]:
            for following in step["next"]:
                if following not in known:
                    yield f"workflows: {workflow['id']} goes from {step['id']} to {following}, which is not there"

"""Whether a compiled specification is valid, and what its readers should be warned of.

It passes if it keeps to its schema and all its references lead somewhere. What is missing without breaking
anything (a requirement that nothing tests) is a warning.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.domain.specifications.published_schemas import problems_of

MOST_WARNINGS = 100


def validation_of(spec: Mapping[str, Any], *, format: str, notes: Sequence[str] = ()) -> dict[str, Any]:
    """``passed`` and ``warnings``; ``notes`` are warnings that are known already."""
    wrong = problems_of(spec, format=format)
    if not wrong:
        wrong = list(_broken(spec))
    gaps = [] if wrong else list(_gaps(spec))
    return {"passed": not wrong, "warnings": [*wrong, *notes, *gaps][:MOST_WARNINGS]}


def _broken(spec: Mapping[str, Any]) -> Iterator[str]:
    entities = {entity["name"] for entity in spec["entities"]}
    requirements = {requirement["id"] for requirement in spec["requirements"]}
    components = {component["name"] for component in spec["architecture"]["components"]}
    yield from _repeated("requirements", [each["id"] for each in spec["requirements"]])
    yield from _repeated("entities", [each["name"] for each in spec["entities"]])
    yield from _repeated("endpoints", [each["id"] for each in spec["endpoints"]])
    yield from _repeated("testCases", [each["id"] for each in spec["testCases"]])
    for entity in spec["entities"]:
        for relation in entity["relations"]:
            if relation["to"] not in entities:
                yield f"entities.{entity['name']}: is related to {relation['to']}, which is not specified"
    for endpoint in spec["endpoints"]:
        if endpoint["entity"] not in entities:
            yield f"endpoints.{endpoint['id']}: is about {endpoint['entity']}, which is not specified"
    for case in spec["testCases"]:
        if case["requirementId"] not in requirements:
            yield f"testCases.{case['id']}: tests {case['requirementId']}, which is not specified"
    for component in spec["architecture"]["components"]:
        for other in set(component["dependsOn"]) - components:
            yield f"architecture.{component['name']}: depends on {other}, which is not specified"
    for workflow in spec["workflows"]:
        yield from _broken_steps(workflow)


def _broken_steps(workflow: Mapping[str, Any]) -> Iterator[str]:
    known = {step["id"] for step in workflow["steps"]}
    for step in workflow["steps"]:
        for following in set(step["next"]) - known:
            yield f"workflows.{workflow['id']}.{step['id']}: leads to {following}, which is not specified"


def _repeated(section: str, names: Sequence[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{section}.{name}: is there {times} times"


def _gaps(spec: Mapping[str, Any]) -> Iterator[str]:
    tested = {case["requirementId"] for case in spec["testCases"]}
    for requirement in spec["requirements"]:
        if requirement["id"] not in tested:
            yield f"requirements.{requirement['id']}: no test case proves it"
    reached = {endpoint["entity"] for endpoint in spec["endpoints"]}
    for entity in spec["entities"]:
        if entity["name"] not in reached:
            yield f"entities.{entity['name']}: no endpoint reaches it"
    for section in ("entities", "endpoints", "workflows", "testCases"):
        if not spec[section]:
            yield f"{section}: the section is empty"

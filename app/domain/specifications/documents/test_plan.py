"""The test plan: which test cases prove which requirement, in the order in which they are worth running."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.specifications.documents.markdown import bullets, document, table, text

_WEIGHT = {"must": 0, "should": 1, "could": 2}


def test_plan(spec: Mapping[str, Any]) -> str:
    """Markdown: what is covered, then the cases of each requirement, musts first."""
    return document(_lines(spec))


def _lines(spec: Mapping[str, Any]) -> Iterator[str]:
    by_requirement: dict[str, list[Mapping[str, Any]]] = {}
    for case in spec["testCases"]:
        by_requirement.setdefault(case["requirementId"], []).append(case)
    requirements = sorted(spec["requirements"], key=lambda each: (_WEIGHT[each["priority"]], each["id"]))
    covered = [each for each in requirements if each["id"] in by_requirement]
    yield f"# Test plan: {text(spec['overview']['name'])} {spec['metadata']['version']}"
    yield ""
    yield f"{len(spec['testCases'])} test cases for {len(covered)} of {len(requirements)} requirements."
    yield ""
    for requirement in covered:
        yield f"## {requirement['id']}: {text(requirement['title'])} ({requirement['priority']})"
        yield ""
        yield from table(
            ("Case", "Type", "Given", "When", "Then"),
            (
                [case[column] for column in ("id", "type", "given", "when", "then")]
                for case in by_requirement[requirement["id"]]
            ),
        )
    yield from ("## Without a test", "")
    yield from bullets(f"{each['id']}: {each['title']}" for each in requirements if each["id"] not in by_requirement)

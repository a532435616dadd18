"""The definition of done: what has to be true before each requirement, and the product, counts as finished."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.specifications.documents.markdown import document, text


def definition_of_done(spec: Mapping[str, Any]) -> str:
    """Markdown with boxes to tick."""
    return document(_lines(spec))


def _lines(spec: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Definition of done: {text(spec['overview']['name'])} {spec['metadata']['version']}"
    yield ""
    yield from ("## Every requirement", "")
    yield "- [ ] Each of its acceptance criteria is shown to hold"
    yield "- [ ] Its test cases pass, and they failed before"
    yield "- [ ] Somebody else than its author has reviewed it"
    yield ""
    for requirement in spec["requirements"]:
        yield f"## {requirement['id']}: {text(requirement['title'])} ({requirement['priority']})"
        yield ""
        for criterion in requirement["acceptanceCriteria"]:
            yield f"- [ ] {text(criterion)}"
        for case in spec["testCases"]:
            if case["requirementId"] == requirement["id"]:
                yield f"- [ ] {case['id']} passes: {text(case['title'])}"
        yield ""
    yield from ("## The product", "")
    for goal in spec["overview"]["goals"]:
        yield f"- [ ] Goal can be measured: {text(goal)}"
    yield f"- [ ] All {len(spec['endpoints'])} endpoints answer as specified, also to wrong requests"
    yield "- [ ] The runbook was followed once by somebody who did not write it"

"""The runbook: how the specified product is set up, watched, and brought back when a part of it fails."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.domain.specifications.documents.markdown import bullets, document, text
from app.domain.specifications.documents.task_graph import task_graph


def runbook(spec: Mapping[str, Any]) -> str:
    """Markdown, by component."""
    return document(_lines(spec))


def _lines(spec: Mapping[str, Any]) -> Iterator[str]:
    components = {each["name"]: each for each in spec["architecture"]["components"]}
    order = [id.removeprefix("component:") for id in task_graph(spec)["order"] if id.startswith("component:")]
    yield f"# Runbook: {text(spec['overview']['name'])} {spec['metadata']['version']}"
    yield ""
    yield f"{text(spec['architecture']['style'])}. Parts are started in this order, and stopped in the other one:"
    yield ""
    for number, name in enumerate(order, 1):
        yield f"{number}. {text(name)}"
    yield ""
    for name in order:
        yield from _part(components[name], [other for other in components.values() if name in other["dependsOn"]])
    yield from ("## After a change", "")
    yield from bullets(
        f"{case['id']}: {case['title']}" for case in spec["testCases"] if case["type"] in ("end_to_end", "integration")
    )
    yield from ("## Known risks", "")
    yield from bullets(spec["architecture"]["risks"])


def _part(component: Mapping[str, Any], dependants: list[Mapping[str, Any]]) -> Iterator[str]:
    yield f"## {text(component['name'])}"
    yield ""
    yield text(component["responsibility"])
    yield ""
    if component["technology"]:
        yield f"- Runs on: {text(component['technology'])}"
    needs = ", ".join(component["dependsOn"])
    yield f"- Before it starts: {text(needs)} must answer" if needs else "- It starts without any other part"
    hit = ", ".join(other["name"] for other in dependants)
    yield (
        f"- When it fails: {text(hit)} cannot work; restart it, then look at these"
        if hit
        else ("- When it fails: no other part is hit; restart it")
    )
    yield ""

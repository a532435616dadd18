"""Markdown: how texts that somebody else wrote are put into it, and the specification itself as a document."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_SPECIAL = re.compile(r"([\\`*_<>|\[\]])")


def text(value: Any) -> str:
    """One line that shows as it was written."""
    return _SPECIAL.sub(r"\\\1", " ".join(str(value).split()))


def bullets(lines: Iterable[Any]) -> Iterator[str]:
    """A list; "None." where there is nothing to list."""
    found = [f"- {text(line)}" for line in lines]
    yield from found or ["None."]
    yield ""


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(text(cell) for cell in row)} |"
    yield ""


def document(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def specification(spec: Mapping[str, Any]) -> str:
    """The whole specification, for people to read."""
    return document(_specification(spec))


def _specification(spec: Mapping[str, Any]) -> Iterator[str]:
    overview, metadata = spec["overview"], spec["metadata"]
    yield f"# {text(overview['name'])}"
    yield ""
    yield f"Version {metadata['version']}. {text(overview['summary'])}"
    yield ""
    yield f"**Problem.** {text(overview['problem'])}"
    yield ""
    for title, lines in (("Users", "users"), ("Goals", "goals"), ("Not goals", "nonGoals")):
        yield from (f"## {title}", "")
        yield from bullets(overview[lines])
    yield from _requirements(spec)
    yield from _data(spec)
    yield from _workflows(spec)
    yield from _test_cases(spec)
    yield from _architecture(spec["architecture"])
    yield from _design(spec["designSystem"])


def _requirements(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Requirements", "")
    for requirement in spec["requirements"]:
        yield f"### {requirement['id']}: {text(requirement['title'])}"
        yield ""
        yield f"{requirement['priority']}, {requirement['type'].replace('_', '-')}. {text(requirement['description'])}"
        yield ""
        yield from bullets(requirement["acceptanceCriteria"])


def _data(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Data", "")
    for entity in spec["entities"]:
        yield from (f"### {text(entity['name'])}", "", text(entity["description"]), "")
        columns = ("name", "type", "required", "description")
        yield from table(
            ("Attribute", "Type", "Required", "Description"),
            ([attribute[column] for column in columns] for attribute in entity["attributes"]),
        )
        yield from bullets(f"{each['kind']} {each['to']}: {each['description']}" for each in entity["relations"])
    yield from ("## Endpoints", "")
    yield from table(
        ("Id", "Call", "Summary", "Entity", "Who"),
        (
            (each["id"], f"{each['method']} {each['path']}", each["summary"], each["entity"], each["auth"])
            for each in spec["endpoints"]
        ),
    )


def _workflows(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Workflows", "")
    for workflow in spec["workflows"]:
        yield f"### {workflow['id']}: {text(workflow['name'])}"
        yield ""
        yield f"{text(workflow['actor'])}. Set off by: {text(workflow['trigger'])}"
        yield ""
        yield from bullets(
            f"{step['name']}: {step['description']}" + (f" (then {', '.join(step['next'])})" if step["next"] else "")
            for step in workflow["steps"]
        )


def _test_cases(spec: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Test cases", "")
    yield from table(
        ("Id", "Requirement", "Title", "Given", "When", "Then"),
        (
            [each[column] for column in ("id", "requirementId", "title", "given", "when", "then")]
            for each in spec["testCases"]
        ),
    )


def _architecture(architecture: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Architecture", "", text(architecture["style"]), "")
    yield from table(
        ("Component", "Responsibility", "Technology", "Depends on"),
        (
            (each["name"], each["responsibility"], each["technology"], ", ".join(each["dependsOn"]))
            for each in architecture["components"]
        ),
    )
    yield from bullets(f"{each['title']}: {each['choice']} ({each['reason']})" for each in architecture["decisions"])
    yield from ("### Risks", "")
    yield from bullets(architecture["risks"])


def _design(design: Mapping[str, Any]) -> Iterator[str]:
    yield from ("## Design", "")
    yield from bullets(design["principles"])
    yield from table(
        ("Colour", "Value", "Use"), ((each["name"], each["value"], each["use"]) for each in design["colors"])
    )
    yield from ("### Screens", "")
    yield from bullets(f"{each['name']}: {each['purpose']}" for each in design["screens"])

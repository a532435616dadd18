"""What is missing in the parts of a specification, and where one contradicts another: read off the parts themselves.

Each message names its subject between quotation marks, which is how a writer knows what a remark is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workers.language_models.offline.specification_shapes import Finding
from workers.language_models.offline.writers.specification.subject import Subject, rows_of, texts_of
from workers.language_models.offline.writers.specification.words import mentions, name, prose, short, told

WRITERS: Mapping[str, str] = {
    "overview": "conversation-agent",
    "requirements": "requirements-compiler",
    "architecture": "architecture-compiler",
    "entities": "data-model-compiler",
    "endpoints": "api-compiler",
    "workflows": "workflow-compiler",
    "designSystem": "design-compiler",
    "testCases": "test-compiler",
}
"""Who writes a section."""

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The rows of all parts, empty where one was not seen."""

    requirements: Rows = ()
    entities: Rows = ()
    endpoints: Rows = ()
    workflows: Rows = ()
    components: Rows = ()
    screens: Rows = ()
    cases: Rows = ()
    written: frozenset[str] = field(default_factory=frozenset)
    """The names of those whose output was seen."""


def parts_of(outputs: Mapping[str, Any]) -> Parts:
    """The parts in outputs by the name of their writer."""
    return Parts(
        requirements=rows_of(outputs.get("requirements-compiler"), "requirements"),
        entities=rows_of(outputs.get("data-model-compiler"), "entities"),
        endpoints=rows_of(outputs.get("api-compiler"), "endpoints"),
        workflows=rows_of(outputs.get("workflow-compiler"), "workflows"),
        components=rows_of(outputs.get("architecture-compiler"), "components"),
        screens=rows_of(outputs.get("design-compiler"), "screens"),
        cases=rows_of(outputs.get("test-compiler"), "test_cases"),
        written=frozenset(writer for writer in WRITERS.values() if isinstance(outputs.get(writer), Mapping)),
    )


def gaps(subject: Subject, parts: Parts) -> list[Finding]:
    """All findings, of the sections in their order; a section that nobody wrote has none (see the audit)."""
    found: list[Finding] = []
    for section, look in _LOOKS.items():
        if WRITERS[section] in parts.written:
            found += look(subject, parts)
    return found


def finding(code: str, section: str, subject: str, message: str, severity: str = "warning") -> Finding:
    """One finding, its texts within their bounds."""
    return Finding(code=code, section=name(section), subject=short(subject), message=prose(message), severity=severity)


def _requirements(subject: Subject, parts: Parts) -> Iterator[Finding]:
    told_all = [f"{told(row.get('title'))} {told(row.get('description'))}" for row in parts.requirements]
    for feature in subject.features:
        if feature.priority == "must" and not _told_of(told_all, feature.name):
            message = f"Feature “{feature.name}” has no requirement: add one"
            yield finding("feature_without_requirement", "requirements", feature.name, message, "gap")
    for row in parts.entities:
        noun = _noun(row)
        if noun and not _told_of(told_all, noun):
            message = f"Entity “{noun}” is in the data model, and no requirement speaks of it: add one or drop it"
            yield finding("entity_without_requirement", "requirements", noun, message)
    for system in subject.integrations:
        if not _told_of(told_all, system):
            message = f"System “{system}” is to be integrated, and no requirement says what for: add one"
            yield finding("integration_without_requirement", "requirements", system, message)


def _architecture(subject: Subject, parts: Parts) -> Iterator[Finding]:
    told_all = [f"{told(row.get('name'))} {told(row.get('responsibility'))}" for row in parts.components]
    for system in subject.integrations:
        if not _told_of(told_all, system):
            message = f"System “{system}” has no component that speaks with it: add one"
            yield finding("integration_without_component", "architecture", system, message, "gap")


def _entities(_: Subject, parts: Parts) -> Iterator[Finding]:
    known = {told(row.get("name")) for row in parts.entities}
    for row in parts.entities:
        for relation in rows_of(row, "relations"):
            if told(relation.get("to")) not in known:
                message = (
                    f"Entity {told(row.get('name'))} refers to “{told(relation.get('to'))}”, which is not there: add it"
                )
                yield finding("relation_to_unknown_entity", "entities", told(row.get("name")) or "?", message, "gap")


def _endpoints(_: Subject, parts: Parts) -> Iterator[Finding]:
    known, called = (
        {told(row.get("name")) for row in parts.entities},
        {told(row.get("entity")) for row in parts.endpoints},
    )
    for entity in sorted(filter(None, known - called)):
        message = f"Entity “{entity}” cannot be reached by any call: add its operations"
        yield finding("entity_without_endpoint", "endpoints", entity, message, "gap")
    for entity in sorted(filter(None, called - known)) if parts.entities else ():
        message = f"Calls speak of “{entity}”, which the data model does not know: take its entities"
        yield finding("endpoint_of_unknown_entity", "endpoints", entity, message, "gap")


def _workflows(subject: Subject, parts: Parts) -> Iterator[Finding]:
    names = [told(row.get("name")) for row in parts.workflows]
    for task in subject.tasks:
        if not _told_of(names, task):
            message = f"Task “{task}” has no workflow: add one"
            yield finding("task_without_workflow", "workflows", task, message, "gap")
    for row in parts.workflows:
        steps = rows_of(row, "steps")
        known = {told(step.get("id")) for step in steps}
        for missing in sorted({to for step in steps for to in texts_of(step, "next")} - known):
            message = f"Workflow {told(row.get('id'))} goes on with step “{missing}”, which it does not have"
            yield finding("step_without_successor", "workflows", told(row.get("id")) or "?", message, "gap")


def _design(subject: Subject, parts: Parts) -> Iterator[Finding]:
    told_all = [f"{told(row.get('name'))} {told(row.get('purpose'))}" for row in parts.screens]
    for screen in subject.chosen("key_screens"):
        if not _told_of(told_all, screen):
            message = f"Screen “{screen}” decides whether people stay, and is not outlined: add it"
            yield finding("screen_without_outline", "designSystem", screen, message)


def _cases(_: Subject, parts: Parts) -> Iterator[Finding]:
    known = {told(row.get("id")): told(row.get("title")) for row in parts.requirements}
    tested = {told(row.get("requirement_id")) for row in parts.cases}
    for row in parts.requirements:
        if told(row.get("id")) not in tested:
            severity = "gap" if row.get("priority") == "must" else "warning"
            message = f"Requirement {told(row.get('id'))} “{told(row.get('title'))}” has no test case: add one"
            yield finding("requirement_without_test", "testCases", told(row.get("id")) or "?", message, severity)
    for row in parts.cases if known else ():
        id, title = told(row.get("requirement_id")), told(row.get("requirement_title"))
        if known.get(id, "").lower() != title.lower():
            message = (
                f"Test case {told(row.get('id'))} tests {id} “{title}”, which is not what {id} says: read the "
                "requirements"
            )
            yield finding("test_of_unknown_requirement", "testCases", told(row.get("id")) or "?", message, "gap")


_LOOKS = {
    "requirements": _requirements,
    "architecture": _architecture,
    "entities": _entities,
    "endpoints": _endpoints,
    "workflows": _workflows,
    "designSystem": _design,
    "testCases": _cases,
}


def _told_of(texts: Sequence[str], noun: str) -> bool:
    return any(mentions(text, noun) for text in texts)


def _noun(row: Mapping[str, Any]) -> str:
    """``LoanRequest`` as ``loan request``."""
    entity = told(row.get("name"))
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in entity).strip()

"""A whole specification: what agents have written, and for the rest what follows from the project's answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.specifications.drafts import purposes, structure
from app.domain.specifications.published_schemas import V2

SECTIONS: Sequence[str] = (
    "overview",
    "requirements",
    "entities",
    "endpoints",
    "workflows",
    "testCases",
    "architecture",
    "designSystem",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """A specification, and what has to be said about where its sections come from."""

    spec: dict[str, Any]
    notes: Sequence[str]


def assemble(material: Mapping[str, Any], written: Mapping[str, Any] | None, *, format: str, version: str) -> Assembled:
    """The specification from the project's ``material`` and the SpecV1 that agents have ``written``, if any."""
    written = written or {}
    sections: dict[str, Any] = {}
    notes = []
    for section in SECTIONS:
        if _is_written(section, written.get(section)):
            sections[section] = written[section]
        else:
            sections[section] = _DRAFTS[section](material, sections)
            notes.append(f"{section}: derived from the project's answers, no agent has written it")
    spec = {"metadata": _metadata(material, written, version), **_in_order(sections)}
    if format == V2:
        spec = {"formatVersion": "2.0", **spec, "glossary": _glossary(material), "traceability": _traces(sections)}
    return Assembled(spec=spec, notes=notes)


def _is_written(section: str, value: Any) -> bool:
    """Whether agents have left something: an object that says less than its main part is nobody's work."""
    main = {"overview": "summary", "architecture": "components", "designSystem": "principles"}.get(section)
    if main is None:
        return isinstance(value, list) and bool(value)
    return isinstance(value, dict) and bool(value.get(main))


_DRAFTS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Any]], Any]] = {
    "overview": lambda material, _: purposes.overview(material),
    "requirements": lambda material, _: purposes.requirements(material),
    "entities": lambda material, _: structure.entities(material),
    "endpoints": lambda _, sections: structure.endpoints(sections["entities"]),
    "workflows": lambda material, _: structure.workflows(material),
    "testCases": lambda _, sections: purposes.test_cases(sections["requirements"]),
    "architecture": lambda material, _: structure.architecture(material),
    "designSystem": lambda material, _: structure.design_system(material),
}


def _metadata(material: Mapping[str, Any], written: Mapping[str, Any], version: str) -> dict[str, Any]:
    told = written.get("metadata") or {}
    project = material["project"]
    return {
        "projectId": project["id"],
        "projectName": project["name"],
        "version": version,
        "template": project["template"],
        "generatedBy": told.get("generatedBy") or ["project-answers"],
        "strategy": told.get("strategy") or "",
    }


def _in_order(sections: Mapping[str, Any]) -> dict[str, Any]:
    """As the API's document lists them."""
    order = (
        "overview",
        "entities",
        "endpoints",
        "workflows",
        "requirements",
        "testCases",
        "architecture",
        "designSystem",
    )
    return {section: sections[section] for section in order}


def _glossary(material: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"term": entry["name"], "type": entry["type"], "definition": f"{entry['type']}, known from {entry['source']}"}
        for entry in material["ontology"]
    ]


def _traces(sections: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each requirement what serves it (by name) and what proves it (by id)."""
    return [_trace(requirement, sections) for requirement in sections["requirements"]]


def _trace(requirement: Mapping[str, Any], sections: Mapping[str, Any]) -> dict[str, Any]:
    text = " ".join([requirement["title"], requirement["description"], *requirement["acceptanceCriteria"]]).lower()
    entities = [entity["name"] for entity in sections["entities"] if entity["name"].lower() in text.replace(" ", "")]
    return {
        "requirementId": requirement["id"],
        "entities": entities,
        "endpointIds": [each["id"] for each in sections["endpoints"] if each["entity"] in entities],
        "workflowIds": [each["id"] for each in sections["workflows"] if each["name"].lower() in text],
        "testCaseIds": [each["id"] for each in sections["testCases"] if each["requirementId"] == requirement["id"]],
    }

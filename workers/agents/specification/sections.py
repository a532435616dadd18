"""SpecV1 from what the specialists wrote: their outputs under the names that clients read, put together and mended.

References between sections hold in every assembled specification, whichever specialists took part: what refers to
nothing finds its target by title, and goes where there is none. A section that nobody wrote is empty, except that
what others took for granted (entities, requirements) stands in for it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from workers.agents.specification.catalogue import specialist_named, writer_of
from workers.agents.specification.contributions import contribution
from workers.agents.specification.merging import Conflict, disagreements, merge, settled
from workers.agents.specification.references import mended

__all__ = ["SECTIONS", "assembled", "combined", "merge", "resolved"]

Json: TypeAlias = Any

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
"""Of SpecV1, beside ``metadata``."""
VERSION = "1.0.0"


def combined(outputs: Mapping[str, Json]) -> tuple[dict[str, Json], list[Conflict]]:
    """The sections, with the conflicts within and between them.

    ``outputs`` are JSON objects (``model_dump(mode="json")``) by the name of their specialist, or by a proposal's
    label, ``<name>/<stance>``; those who write no section are passed over. Until a conflict is settled, what the
    first of its options says holds.
    """
    sections: dict[str, Json] = {}
    conflicts: list[Conflict] = []
    for section in SECTIONS:
        sections[section], found = merge(section, _candidates(section, outputs))
        conflicts += found
    return sections, [*conflicts, *disagreements(sections)]


def resolved(
    sections: Mapping[str, Json], conflicts: Sequence[Conflict], rulings: Sequence[Mapping[str, str]]
) -> dict[str, Json]:
    """The sections as the rulings (``Resolution.rulings``) have them."""
    chosen = {ruling["conflict"]: ruling["chosen"] for ruling in rulings}
    return settled(sections, [(conflict, chosen[conflict["id"]]) for conflict in conflicts if conflict["id"] in chosen])


def assembled(
    outputs: Mapping[str, Json],
    material: Mapping[str, Json],
    *,
    strategy: str = "",
    rulings: Sequence[Mapping[str, str]] = (),
) -> dict[str, Json]:
    """The whole specification as SpecV1, from outputs as in :func:`combined` and the project's material.

    ``rulings`` are on the conflicts that ``combined`` reports for the same outputs.
    """
    sections, conflicts = combined(outputs)
    whole = mended(resolved(sections, conflicts, rulings))
    return {
        "metadata": _metadata(outputs, material, strategy),
        **whole,
        "overview": {**_overview(material), **whole["overview"]},
    }


def _candidates(section: str, outputs: Mapping[str, Json]) -> dict[str, Json]:
    return {
        label: contribution(section, output)
        for label, output in outputs.items()
        if specialist_named(label).section == section
    }


def _metadata(outputs: Mapping[str, Json], material: Mapping[str, Json], strategy: str) -> dict[str, Json]:
    project = material["project"]
    return {
        "projectId": project["id"],
        "projectName": project["name"],
        "version": VERSION,
        "template": project.get("template") or "generic",
        "generatedBy": list(dict.fromkeys(writer_of(label) for label in outputs if specialist_named(label).section)),
        "strategy": strategy,
    }


def _overview(material: Mapping[str, Json]) -> dict[str, Json]:
    """What is said of a project that nobody has summed up: its own words."""
    project = material["project"]
    answers = {answer["key"]: answer["value"] for answer in material.get("answers", ())}
    return {
        "name": project["name"],
        "summary": project.get("description") or project["name"],
        "problem": str(answers.get("purpose") or project.get("description") or project["name"]),
        "users": _named(material, "user"),
        "goals": _named(material, "metric") or _named(material, "capability"),
        "nonGoals": _named(material, "non_goal"),
    }


def _named(material: Mapping[str, Json], type: str) -> list[str]:
    names = (entry["name"] for entry in material.get("ontology", ()) if entry["type"] == type)
    return list(dict.fromkeys(names))[:20]

"""Several words on one section made one: what agrees is joined, what does not is reported as a conflict.

A conflict is ``{id, section, subject, field, options: {label: value}, owner}``. ``owner`` is the specialist whose
section decides, where there is one, else ''. An option None means: leave it out. Texts that merely differ in their
wording are no conflict; the first one stays.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

from workers.agents.specification.contributions import REQUIREMENT_TITLE

Json: TypeAlias = Any


class Conflict(TypedDict):
    id: str
    section: str
    subject: str
    field: str
    options: dict[str, Json]
    owner: str


_IDENTITY: Mapping[str, Sequence[str]] = {
    "requirements": ("title",),
    "entities": ("name",),
    "endpoints": ("method", "path"),
    "workflows": ("name",),
    "testCases": (REQUIREMENT_TITLE, "title"),
    "components": ("name",),
    "decisions": ("title",),
    "colors": ("name",),
    "screens": ("name",),
    "attributes": ("name",),
    "relations": ("to",),
    "responses": ("status",),
}
"""By what two rows are the same."""
_DECISIVE = frozenset(
    {"priority", "type", "required", "kind", "entity", "auth", "actor", "technology", "choice", "value", "style"}
)
"""The fields in which two words on the same thing exclude each other."""
_OBJECTS = frozenset({"overview", "architecture", "designSystem"})
_PREFIXES = {"requirements": "REQ", "endpoints": "EP", "workflows": "WF", "testCases": "TC"}


def merge(section: str, candidates: Mapping[str, Json]) -> tuple[Json, list[Conflict]]:
    """The section from all ``candidates`` by label (a section each), and where they exclude each other.

    Without candidates it is empty. Rows keep the order of the candidates; where two have the same number,
    all are numbered anew.
    """
    conflicts: dict[str, Conflict] = {}
    merged: Json = {} if section in _OBJECTS else []
    for label, value in candidates.items():
        if section in _OBJECTS:
            _join_objects(merged, copy.deepcopy(value), _Place(section, conflicts, label, tuple(candidates)))
        else:
            _join_rows(section, merged, copy.deepcopy(value), _Place(section, conflicts, label, tuple(candidates)))
    return _numbered(section, merged), list(conflicts.values())


def disagreements(sections: Mapping[str, Json]) -> list[Conflict]:
    """Where one section speaks of another's rows, and means others than are there."""
    return [*_misnumbered(sections), *_unknown_entities(sections)]


def settled(sections: Mapping[str, Json], decisions: Sequence[tuple[Conflict, str]]) -> dict[str, Json]:
    """The sections with each conflict as decided, by the label of one of its options; others are passed over."""
    result: dict[str, Json] = copy.deepcopy(dict(sections))
    for conflict, label in decisions:
        if label in conflict["options"]:
            _settle(result, conflict, conflict["options"][label])
    return result


class _Place:
    """Where a candidate's word is being joined, and under which label a conflict would name it."""

    def __init__(self, section: str, conflicts: dict[str, Conflict], label: str, labels: Sequence[str]) -> None:
        self.section, self.conflicts, self.label, self.labels = section, conflicts, label, labels

    def disagree(self, subject: str, field: str, had: Json, other: Json) -> None:
        id = f"{self.section}:{subject}:{field}"
        known = self.conflicts.setdefault(
            id,
            Conflict(
                id=id, section=self.section, subject=subject, field=field, options={self.labels[0]: had}, owner=""
            ),
        )
        known["options"][self.label] = other


def _join_objects(merged: dict[str, Json], value: Mapping[str, Json], place: _Place) -> None:
    for field, other in value.items():
        if field not in merged:
            merged[field] = other
        elif field in _IDENTITY:
            _join_rows(field, merged[field], other, place)
        elif isinstance(other, list):
            merged[field] += [each for each in other if each not in merged[field]]
        elif field in _DECISIVE and merged[field] != other:
            place.disagree("", field, merged[field], other)


def _join_rows(kind: str, merged: list[Json], rows: Sequence[Json], place: _Place, within: str = "") -> None:
    known = {_identity(kind, row): row for row in merged}
    for row in rows:
        identity = _identity(kind, row)
        if identity in known:
            _join_row(known[identity], row, place, f"{within}{'.' if within else ''}{_shown(kind, row)}")
        else:
            known[identity] = row
            merged.append(row)


def _join_row(had: dict[str, Json], row: Mapping[str, Json], place: _Place, subject: str) -> None:
    for field, other in row.items():
        if field in _IDENTITY:
            _join_rows(field, had[field], other, place, within=subject)
        elif field in _DECISIVE and had[field] != other:
            place.disagree(subject, field, had[field], other)
        elif isinstance(other, list) and field != "steps":
            had[field] += [each for each in other if each not in had[field]]


def _identity(kind: str, row: Mapping[str, Json]) -> tuple[str, ...]:
    return tuple(str(row.get(field, "")).casefold() for field in _IDENTITY[kind])


def _shown(kind: str, row: Mapping[str, Json]) -> str:
    return " ".join(str(row.get(field, "")) for field in _IDENTITY[kind])


def _numbered(section: str, merged: Json) -> Json:
    if section in _PREFIXES and len({row["id"] for row in merged}) < len(merged):
        for number, row in enumerate(merged, start=1):
            row["id"] = f"{_PREFIXES[section]}-{number:03d}"
    return merged


def _misnumbered(sections: Mapping[str, Json]) -> list[Conflict]:
    titles = {row["id"]: row["title"].casefold() for row in sections["requirements"]}
    ids = {title: id for id, title in titles.items()}
    found = []
    for case in sections["testCases"] if titles else ():
        meant = case[REQUIREMENT_TITLE].casefold()
        if titles.get(case["requirementId"]) != meant:
            options = {"test-compiler": case["requirementId"], "requirements-compiler": ids.get(meant)}
            found.append(_between("testCases", case["id"], "requirementId", options, "requirements-compiler"))
    return found


def _unknown_entities(sections: Mapping[str, Json]) -> list[Conflict]:
    known = {row["name"].casefold(): row["name"] for row in sections["entities"]}
    called = dict.fromkeys(row["entity"] for row in sections["endpoints"])
    return [
        _between(
            "endpoints",
            entity,
            "entity",
            {"api-compiler": entity, "data-model-compiler": known.get(entity.casefold())},
            "data-model-compiler",
        )
        for entity in called
        if known and entity not in known.values()
    ]


def _between(section: str, subject: str, field: str, options: dict[str, Json], owner: str) -> Conflict:
    id = f"{section}:{subject}:{field}"
    return Conflict(id=id, section=section, subject=subject, field=field, options=options, owner=owner)


def _settle(sections: dict[str, Json], conflict: Conflict, value: Json) -> None:
    field, section = conflict["field"], sections[conflict["section"]]
    if not conflict["subject"]:
        section[field] = value
        return
    about = [(rows, row) for rows, row in _rows(section) if _is_about(row, conflict)]
    for rows, row in about:
        if value is None:
            rows.remove(row)
        else:
            row[field] = value


def _rows(section: Json) -> list[tuple[list[Json], dict[str, Json]]]:
    """All rows of a section with the list that each stands in, one level of rows within rows included."""
    lists = list(section.values()) if isinstance(section, dict) else [section]
    outer = [(rows, row) for rows in lists if isinstance(rows, list) for row in rows if isinstance(row, dict)]
    inner = [(rows, row) for _, parent in outer for field, rows in parent.items() if field in _IDENTITY for row in rows]
    return outer + inner


def _is_about(row: Mapping[str, Json], conflict: Conflict) -> bool:
    subject, field = conflict["subject"], conflict["field"]
    if field == "entity" and conflict["owner"]:
        return row.get("entity") == subject
    if field == "requirementId":
        return row.get("id") == subject
    return field in row and any(
        _shown(kind, row) == subject for kind in _IDENTITY if all(name in row for name in _IDENTITY[kind])
    )

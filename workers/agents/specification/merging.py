"""Several words on one section made one: what agrees is joined, what does not is reported as a conflict.

A conflict is ``{id, section, subject, field, options: {label: value}, owner}``. ``owner`` is the specialist whose
section decides, where there is one, else ''. An option None means: leave it out. Texts that merely differ in their
wording are no conflict; the first one stays.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
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
    merger = _Merger(section)
    merged: Json = {} if section in _OBJECTS else []
    for label, value in candidates.items():
        merger.label = label
        if section in _OBJECTS:
            merger.join_objects(merged, copy.deepcopy(value))
        else:
            merger.join_rows(section, merged, copy.deepcopy(value))
    return _numbered(section, merged), list(merger.conflicts.values())


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


class _Merger:
    """Joins one candidate after another to a section, and remembers who said what first."""

    def __init__(self, section: str) -> None:
        self.section = section
        self.label = ""
        """Whose word is being joined."""
        self.conflicts: dict[str, Conflict] = {}
        self._first: dict[int, str] = {}

    def join_objects(self, merged: dict[str, Json], value: Mapping[str, Json]) -> None:
        if not merged:
            self._first[id(merged)] = self.label
        for field, other in value.items():
            if _are_rows(field, other):
                self.join_rows(field, merged.setdefault(field, []), other)
            elif field not in merged:
                merged[field] = other
            else:
                self._join_field(merged, field, other, "")

    def join_rows(self, kind: str, merged: list[Json], rows: Sequence[Json], within: str = "") -> None:
        known = {_identity(kind, row): row for row in merged}
        for row in rows:
            identity = _identity(kind, row)
            if identity in known:
                self._join_row(known[identity], row, f"{within}{_shown(kind, known[identity])}")
            else:
                known[identity] = row
                merged.append(row)
                self._owned(row)

    def _join_row(self, had: dict[str, Json], row: Mapping[str, Json], subject: str) -> None:
        for field, other in row.items():
            if _are_rows(field, other):
                self.join_rows(field, had[field], other, within=f"{subject}.")
            elif field != "steps":
                self._join_field(had, field, other, subject)

    def _join_field(self, had: dict[str, Json], field: str, other: Json, subject: str) -> None:
        if isinstance(other, list):
            had[field] += [each for each in other if each not in had[field]]
        elif field in _DECISIVE and had[field] != other:
            conflict = _conflict(self.section, subject, field, {self._first[id(had)]: had[field]})
            self.conflicts.setdefault(conflict["id"], conflict)["options"][self.label] = other

    def _owned(self, row: dict[str, Json]) -> None:
        self._first[id(row)] = self.label
        for field, value in row.items():
            for inner in value if _are_rows(field, value) else ():
                self._owned(inner)


def _are_rows(field: str, value: Json) -> bool:
    return field in _IDENTITY and isinstance(value, list) and all(isinstance(row, dict) for row in value)


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
            found.append(_conflict("testCases", case["id"], "requirementId", options, "requirements-compiler"))
    return found


def _unknown_entities(sections: Mapping[str, Json]) -> list[Conflict]:
    known = {row["name"].casefold(): row["name"] for row in sections["entities"]}
    called = dict.fromkeys(row["entity"] for row in sections["endpoints"])
    return [
        _conflict(
            "endpoints",
            entity,
            "entity",
            {"api-compiler": entity, "data-model-compiler": _nearest(entity.casefold(), known)},
            "data-model-compiler",
        )
        for entity in called
        if known and entity not in known.values()
    ]


def _nearest(called: str, known: Mapping[str, str]) -> str | None:
    """The entity that somebody who did not know its name may have meant."""
    return known.get(called) or next((name for low, name in known.items() if called in low or low in called), None)


def _conflict(section: str, subject: str, field: str, options: dict[str, Json], owner: str = "") -> Conflict:
    id = f"{section}:{subject}:{field}"
    return Conflict(id=id, section=section, subject=subject, field=field, options=options, owner=owner)


def _settle(sections: dict[str, Json], conflict: Conflict, value: Json) -> None:
    field, section = conflict["field"], sections[conflict["section"]]
    if not conflict["subject"]:
        section[field] = value
        return
    for rows, row, subject in list(_rows(conflict["section"], section)):
        if _speaks_of(conflict, row, subject):
            if value is None:
                rows.remove(row)
            else:
                row[field] = value


def _rows(kind: str, value: Json, within: str = "") -> Iterator[tuple[list[Json], dict[str, Json], str]]:
    """All rows at any depth, each with the list that it stands in and the subject that a conflict calls it by."""
    if isinstance(value, dict):
        for field, rows in value.items():
            if _are_rows(field, rows):
                yield from _rows(field, rows, within)
        return
    for row in value:
        subject = f"{within}{_shown(kind, row)}"
        yield value, row, subject
        yield from _rows("", row, f"{subject}.")


def _speaks_of(conflict: Conflict, row: Mapping[str, Json], subject: str) -> bool:
    if conflict["owner"]:
        return conflict["subject"] == row.get("id" if conflict["field"] == "requirementId" else conflict["field"])
    return conflict["subject"] == subject and conflict["field"] in row

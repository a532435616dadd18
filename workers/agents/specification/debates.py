"""The outcome of a debate: the chosen proposal, with what it takes over from the others."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Any

_TITLES = ("title", "name", "summary", "path")


def judged(proposals: Mapping[str, Json], verdict: Mapping[str, Json]) -> Json:
    """The output that the verdict (``Verdict`` as JSON) makes of ``proposals``, outputs of one type by label.

    A verdict for a label that is not among them stands for the first; items that nobody has are passed over.
    """
    chosen = verdict["chosen"] if verdict["chosen"] in proposals else next(iter(proposals))
    outcome = copy.deepcopy(proposals[chosen])
    for each in verdict["adopted"]:
        for field, row in _items(proposals.get(each["proposal"], {})):
            if _title(row) == each["item"]:
                _adopt(outcome[field], copy.deepcopy(row))
                break
    return outcome


def _items(output: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for field, value in output.items():
        if isinstance(value, list):
            yield from ((field, row) for row in value if isinstance(row, dict))


def _adopt(rows: list[Json], row: Json) -> None:
    """Put ``row`` behind the others, under the next number where rows are numbered."""
    if any(_title(other) == _title(row) for other in rows):
        return
    prefix, _, number = str(row.get("id", "")).rpartition("-")
    if prefix and number.isdigit():
        taken = [int(other["id"].rpartition("-")[2]) for other in rows]
        row["id"] = f"{prefix}-{max(taken, default=0) + 1:03d}"
    rows.append(row)


def _title(row: Mapping[str, Json]) -> str:
    return next((str(row[name]) for name in _TITLES if row.get(name)), "")

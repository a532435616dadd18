"""Programs that read a table: its rows are kept, sorted, summed up, and printed or written."""

import re
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.programs.figures import FIGURES
from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import Wording

_LOAD_TABLE = '''
def load(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file, by the names of its columns."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
'''
_NUMBERS = '''
def numbers(rows: list[dict[str, str]], column: str) -> list[float]:
    """The values of a column that are numbers."""
    found: list[float] = []
    for row in rows:
        try:
            found.append(float(row[column]))
        except (TypeError, ValueError):
            continue
    return found
'''
_COLUMN = re.compile(
    r"\b(?:of|for|by|in|on)\s+(?:the\s+|each\s+|every\s+)?[\"'`]?([a-z_]\w*)[\"'`]?\s+(?:column|field)\b"
    r"|\b(?:column|field)\s+(?:called\s+|named\s+)?[\"'`]?([a-z_]\w*)[\"'`]?"
    r"|\b(?:average|mean|sum|total|maximum|minimum|median|highest|lowest)\s+(?:of\s+)?(?:the\s+)?([a-z_]+)\b",
)
_NOT_COLUMNS = frozenset(
    {
        "all",
        "each",
        "every",
        "numbers",
        "values",
        "columns",
        "of",
        "the",
        "and",
        "number",
        "value",
        "column",
        "file",
        "it",
        "for",
        "in",
        "to",
    }
)


def table_work(wording: Wording, source: str, goal: str | None) -> Program:
    """Rows are kept, sorted, summed up by column or by group, or converted to JSON."""
    if wording.says(r"\bjson\b") and wording.says(r"\bconvert\w*|\bturns?\b|\bto json\b"):
        return _converted(source, goal or str(PurePosixPath(source).with_suffix(".json")))
    column, steps, told = _column(wording), ["rows = load(source)"], []
    if kept := wording.says(
        r"\b([a-z_]+) (?:is )?(?:greater|more|larger|higher|bigger|over|above|less|smaller|lower|"
        r"below|under) ?(?:than )?(\d+(?:\.\d+)?)"
    ):
        sign = "<" if re.search(r"less|smaller|lower|below|under", kept[0]) else ">"
        steps.append(f'rows = [row for row in rows if float(row["{kept[1]}"]) {sign} {kept[2]}]')
        told.append(f"keeps rows with {kept[1]} {sign} {kept[2]}")
    if order := wording.says(r"\bsort\w*\b.*?\bby (?:the )?(?:column )?([a-z_]+)"):
        down = ", reverse=True" if wording.says(r"\bdescending|largest first|highest first|reverse") else ""
        steps.append(f'rows.sort(key=lambda row: row["{order[1]}"]{down})')
        told.append(f"sorts them by {order[1]}")
    out, does, functions = _figures(wording, column, bool(told))
    if goal:
        out, told = _table_out(goal), [*told, f"writes them to {goal}"]
        functions, does = [_LOAD_TABLE], "reads the rows"
    source_line = f'source = sys.argv[1] if len(sys.argv) > 1 else "{source}"'
    phrase = f"reads {source} and {' and '.join(told) or does}"
    return Program(
        name=named(f"{'filter' if told else 'summarize'}_{PurePosixPath(source).stem}"),
        does=phrase,
        functions=functions,
        main="\n".join([source_line, *steps, out]),
        imports=("import csv", "import sys"),
        needs=(source,),
    )


def _column(wording: Wording) -> str:
    found = _COLUMN.search(wording.text.lower())
    name = next((group for group in found.groups() if group), "") if found else ""
    return "" if name in _NOT_COLUMNS else name


def _figures(wording: Wording, column: str, kept: bool) -> tuple[str, str, list[str]]:
    asked = [(label, expression) for pattern, label, expression in FIGURES if wording.says(pattern)]
    if grouped := wording.says(r"\b(?:per|group\w* by|for each|by each) (?:the )?([a-z_]+)\b"):
        return _grouped(grouped[1], column)
    if kept and not asked:
        return (
            'for row in rows:\n    print(", ".join(str(value) for value in row.values()))',
            "prints them",
            [_LOAD_TABLE],
        )
    asked = asked or [(label, expression) for _, label, expression in FIGURES[:4]]
    columns = f'["{column}"]' if column else "list(rows[0]) if rows else []"
    lines = [f'        print(f"{label} {{column}}: {{{expression}:.2f}}")' for label, expression in asked]
    out = "\n".join(
        [
            'print(f"Rows: {len(rows)}")',
            f"for column in {columns}:",
            "    values = numbers(rows, column)",
            "    if values:",
            *lines,
        ]
    )
    what = " and ".join(label.lower() for label, _ in asked)
    return out, f"prints the {what} of {column or 'every column of numbers'}", [_LOAD_TABLE, _NUMBERS]


def _grouped(key: str, column: str) -> tuple[str, str, list[str]]:
    amount = f'float(row["{column}"])' if column and column != key else "1"
    out = f"""\
totals: dict[str, float] = {{}}
for row in rows:
    totals[row["{key}"]] = totals.get(row["{key}"], 0) + {amount}
for name, total in sorted(totals.items()):
    print(f"{{name}}: {{total:g}}")"""
    return out, f"prints the {f'sum of {column}' if column else 'number of rows'} per {key}", [_LOAD_TABLE]


def _table_out(goal: str) -> str:
    return f"""\
with open("{goal}", "w", newline="", encoding="utf-8") as file:
    writer = csv.DictWriter(file, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows(rows)
print(f"Wrote {{len(rows)}} rows to {goal}")"""


def _converted(source: str, goal: str) -> Program:
    main = f"""\
rows = load("{source}")
with open("{goal}", "w", encoding="utf-8") as file:
    json.dump(rows, file, indent=2)
print(f"Wrote {{len(rows)}} rows to {goal}")"""
    does = f"converts {source} to {goal}"
    return Program(
        name="csv_to_json",
        does=does,
        functions=(_LOAD_TABLE,),
        main=main,
        imports=("import csv", "import json"),
        needs=(source,),
    )

"""Programs that read files: a table, JSON or lines come in, are worked on step by step, and go out."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import Wording

_LOAD_TABLE = '''
def load(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file, by the names of its columns."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
'''
_LOAD_LINES = '''
def load(path: str) -> list[str]:
    """The lines of a text file, without their line ends."""
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()
'''
_LOAD_JSON = '''
def load(path: str) -> Any:
    """What a JSON file holds."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
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
_FIGURES = (
    (r"\b(?:average|mean)\b", "Average", "sum(values) / len(values)"),
    (r"\b(?:sum|total|adds? up)\b", "Sum", "sum(values)"),
    (r"\b(?:max\w*|largest|highest|biggest)\b", "Highest", "max(values)"),
    (r"\b(?:min\w*|smallest|lowest)\b", "Lowest", "min(values)"),
    (r"\bmedian\b", "Median", "sorted(values)[len(values) // 2]"),
)
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
_OUT = re.compile(r"\b(?:writes?|saves?|stores?|exports?|outputs?)\b.*?\b(?:to|into|in|as)\b")


def file_work(wording: Wording) -> Program | None:
    """Work on the file that the request names first; a second one takes the result."""
    readable = [name for name in wording.files if not name.endswith(".py")]
    source = next((name for name in readable if not _goes_out(wording, name)), None)
    kind = PurePosixPath(source).suffix if source else _kind_said(wording)
    if not kind or not (
        source
        or wording.says(
            r"\b(?:reads?|loads?|opens?|parses?|process\w*|analy[sz]\w+|summari[sz]\w+|counts?|converts?|takes?|sorts?|merges?|pretty|filters?)\b"
        )
    ):
        return None
    goal = next((name for name in readable if name != source), None)
    source = source or {".csv": "data.csv", ".json": "data.json"}.get(kind, "input.txt")
    if kind in (".csv", ".tsv"):
        return _table(wording, source, goal)
    return _json(wording, source, goal) if kind == ".json" else _lines(wording, source, goal)


def listing(wording: Wording) -> Program | None:
    """The files of a folder with their sizes."""
    if wording.files or not wording.says(
        r"\b(?:lists?|finds?|prints?|shows?|counts?)\b.*\b(?:files|folders?|director(?:y|ies))\b"
    ):
        return None
    biggest = wording.says(r"\b(?:largest|biggest)\b")
    order = "key=lambda path: -path.stat().st_size" if biggest else "key=str"
    limit = f"[:{wording.whole(10)}]" if biggest or wording.says(r"\bfirst\b") else ""
    main = f"""\
folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
files = sorted((path for path in folder.rglob("*") if path.is_file()), {order}){limit}
for path in files:
    print(f"{{path.stat().st_size:>10}} {{path}}")
print(f"{{len(files)}} files")"""
    does = f"lists the {'largest ' if biggest else ''}files of a folder with their sizes"
    return Program(name="list_files", does=does, main=main, imports=("import sys", "from pathlib import Path"))


def _goes_out(wording: Wording, name: str) -> bool:
    before = wording.low.split(name.lower())[0]
    found = _OUT.search(before)
    return bool(found) and not re.search(r"\bfrom\s*$", before) and found.end() > len(before) - 6 if found else False


def _kind_said(wording: Wording) -> str:
    for word, suffix in (("csv", ".csv"), ("json", ".json"), (r"text files?|txt|log files?|file", ".txt")):
        if wording.says(rf"\b(?:{word})\b"):
            return suffix
    return ""


def _table(wording: Wording, source: str, goal: str | None) -> Program:
    if wording.says(r"\bjson\b") and wording.says(r"\bconvert\w*|\bturns?\b|\bto json\b"):
        return _converted(source, goal or str(PurePosixPath(source).with_suffix(".json")))
    column, steps, told = _column(wording), ["rows = load(source)"], []
    if kept := wording.says(
        r"\b([a-z_]+) (?:is )?(?:greater|more|larger|higher|bigger|over|above|less|smaller|lower|below|under) ?(?:than )?(\d+(?:\.\d+)?)"
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
    asked = [(label, expression) for pattern, label, expression in _FIGURES if wording.says(pattern)]
    if grouped := wording.says(r"\b(?:per|group\w* by|for each|by each) (?:the )?([a-z_]+)\b"):
        return _grouped(grouped[1], column)
    if kept and not asked:
        return (
            'for row in rows:\n    print(", ".join(str(value) for value in row.values()))',
            "prints them",
            [_LOAD_TABLE],
        )
    asked = asked or [(label, expression) for _, label, expression in _FIGURES[:4]]
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


def _json(wording: Wording, source: str, goal: str | None) -> Program:
    out = (
        f'Path("{goal}").write_text(json.dumps(data, indent=2))\nprint("Wrote {goal}")'
        if goal
        else "print(json.dumps(data, indent=2))"
    )
    does = f"reads {source} and {f'writes it to {goal}' if goal else 'prints it in a readable form'}"
    if wording.says(r"\bkeys?\b|\bfields?\b|\bstructure\b|\bsummari[sz]"):
        out = """\
first = data[0] if isinstance(data, list) and data else data
print(f"{len(data)} entries")
for key, value in first.items() if isinstance(first, dict) else ():
    print(f"{key}: {type(value).__name__}")"""
        does = f"reads {source} and prints its keys"
    imports = ("import json", "from typing import Any", *(("from pathlib import Path",) if "Path(" in out else ()))
    main = f'data = load("{source}")\n{out}'
    return Program(name="read_json", does=does, functions=(_LOAD_JSON,), main=main, imports=imports, needs=(source,))


def _lines(wording: Wording, source: str, goal: str | None) -> Program:
    steps, told = _line_steps(wording)
    out, shown = _line_output(wording, goal)
    imports = [
        "import sys",
        *(["from collections import Counter"] if "Counter(" in out else []),
        *(["import re"] if "re." in out else []),
    ]
    source_line = f'source = sys.argv[1] if len(sys.argv) > 1 else "{source}"'
    return Program(
        name=named(f"{'count' if 'count' in shown else 'process'}_{PurePosixPath(source).stem}"),
        does=f"reads {source}{''.join(f', {step}' for step in told)} and {shown}",
        functions=(_LOAD_LINES,),
        main="\n".join([source_line, "lines = load(source)", *steps, out]),
        imports=imports,
        needs=(source,),
    )


def _line_steps(wording: Wording) -> tuple[Sequence[str], Sequence[str]]:
    steps, told = [], []
    if (
        kept := wording.says(
            r"\b(?:containing|contain|with|mention\w*) (?:the (?:word|text) )?(error|warning|[a-z]+)\b"
        )
        if wording.says(r"\blines (?:that )?(?:containing|contain|with|mention)")
        else None
    ):
        word = wording.quotes[0] if wording.quotes else kept[1]
        steps.append(f"lines = [line for line in lines if {word.lower()!r} in line.lower()]")
        told.append(f"keeps the lines with {word}")
    if wording.says(r"\bunique\b|\bduplicates?\b|\bdedup"):
        steps.append("lines = list(dict.fromkeys(lines))")
        told.append("drops repeated lines")
    if wording.says(r"\bsort"):
        key = "key=float" if wording.says(r"\bnumber") else "key=str.lower"
        down = ", reverse=True" if wording.says(r"\bdescending|reverse|largest first") else ""
        steps.append(f"lines = sorted(filter(None, lines), {key}{down})")
        told.append("sorts them")
    if wording.says(r"\brevers\w+\b.*\blines\b|\bbackwards\b"):
        steps.append("lines.reverse()")
        told.append("reverses them")
    if wording.says(r"\bupper ?case"):
        steps.append("lines = [line.upper() for line in lines]")
        told.append("writes them in capitals")
    return steps, told


def _line_output(wording: Wording, goal: str | None) -> tuple[str, str]:
    figures = [(label, expression) for pattern, label, expression in _FIGURES if wording.says(pattern)]
    if figures and wording.says(r"\bnumbers?\b|\bvalues?\b|\bthem\b|\bsum\b|\baverage\b"):
        shown = "\n".join(f'print(f"{label}: {{{expression}:g}}")' for label, expression in figures)
        what = " and ".join(label.lower() for label, _ in figures)
        return f"values = [float(line) for line in lines if line.strip()]\n{shown}", f"prints the {what}"
    if wording.says(r"\b(?:most common|frequen\w+|how often|each word|occurrences)\b"):
        count = wording.whole(10)
        return (
            f'words = Counter(re.findall(r"\\w+", " ".join(lines).lower()))\nfor word, count in words.most_common({count}):\n'
            '    print(f"{word}: {count}")',
            "counts its words",
        )
    if goal:
        return (
            f'with open("{goal}", "w", encoding="utf-8") as file:\n    file.write("\\n".join(lines) + "\\n")\n'
            f'print(f"Wrote {{len(lines)}} lines to {goal}")',
            f"writes them to {goal}",
        )
    if wording.says(r"\b(?:counts?|number of|how many)\b"):
        return _counted(wording)
    return "for line in lines:\n    print(line)", "prints the lines"


def _counted(wording: Wording) -> tuple[str, str]:
    kinds = (
        ("lines", "len(lines)"),
        ("words", "sum(len(line.split()) for line in lines)"),
        ("characters", "sum(len(line) for line in lines)"),
    )
    asked = [kind for kind in kinds if wording.says(rf"\b{kind[0][:-1]}s?\b")] or list(kinds)
    out = "\n".join(f'print(f"{name.capitalize()}: {{{expression}}}")' for name, expression in asked)
    return out, f"counts its {' and '.join(name for name, _ in asked)}"

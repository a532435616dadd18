"""Programs that read files: what kind of file it is, and the block that works on it."""

import re
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.programs.lines import line_work
from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.tables import table_work
from workers.language_models.offline.tool_use.programs.wording import Wording

_LOAD_JSON = '''
def load(path: str) -> Any:
    """What a JSON file holds."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
'''
_OUT = re.compile(r"\b(?:writes?|saves?|stores?|exports?|outputs?)\b.*?\b(?:to|into|in|as)\b")


def file_work(wording: Wording) -> Program | None:
    """Work on the file that the request names first; a second one takes the result."""
    readable = [name for name in wording.files if not name.endswith(".py")]
    source = next((name for name in readable if not _goes_out(wording, name)), None)
    kind = PurePosixPath(source).suffix if source else _kind_said(wording)
    if not kind or not (
        source
        or wording.says(
            r"\b(?:reads?|loads?|opens?|parses?|process\w*|analy[sz]\w+|summari[sz]\w+|counts?|converts?|"
            r"takes?|sorts?|merges?|pretty|filters?)\b"
        )
    ):
        return None
    goal = next((name for name in readable if name != source), None)
    source = source or {".csv": "data.csv", ".json": "data.json"}.get(kind, "input.txt")
    if kind in (".csv", ".tsv"):
        return table_work(wording, source, goal)
    return _json(wording, source, goal) if kind == ".json" else line_work(wording, source, goal)


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

"""What a file does, told from its own parts: the docstrings and calls of a program, the headings of a page."""

import ast
import json
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.tool_use.edits.source import Source


def explained(path: str, text: str) -> str:
    """A few sentences about a file."""
    suffix = PurePosixPath(path).suffix
    source = Source.of(text) if suffix == ".py" else None
    lines = len(text.splitlines())
    head = f"`{path}` has {lines} line{'' if lines == 1 else 's'}."
    told = _program(source) if source else _other(text, suffix)
    return f"{head} {told}".strip()


def _program(source: Source) -> str:
    sentences = []
    if doc := ast.get_docstring(source.tree):
        first = doc.split("\n")[0].rstrip(".")
        sentences.append(f"Its docstring says: “{first}”.")
    modules = [name for node in source.tree.body for name in _modules(node)]
    if modules:
        sentences.append(f"It uses {listed([f'`{name}`' for name in dict.fromkeys(modules)])}.")
    rows = [
        f"- `{node.name}({', '.join(each.arg for each in node.args.args)})`{_does(node)}" for node in source.functions
    ]
    if rows:
        sentences.append("Its functions:\n\n" + "\n".join(rows))
    if source.guard:
        sentences.append(("\n\n" if rows else "") + "Run as a program, it " + _calls(source.guard.body) + ".")
    elif source.doing:
        sentences.append(("\n\n" if rows else "") + "When it runs, it " + _calls(source.doing) + ".")
    return " ".join(sentences).replace(" \n\n", "\n\n")


def _does(function: ast.FunctionDef) -> str:
    if doc := ast.get_docstring(function):
        return f": {doc.split(chr(10))[0]}"
    return f": {_calls(function.body)}"


def _calls(statements: Sequence[ast.stmt]) -> str:
    nodes = [node for each in statements for node in ast.walk(each)]
    calls = [ast.unparse(node.func) for node in nodes if isinstance(node, ast.Call)]
    names = [f"`{name}()`" for name in dict.fromkeys(calls) if len(name) < 40][:5]
    parts = [f"calls {listed(names)}"] if names else []
    parts += ["repeats a part"] if any(isinstance(node, ast.For | ast.While) for node in nodes) else []
    parts += ["handles errors"] if any(isinstance(node, ast.Try) for node in nodes) else []
    return listed(parts) or "sets values"


def _modules(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []


def _other(text: str, suffix: str) -> str:
    if suffix == ".json":
        try:
            data = json.loads(text)
        except ValueError:
            return "It is not valid JSON."
        return f"It holds {len(data)} entries." if isinstance(data, list | dict) else "It holds one value."
    if suffix == ".csv":
        rows = text.strip().splitlines()
        return f"It is a table of {max(len(rows) - 1, 0)} rows with the columns {rows[0] if rows else ''}."
    headings = re.findall(r"^#+ (.+)$|<h[1-3][^>]*>(.*?)</h[1-3]>", text, re.MULTILINE)
    names = [re.sub(r"<[^>]+>", "", one or other) for one, other in headings][:8]
    return (
        f"Its headings are {listed([f'“{name}”' for name in names])}."
        if names
        else "It begins: “" + text.strip()[:120] + "”."
    )

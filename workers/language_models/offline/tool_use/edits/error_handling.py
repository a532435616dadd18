"""Adding error handling: what the program does at its end is tried, and each way it can fail gets its own words."""

import ast
from collections.abc import Sequence
from textwrap import dedent

from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.edits.source import Source, with_import

_EXIT = "    sys.exit(1)"


def with_error_handling(text: str) -> Edit | None:
    """The program with its main work in a try; None where it already has one there, or nothing to try."""
    source = Source.of(text)
    if source is None:
        return None
    statements = source.guard.body if source.guard else _trailing(source)
    if not statements or any(isinstance(node, ast.Try) for node in statements):
        return None
    low, high = statements[0].lineno, statements[-1].end_lineno or statements[-1].lineno
    margin = " " * statements[0].col_offset
    body = _body(source, statements, low, high)
    new = [f"{margin}{line}" if line else line for line in ["try:", *body, *_handlers(source)]]
    told = "added error handling"
    return Edit(with_import(source.replaced(low, high, new), "import sys"), told)


def _trailing(source: Source) -> Sequence[ast.stmt]:
    """Without a guard: the last statements; constants at their beginning stay outside."""
    statements = list(source.doing)
    while statements and isinstance(statements[0], ast.Assign | ast.AnnAssign) and _is_constant(statements[0].value):
        statements.pop(0)
    return statements


def _body(source: Source, statements: Sequence[ast.stmt], low: int, high: int) -> list[str]:
    lines = dedent("\n".join(source.lines[low - 1 : high])).split("\n")
    strings = (node for each in statements for node in ast.walk(each) if isinstance(node, ast.Constant | ast.JoinedStr))
    if any(node.lineno != node.end_lineno for node in strings):  # indenting would change a text over several lines
        lines = [line for each in statements for line in ast.unparse(each).split("\n")]
    return [f"    {line}" if line else line for line in lines]


def _handlers(source: Source) -> list[str]:
    rows = [
        ("KeyboardInterrupt", 'print("Stopped.", file=sys.stderr)', "    sys.exit(130)"),
    ]
    if source.calls("open", "read_text", "write_text", "read_bytes"):
        rows.append(
            ("FileNotFoundError as error", 'print(f"File not found: {error.filename}", file=sys.stderr)', _EXIT)
        )
    if source.calls("int", "float", "load", "loads", "fromisoformat"):
        rows.append(("ValueError as error", 'print(f"Invalid value: {error}", file=sys.stderr)', _EXIT))
    if source.has(ast.Div) or source.has(ast.Mod):
        rows.append(("ZeroDivisionError", 'print("Cannot divide by zero.", file=sys.stderr)', _EXIT))
    rows.append(("Exception as error", 'print(f"Error: {error}", file=sys.stderr)', _EXIT))
    return [line for what, told, leave in rows for line in (f"except {what}:", f"    {told}", leave)]


def _is_constant(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant)

"""Changes of what a program is written with: the text that it prints, its numbers, how often it does its work."""

import ast
import re

from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.edits.source import Source, with_import
from workers.language_models.offline.tool_use.programs.wording import Wording


def argument(wish: str, source: Source) -> Edit | None:
    """A value that is fixed in the source becomes the first argument, with the old value as its default."""
    if not re.search(
        r"\b(?:arguments?|command[- ]line|parameters?|argv|options?|user input|input)\b", wish, re.IGNORECASE
    ):
        return None
    values = sorted(_values(source), key=lambda node: not isinstance(node.value, str))
    constant = next(iter(values), None) if "sys.argv" not in source.text else None
    if constant is None:
        return None
    kind = type(constant.value).__name__
    name = {"str": "text", "int": "number", "float": "value"}[kind]
    segment = source.lines[constant.lineno - 1]
    value = segment[constant.col_offset : constant.end_col_offset]
    lines = source.lines
    lines[constant.lineno - 1] = f"{segment[: constant.col_offset]}{name}{segment[constant.end_col_offset :]}"
    read = "sys.argv[1]" if kind == "str" else f"{kind}(sys.argv[1])"
    first = source.work[0]
    margin = " " * first.col_offset
    lines.insert(first.lineno - 1, f"{margin}{name} = {read} if len(sys.argv) > 1 else {value}")
    return Edit(with_import("\n".join(lines), "import sys"), f"made {value} the default of its first argument")


def repeated(wish: str, source: Source) -> Edit | None:
    """What the program does, several times."""
    found = Wording(wish).says(r"\b(\d+)\s+times\b|\b(2)\b(?=\s*$)")
    work = source.work
    if not found or not work:
        return None
    count = found[1] or found[2]
    line = source.lines[work[0].lineno - 1]
    if len(work) == 1 and re.match(r"\s*for _ in range\(\d+\):", line):
        again = re.sub(r"range\(\d+\)", f"range({count})", line)
        return Edit(source.replaced(work[0].lineno, work[0].lineno, [again]), f"changed it to repeat {count} times")
    low, high = work[0].lineno, work[-1].end_lineno or work[-1].lineno
    lines = [f"    {line}" if line.strip() else line for line in source.lines[low - 1 : high]]
    head = f"{' ' * work[0].col_offset}for _ in range({count}):"
    return Edit(source.replaced(low, high, [head, *lines]), f"let it repeat {count} times")


def printed(wish: str, source: Source) -> Edit | None:
    """Another text to print: "make it print X instead", "change the message to X"."""
    found = re.search(
        r"\b(?:prints?|says?|greets?(?: with)?|(?:text|message|greeting|output|string)\s+(?:to|into|"
        r"be|is))\s+(.+?)(?:\s+instead(?: of .+)?)?[.!]?$",
        wish,
        re.IGNORECASE,
    )
    new = (Wording(wish).quotes or ([found[1]] if found else [""]))[-1]
    strings = [node for node in _values(source) if isinstance(node.value, str)]
    if not found or not new or len(strings) != 1 or len(new.split()) > 14:
        return None
    node, old = strings[0], str(strings[0].value)
    line = source.lines[node.lineno - 1]
    literal = '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'
    changed = f"{line[: node.col_offset]}{literal}{line[node.end_col_offset :]}"
    text = source.replaced(node.lineno, node.lineno, [changed])
    old_doc = ast.get_docstring(source.tree) or ""
    text = text.replace(old_doc, old_doc.replace(old, new.replace('"', "'")), 1) if old_doc else text
    return Edit(text, f"changed the printed text to “{new}”")


def number(wish: str, source: Source) -> Edit | None:
    """Another number: "change it to 20", "use 50 instead of 10", "the first 20"."""
    numbers = Wording(wish).numbers
    candidates = [node for node in _values(source) if type(node.value) is int and node.value > 1]
    if len(numbers) == 2 and re.search(r"\binstead of\b|\bfrom\b", wish, re.IGNORECASE):
        old = int(numbers[1] if "instead" in wish.lower() else numbers[0])
        new = int(numbers[0] if "instead" in wish.lower() else numbers[1])
        candidates = [node for node in candidates if node.value == old]
    elif len(numbers) == 1:
        new = int(numbers[0])
    else:
        return None
    if not candidates or not re.search(
        r"\b(?:to|instead|use|only|first|up to|limit|more|until|with)\b", wish, re.IGNORECASE
    ):
        return None
    told = ast.get_docstring(source.tree) or ""
    node = max(candidates, key=lambda each: (bool(re.search(rf"\b{each.value!r}\b", told)), each.value))
    line = source.lines[node.lineno - 1]
    changed = f"{line[: node.col_offset]}{new}{line[node.end_col_offset :]}"
    text = source.replaced(node.lineno, node.lineno, [changed])
    doc = ast.get_docstring(source.tree)
    text = text.replace(doc, re.sub(rf"\b{node.value!r}\b", str(new), doc), 1) if doc else text
    return Edit(text, f"changed {node.value!r} to {new}")


def _values(source: Source) -> list[ast.Constant]:
    """The texts and numbers that the work of a program is written with, in their order."""
    nodes = [node for each in source.work for node in ast.walk(each)]
    inside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    handled = {id(part) for node in nodes if isinstance(node, ast.ExceptHandler) for part in ast.walk(node)}
    found = (node for node in nodes if isinstance(node, ast.Constant) and type(node.value) in (str, int, float))
    usable = (node for node in found if node.lineno == node.end_lineno and id(node) not in inside | handled)
    return sorted(usable, key=_place)


def _place(node: ast.Constant) -> tuple[int, int]:
    return node.lineno, node.col_offset

"""Changes of a Python program that a request can ask for: each reads the wish and the source, and may decline."""

import ast
import re
from collections.abc import Callable, Sequence
from textwrap import dedent

from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.edits.error_handling import with_error_handling
from workers.language_models.offline.tool_use.edits.source import Source, with_import
from workers.language_models.offline.tool_use.edits.value_edits import argument, number, printed, repeated
from workers.language_models.offline.tool_use.programs.choosing import program_for

Rule = Callable[[str, Source], Edit | None]


def python_edit(wish: str, text: str) -> Edit | None:
    """The change that a wish asks for; None when no rule does it, or it changes nothing."""
    source = Source.of(text)
    found = (edit for rule in RULES if source and (edit := rule(wish, source)) and edit.text != text)
    return next((edit for edit in found if Source.of(edit.text)), None)


def already(wish: str, text: str) -> str:
    """What a wish asks for and the source has, as the end of "it …"; '' when it has nothing of the kind."""
    source = Source.of(text)
    asked = (told for pattern, there, told in _ALREADY if re.search(pattern, wish, re.IGNORECASE) and there(source))
    return next(asked, "") if source else ""


def _errors(wish: str, source: Source) -> Edit | None:
    asked = r"\b(?:errors?|exceptions?|try|fail\w*|crash\w*|robust\w*|invalid|graceful\w*)\b"
    return with_error_handling(source.text) if re.search(asked, wish, re.IGNORECASE) else None


def _logging(wish: str, source: Source) -> Edit | None:
    if not re.search(r"\blog(?:s|ging|ger)?\b", wish, re.IGNORECASE) or "logging.basicConfig" in source.text:
        return None
    body = source.guard.body if source.guard else source.doing
    if not body:
        return None
    margin = " " * body[0].col_offset
    last = body[-1].end_lineno or body[-1].lineno
    text = source.inserted(last + 1, [f'{margin}logging.info("Finished")'])
    setup = [
        f'{margin}logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")',
        f'{margin}logging.info("Started")',
    ]
    lines = text.split("\n")
    lines[body[0].lineno - 1 : body[0].lineno - 1] = setup
    return Edit(with_import("\n".join(lines), "import logging"), "added logging of its start and its end")


def _docstrings(wish: str, source: Source) -> Edit | None:
    if not re.search(r"\b(?:docstrings?|document\w*|doc strings?|comments?|comment)\b", wish, re.IGNORECASE):
        return None
    text, count = source.text, 0
    for function in sorted(source.functions, key=lambda node: -node.lineno):
        if ast.get_docstring(function) is None and function.body[0].lineno > function.lineno:
            margin = " " * function.body[0].col_offset
            words = function.name.replace("_", " ").strip()
            line = f'{margin}"""{"Does the work of the program" if words == "main" else words.capitalize()}."""'
            lines = text.split("\n")
            lines.insert(function.body[0].lineno - 1, line)
            text, count = "\n".join(lines), count + 1
    if ast.get_docstring(source.tree) is None:
        text, count = f'"""{_purpose(source)}"""\n\n{text}', count + 1
    return Edit(text, f"added {count} docstring{'s' if count > 1 else ''}") if count else None


def _purpose(source: Source) -> str:
    names = [function.name.replace("_", " ") for function in source.functions if function.name != "main"]
    return f"A program with the functions {', '.join(names)}." if names else "A small program."


def _type_hints(wish: str, source: Source) -> Edit | None:
    if not re.search(r"\btype (?:hints?|annotations?)\b|\bannotat\w+\b|\btyped\b|\btypes\b", wish, re.IGNORECASE):
        return None
    lines, count = source.lines, 0
    for function in source.functions:
        silent = not any(isinstance(node, ast.Return) and node.value for node in ast.walk(function))
        line = lines[function.lineno - 1]
        if function.returns is None and silent and line.rstrip().endswith("):"):
            lines[function.lineno - 1], count = f"{line.rstrip()[:-1]} -> None:", count + 1
    return Edit("\n".join(lines), f"added the return type to {count} of its functions") if count else None


def _rename(wish: str, source: Source) -> Edit | None:
    found = re.search(
        r"\brename\s+(?:the\s+)?(?:function|variable|class|"
        r"method)?\s*[`'\"“]?(\w+)[`'\"”]?(?:\(\))?\s+(?:to|as|into)\s+[`'\"“]?(\w+)",
        wish,
        re.IGNORECASE,
    )
    if not found or not re.search(rf"\b{re.escape(found[1])}\b", source.text) or not found[2].isidentifier():
        return None
    text = re.sub(rf"\b{re.escape(found[1])}\b", found[2], source.text)
    return Edit(text, f"renamed {found[1]} to {found[2]}")


def _function(wish: str, source: Source) -> Edit | None:
    """A function that a block knows how to write, in front of main(), and main() shows what it does."""
    if not re.search(
        r"\b(?:function|method|also|feature|prints?|shows?|calculates?|computes?|converts?)\b", wish, re.IGNORECASE
    ):
        return None
    program = program_for(wish)
    main = next((function for function in source.functions if function.name == "main"), None)
    if program is None or main is None:
        return None
    functions = [dedent(function).strip("\n") for function in program.functions]
    names = set(re.findall(r"^def (\w+)", "\n".join(functions), re.MULTILINE))
    if names & {function.name for function in source.functions}:
        return None
    end = main.end_lineno or main.lineno
    lines = source.lines
    lines[end:end] = [f"    {line}" if line else line for line in dedent(program.main).strip("\n").split("\n")]
    lines[main.lineno - 1 : main.lineno - 1] = [line for each in functions for line in [*each.split("\n"), "", ""]]
    text = "\n".join(lines)
    for line in program.imports:
        text = with_import(text, line)
    return Edit(text, f"added what {program.does}")


RULES: Sequence[Rule] = (
    _rename,
    _errors,
    _logging,
    _docstrings,
    _type_hints,
    argument,
    repeated,
    _function,
    printed,
    number,
)
_ALREADY: Sequence[tuple[str, Callable[[Source | None], bool], str]] = (
    (r"\b(?:errors?|exceptions?|robust\w*)\b", lambda source: bool(source and source.has(ast.Try)), "handles errors"),
    (r"\blog(?:s|ging)?\b", lambda source: bool(source and "logging." in source.text), "logs what it does"),
    (
        r"\barguments?\b|\bcommand[- ]line\b",
        lambda source: bool(source and "sys.argv" in source.text),
        "takes arguments",
    ),
    (
        r"\btype hints?\b|\bannotat",
        lambda source: bool(source and all(function.returns for function in source.functions)),
        "has type hints",
    ),
    (
        r"\bdocstrings?\b|\bcomments?\b",
        lambda source: bool(source and ast.get_docstring(source.tree)),
        "has docstrings",
    ),
)

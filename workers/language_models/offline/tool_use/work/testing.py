"""Tests of a program: each function that has values to check it with gets some, the program as a whole is run."""

import ast
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.edits.source import Source
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.referents import PYTHON, file_meant
from workers.language_models.offline.tool_use.work.telling import failure, output_of

_TRIED = {
    "int": ("0", "1", "5", "10"),
    "float": ("0.0", "1.5"),
    "str": ('""', '"Level"'),
    "list[float]": ("[1.0, 2.0]",),
}


def write_tests(desk: Desk, wish: Wish) -> Work[str]:
    """A test file beside the program, run once it is written."""
    path = yield from file_meant(desk, wish.text, of=PYTHON)
    text = (yield from desk.text_of(path, f"I'll read `{path}` first.")) if path else None
    source = Source.of(text) if text is not None else None
    if path is None or source is None:
        return "There is no Python file here that I could test."
    inside = PurePosixPath(path)
    target = str(inside.with_name(f"test_{inside.name}"))
    outcome = yield from desk.write(target, tests_of(source, inside.stem), f"I'll write tests for `{path}`.")
    if outcome.failed:
        return failure(f"write `{target}`", outcome)
    told = f"I wrote `{target}`: it checks that the functions give the same twice, and that the program runs."
    return f"{told} {output_of(target, (yield from desk.run(target)))}" if desk.can_run else told


def tests_of(source: Source, module: str) -> str:
    """A test module for a module."""
    functions = [function for function in source.tree.body if isinstance(function, ast.FunctionDef)]
    cases = [case for function in functions if function.name != "main" and (case := _case(function, module))]
    cases.append(_whole(module))
    body = "\n\n".join(cases)
    return f'''"""Tests of {module}.py."""

import subprocess
import sys
import unittest
from pathlib import Path

import {module}


class Test{module.title().replace("_", "")}(unittest.TestCase):
{body}


if __name__ == "__main__":
    unittest.main()
'''


def _case(function: ast.FunctionDef, module: str) -> str:
    values = _values(function)
    if not values:
        return ""
    rows = "\n".join(
        f"        self.assertEqual({module}.{function.name}({value}), {module}.{function.name}({value}))"
        for value in values
    )
    return f"    def test_{function.name}_gives_the_same_for_the_same(self) -> None:\n{rows}"


def _values(function: ast.FunctionDef) -> Sequence[str]:
    arguments = function.args.args
    if len(arguments) != 1 or arguments[0].annotation is None or function.args.defaults:
        return ()
    return _TRIED.get(ast.unparse(arguments[0].annotation), ()) if arguments[0].arg != "path" else ()


def _whole(module: str) -> str:
    return f'''\
    def test_the_program_runs(self) -> None:
        program = Path(__file__).with_name("{module}.py")
        ended = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60)
        self.assertEqual(ended.returncode, 0, ended.stderr)'''

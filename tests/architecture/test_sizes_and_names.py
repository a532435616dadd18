"""The house's sizes and names, measured on the sources themselves."""

import ast
import re
from pathlib import Path
from statistics import quantiles

from tests.architecture.sources import EVERYTHING, PRODUCT, ROOT, functions, length, name_of, python_files

SAYS_NOTHING = {"utils", "util", "common", "helpers", "helper", "base", "manager", "misc", "tools", "stuff"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|NotImplementedError)\b")
# Two names of a workspace's folder are PTC's own, and no machine's.
OF_ONE_MACHINE = re.compile(r"/(?:home/(?!workspace\b|daytona\b)|(?:Users|work|root|mnt|srv)/)[a-z]")

FILES = python_files(*EVERYTHING)
PRODUCT_FILES = python_files(*PRODUCT)
SIZED = python_files("app", "workers")


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    assert {name_of(path): lines(path) for path in SIZED if lines(path) > 400} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{name_of(path)}:{function.name}": length(function)
        for path in SIZED
        for function in functions(path)
        if length(function) > 60
    }
    assert long == {}


def test_files_and_functions_are_mostly_small() -> None:
    """Nine files of ten under 210 lines, nine functions of ten under 24."""
    file_sizes = [lines(path) for path in SIZED if lines(path) > 1]
    function_sizes = [length(function) for path in SIZED for function in functions(path)]

    assert quantiles(file_sizes, n=10)[8] <= 210
    assert quantiles(function_sizes, n=10)[8] <= 24


def test_a_file_is_called_by_what_it_is() -> None:
    assert [name_of(path) for path in FILES if set(path.relative_to(ROOT).with_suffix("").parts) & SAYS_NOTHING] == []


def test_a_module_says_why_it_exists() -> None:
    silent = [name_of(path) for path in PRODUCT_FILES if not ast.get_docstring(ast.parse(path.read_text()))]

    assert silent == []


def test_nothing_is_left_unfinished() -> None:
    assert [name_of(path) for path in PRODUCT_FILES if UNFINISHED.search(path.read_text())] == []


def test_no_file_knows_one_machine() -> None:
    assert [name_of(path) for path in PRODUCT_FILES if OF_ONE_MACHINE.search(path.read_text())] == []


def test_every_function_says_what_it_returns() -> None:
    silent = [f"{name_of(path)}:{each.name}" for path in SIZED for each in functions(path) if each.returns is None]

    assert silent == []

"""Mending a program: it is run, the error is read, and the simple causes are put right; others are told as they are."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.edits.error_handling import with_error_handling
from workers.language_models.offline.tool_use.edits.source import Source, with_import
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.referents import PYTHON, file_meant
from workers.language_models.offline.tool_use.work.changing import changed
from workers.language_models.offline.tool_use.work.telling import output_of
from workers.language_models.offline.vocabulary import word_set

_MODULES = word_set(
    "argparse collections csv datetime functools itertools json logging math os pathlib random re shutil statistics "
    "string subprocess sys time"
)
_MOST_TRIES = 3


def mend(desk: Desk, wish: Wish) -> Work[str]:
    """Runs the program that is meant, and changes it as long as a rule knows the error."""
    path = yield from file_meant(desk, wish.text, of=PYTHON)
    if path is None or not desk.can_run:
        return "There is no Python file here that I could run to see what is wrong."
    done: list[str] = []
    outcome = yield from desk.run(path, text=f"I'll run `{path}` to see what is wrong.")
    while outcome.failed and len(done) < _MOST_TRIES:
        change = yield from changed(desk, path, partial(_mended, error=outcome.text))
        if change is None:
            break
        done.append(change.told)
        outcome = yield from desk.run(path)
    told = f"I {', then '.join(done)}. " if done else "" if outcome.failed else "It runs without an error. "
    rest = "" if done or not outcome.failed else "\n\nI know no rule for this error."
    return f"{told}{output_of(path, outcome)}{rest}"


def _mended(text: str, error: str) -> Edit | None:
    return next((edit for rule in _RULES if (edit := rule(text, error)) and edit.text != text), None)


def _import(text: str, error: str) -> Edit | None:
    found = re.search(r"NameError: name '(\w+)' is not defined", error)
    if not found or found[1] not in _MODULES:
        return None
    return Edit(with_import(text, f"import {found[1]}"), f"added the missing import of {found[1]}")


def _misspelled(text: str, error: str) -> Edit | None:
    found = re.search(r"NameError: name '(\w+)' is not defined.*Did you mean: '(\w+)'", error)
    return Edit(re.sub(rf"\b{found[1]}\b", found[2], text), f"corrected {found[1]} to {found[2]}") if found else None


def _syntax(text: str, error: str) -> Edit | None:
    place = re.search(r"line (\d+)\n(?:.*\n){0,3}.*SyntaxError: (.+)", error)
    lines = text.split("\n")
    if not place or int(place[1]) > len(lines):
        return None
    number = int(place[1]) - 1
    line = lines[number]
    if "expected ':'" in place[2]:
        lines[number], told = f"{line.rstrip()}:", "added a missing colon"
    elif "Missing parentheses in call to 'print'" in place[2]:
        lines[number], told = re.sub(r"\bprint\s+(.+)$", r"print(\1)", line), "added the parentheses of print"
    elif "'(' was never closed" in place[2]:
        lines[number], told = f"{line.rstrip()})", "closed a parenthesis"
    else:
        return None
    return Edit("\n".join(lines), f"{told} in line {number + 1}")


def _caught(text: str, error: str) -> Edit | None:
    """What can go wrong while it runs is told in words, when that is all that can be done."""
    known = re.search(r"\b(?:ZeroDivisionError|FileNotFoundError|ValueError|IndexError|KeyError)\b", error)
    return with_error_handling(text) if known and Source.of(text) else None


_RULES: Sequence[Callable[[str, str], Edit | None]] = (_misspelled, _import, _syntax, _caught)

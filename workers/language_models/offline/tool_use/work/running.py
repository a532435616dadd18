"""Running a program and answering with what it really printed; simple causes of a failure are mended once."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.folder import plain
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.kinds import FILE
from workers.language_models.offline.tool_use.programs.wording import Wording
from workers.language_models.offline.tool_use.referents import PYTHON, file_meant
from workers.language_models.offline.tool_use.transcript import Outcome
from workers.language_models.offline.tool_use.work.telling import output_of

_ARGUMENTS = re.compile(
    r"\bwith\b(?: the)?(?: (?:arguments?|parameters?|inputs?|values?|options?|names?|numbers?|text))*[:\s]+(.+)$", re.I
)
_MISSING = re.compile(r"(?:No such file or directory|File not found):? '?\"?([\w./-]+\.\w+)")
_SEVERAL = re.compile(r"^\w+ (?:both|all|every)\b(?!.*\btests?\b)", re.IGNORECASE)
_MOST_AT_ONCE = 6
_EXAMPLES = {
    ".csv": "name,amount\nFirst,10\nSecond,20\nThird,15\n",
    ".json": '[{"name": "First", "amount": 10}, {"name": "Second", "amount": 20}]\n',
    ".txt": "3\n1\n2\n",
}


def run(desk: Desk, wish: Wish) -> Work[str]:
    """The program that is meant, with the arguments that are named."""
    if not desk.can_run:
        return "I have no tool here that runs programs."
    command = next((quote for quote in Wording(wish.text).quotes if " with " not in wish.text), "")
    if command and desk.toolbox.can(toolbox.SHELL):
        ran = yield from desk.shell(command, f"I'll run `{command}`.")
        return output_of(command, ran)
    if _SEVERAL.search(wish.text):
        return (yield from _each(desk, wish.text))
    tests = re.search(r"\btests\b|\btest (?:file|suite)\b", wish.text, re.IGNORECASE) and not FILE.search(wish.text)
    path = (yield from _tests(desk)) if tests else (yield from file_meant(desk, wish.text, of=PYTHON))
    if path is None:
        return "There is no Python file here to run yet. Tell me what it should do and I will write one."
    outcome = yield from desk.run(path, arguments_in(wish.text), f"I'll run `{path}`.")
    if outcome.failed:
        return (yield from _mended(desk, path, arguments_in(wish.text), outcome))
    desk.notes.clear()
    return output_of(path, outcome)


def _each(desk: Desk, text: str) -> Work[str]:
    """Every program of the conversation, or the last two of them."""
    known = [path for path in desk.folder.touched if path in desk.folder.files and path.endswith(".py")]
    told = []
    for path in known[-2:] if "both" in text.lower() else known[-_MOST_AT_ONCE:]:
        told.append(output_of(path, (yield from desk.run(path))))
    return "\n\n".join(told) or "There are no Python files here to run yet."


def show_output(desk: Desk, wish: Wish) -> Work[str]:
    """What the last run printed; it is run when it has not been."""
    path = yield from file_meant(desk, wish.text, of=PYTHON)
    if path in desk.folder.ran and not desk.folder.ran[path].failed:
        return output_of(path, desk.folder.ran[path])
    return (yield from run(desk, wish))


def arguments_in(text: str) -> Sequence[str]:
    """The arguments that a request names: "with 5 and 7", "with 'Ada Lovelace'"."""
    found = _ARGUMENTS.search(text)
    if not found or re.match(r"\s*(?:python|it|that|and)\b", found[1], re.IGNORECASE):
        return []
    if quotes := Wording(found[1]).quotes:
        return list(quotes)
    words = re.split(r",\s*(?:and\s+)?|\s+and\s+|\s+", found[1].strip(" .!"))
    return [word for word in words if word][:8]


def _tests(desk: Desk) -> Work[str | None]:
    known = [path for path in reversed(desk.folder.touched) if PurePosixPath(path).name.startswith("test_")]
    if known:
        return known[0]
    names = yield from desk.names("I'll look for tests.")
    return next((name for name in names if PurePosixPath(name).name.startswith("test_")), None)


def _mended(desk: Desk, path: str, arguments: Sequence[str], outcome: Outcome) -> Work[str]:
    """An example of the file that was missing, and a second try; else the failure as it is."""
    missing = _MISSING.search(outcome.text)
    name = missing[1] if missing else ""
    source = (yield from desk.text_of(path)) if name else None
    example = _example(PurePosixPath(name).suffix, source or "")
    if not example or plain(name) == path or desk.folder.named(name):
        return output_of(path, outcome) + _advice(outcome)
    target = desk.path(plain(name))
    yield from desk.write(target, example, f"`{name}` is missing, so I'll write an example of it and try again.")
    again = yield from desk.run(path, arguments)
    desk.notes.clear()
    return f"`{target}` was missing; I wrote an example, which you can replace. {output_of(path, again)}"


def _example(suffix: str, source: str) -> str:
    """Rows for the columns that a program reads; '' for kinds of files that have no general example."""
    found = re.findall(r"row\[\"(\w+)\"\]|column in \[\"(\w+)\"\]", source)
    columns = list(dict.fromkeys(one or other for one, other in found))
    if suffix != ".csv" or not columns:
        return _EXAMPLES.get(suffix, "")
    rows = [",".join(str(10 + 5 * row + place) for place in range(len(columns))) for row in range(3)]
    return "\n".join([",".join(columns), *rows]) + "\n"


def _advice(outcome: Outcome) -> str:
    if "ModuleNotFoundError" in outcome.text:
        return "\n\nIt imports a module that is not installed here."
    if "SyntaxError" in outcome.text:
        return "\n\nThe file is not valid Python at the line shown."
    return ""

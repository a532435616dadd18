"""Writing something new: a program, a document, example data."""

import re
from collections.abc import Sequence

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.tool_use.desk import Declined, Desk, Work, quiet
from workers.language_models.offline.tool_use.documents import data_for, document_for, given_file, named_in
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.kinds import FILE
from workers.language_models.offline.tool_use.programs.choosing import out_of_reach, program_for
from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.work.answering import answered
from workers.language_models.offline.tool_use.work.telling import CAN_WRITE, failure, output_of


def create(desk: Desk, wish: Wish) -> Work[str]:
    """A program in a file of its own, or a file with the text that the request holds."""
    if given := given_file(wish.text):
        return (yield from _given(desk, *given))
    program = program_for(wish.text)
    if program is None:
        raise Declined(refusal(wish.text))
    path = _path_for(desk, wish.text, program, ".py")
    told = f"I'll create a Python script that {program.does}."
    outcome = yield from desk.write(path, program.source, told)
    if outcome.failed:
        raise Declined(failure(f"write `{path}`", outcome))
    _note_missing(desk, program)
    return " ".join(filter(None, (f"I created `{path}`, which {program.does}.", program.note)))


def compute(desk: Desk, wish: Wish) -> Work[str]:
    """A program that is run at once, since its result is what is wanted."""
    if not (desk.can_run and desk.has_files):
        return (yield from answered(desk, wish))
    program = program_for(wish.text)
    if program is None:
        raise Declined(refusal(wish.text))
    path = _path_for(desk, wish.text, program, ".py")
    outcome = yield from desk.write(path, program.source, f"I'll write a script that {program.does} and run it.")
    if outcome.failed:
        raise Declined(failure(f"write `{path}`", outcome))
    ran = yield from desk.run(path)
    return output_of(path, ran)


def write_document(desk: Desk, wish: Wish) -> Work[str]:
    known = [path for path in desk.folder.touched if path in desk.folder.files]
    name, content = document_for(wish.text, known)
    path = desk.path(named_in(wish.text, ".md", ".txt") or name)
    outcome = yield from desk.write(path, content, f"I'll write `{path}`.")
    return failure(f"write `{path}`", outcome) if outcome.failed else f"I wrote `{path}`."


def write_data(desk: Desk, wish: Wish) -> Work[str]:
    name, content, told = data_for(wish.text)
    path = desk.path(named_in(wish.text, ".csv", ".json") or name)
    outcome = yield from desk.write(path, content, f"I'll write `{path}` with {told}.")
    return failure(f"write `{path}`", outcome) if outcome.failed else f"I wrote `{path}` with {told}, all made up."


def refusal(text: str) -> str:
    """What is said of a program that no block can write."""
    reason = out_of_reach(text)
    asked = quiet(text, 1, 120)
    why = f"it needs {reason}, which my rules cannot write" if reason else "none of my rules can write it"
    return f"I cannot do “{asked}” offline: {why}. {CAN_WRITE}"


def _note_missing(desk: Desk, program: Program) -> None:
    """Notes files that the program reads and that are not there as far as is known."""
    unknown = [name for name in program.needs if desk.folder.named(name) is None]
    if unknown:
        files = listed([f"`{name}`" for name in unknown])
        desk.notes.append(f"It reads {files}, which has to be there when it runs.")


def _given(desk: Desk, name: str, content: str) -> Work[str]:
    path = desk.path(name)
    outcome = yield from desk.write(path, content, f"I'll write `{path}` as you gave it.")
    if outcome.failed:
        raise Declined(failure(f"write `{path}`", outcome))
    return f"I wrote `{path}` with {len(content.splitlines())} lines as you gave it."


def _path_for(desk: Desk, text: str, program: Program, suffix: str) -> str:
    """The name that was given, else one from what the program does that no other file has."""
    given = [name for name in FILE.findall(text) if name.endswith(suffix)]
    if given:
        return desk.path(given[0])
    called = re.search(r"\b(?:called|named)\s+[`'\"“]?([a-z_]\w*)", text, re.IGNORECASE)
    stem = named(called[1]) if called else program.name
    return desk.path(_free(f"{stem}{suffix}", desk, program.source))


def _free(name: str, desk: Desk, source: str) -> str:
    stem, _, suffix = name.rpartition(".")
    names: Sequence[str] = [name, *(f"{stem}_{number}.{suffix}" for number in range(2, 20))]
    files = desk.folder.files
    return next((one for one in names if desk.path(one) not in files or files[desk.path(one)] == source), name)

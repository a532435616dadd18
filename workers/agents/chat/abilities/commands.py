"""Abilities to run programs in the sandbox, confined and within the limits of a script.

A worker that dies while a program runs has another one run it again: what a program does outside of
its own files is nothing (there is no network), and its files are there already when it starts over.
"""

from posixpath import relpath

from pydantic_ai import RunContext

from app.errors import InvalidRequest
from app.sandboxes.contract import Command, CommandResult
from app.sandboxes.profiles import CODE, Profile
from workers.agents.chat.abilities.ability import REFUSALS, Outcome, Workbench, bounded

LARGEST_CODE = 100_000
"""Characters of code that is not in a file: it travels as one argument."""

_Bench = RunContext[Workbench]


async def run_python(
    bench: _Bench, path: str | None = None, code: str | None = None, arguments: list[str] | None = None
) -> Outcome:
    """Run a Python script from a file, or a piece of code. Gives its exit code and what it printed.

    Args:
        path: the script to run
        code: Python code to run instead of a script
        arguments: the command line's arguments
    """
    if (path is None) == (code is None):
        return Outcome("Give either path or code.", failed=True)
    if code is not None and len(code) > LARGEST_CODE:
        return Outcome("The code is too long: write it into a file and run that.", failed=True)
    try:
        script = ["-c", str(code)] if path is None else [_from_folder(bench.deps, path)]
        return await run(bench.deps, ["python3", *script, *(arguments or ())])
    except REFUSALS as error:
        return Outcome(error.message, failed=True)


async def run_shell(bench: _Bench, command: str) -> Outcome:
    """Run a command line in a shell. Gives its exit code and what it printed. There is no network.

    Args:
        command: the command line
    """
    try:
        return await run(bench.deps, ["/bin/sh", "-c", command])
    except REFUSALS as error:
        return Outcome(error.message, failed=True)


async def run(bench: Workbench, arguments: list[str], *, profile: Profile = CODE) -> Outcome:
    """Run a program in the working folder.

    Raises:
        SandboxRefused: programs cannot be confined on this machine.
        InvalidRequest, NotFound: the working folder is none.
    """
    result = await bench.sandbox.run(Command(arguments=_in_folder(bench.folder, arguments), profile=profile))
    return Outcome(_told(result), failed=not result.succeeded)


def _in_folder(folder: str, arguments: list[str]) -> list[str]:
    """The same program in the working folder, which is made if it is not there yet."""
    return ["/bin/sh", "-c", 'mkdir -p "$0" && cd "$0" && exec "$@"', folder, *arguments] if folder else arguments


def _from_folder(bench: Workbench, path: str) -> str:
    """The script's path as seen from the working folder; what looks like an option stays a path."""
    if not path.strip():
        raise InvalidRequest("The path is empty")
    return f"./{relpath(bench.path(path), bench.folder or '.')}"


def _told(result: CommandResult) -> str:
    if result.ended == "exited":
        ending = f"Exit code {result.exit_code}"
    else:
        ending = f"Ended at its limit ({result.ended})" if result.ended != "stopped" else "Stopped"
    return f"{ending}.\n{bounded(result.output)}" if result.output else f"{ending}. It printed nothing."

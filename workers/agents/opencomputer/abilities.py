"""OpenComputer's tools, under the names and with the arguments that its clients know."""

import re
from collections.abc import Awaitable, Callable

from pydantic_ai import RunContext

from app.sandboxes.profiles import CODE, NODE_BUILD
from workers.agents.chat.abilities import commands, files, search
from workers.agents.chat.abilities.ability import REFUSALS, Outcome, Workbench

_Bench = RunContext[Workbench]
_NODE = re.compile(r"(?:^|[\s;&|(])(?:node|npm|npx|corepack)(?:\s|$)")


async def bash(bench: _Bench, command: str) -> Outcome:
    """Run a command line in a shell, in the working folder. Gives its exit code and what it printed.

    Args:
        command: the command line
    """
    profile = NODE_BUILD if _NODE.search(command) else CODE
    try:
        return await commands.run(bench.deps, ["/bin/sh", "-c", command], profile=profile)
    except REFUSALS as error:
        return Outcome(error.message, failed=True)


async def read(bench: _Bench, path: str, offset: int = 0, limit: int = files.MOST_LINES) -> Outcome:
    """Read a text file.

    Args:
        path: the file, relative to the working folder or absolute below /workspace
        offset: lines to skip
        limit: lines to read at most
    """
    return await files.read_file(bench, path, offset, limit)


async def write(bench: _Bench, path: str, content: str) -> Outcome:
    """Create a file or replace its content.

    Args:
        path: the file, relative to the working folder or absolute below /workspace
        content: the whole content of the file
    """
    return await files.write_file(bench, path, content)


async def edit(bench: _Bench, path: str, old_string: str, new_string: str, replace_all: bool = False) -> Outcome:
    """Replace a piece of text in a file. The old text must occur exactly once unless all are replaced.

    Args:
        path: the file
        old_string: the text to replace, exactly as the file has it
        new_string: the text to put there
        replace_all: replace every occurrence
    """
    return await files.edit_file(bench, path, old_string, new_string, replace_all)


async def glob(bench: _Bench, pattern: str, path: str = ".") -> Outcome:
    """List the files whose paths fit a pattern.

    Args:
        pattern: which files, e.g. *.html or src/**/*.js
        path: the folder to look in
    """
    return await search.list_files(bench, path, pattern)


async def grep(bench: _Bench, pattern: str, path: str = ".") -> Outcome:
    """Find the lines of text files that match a regular expression.

    Args:
        pattern: the regular expression
        path: the file, or the folder with all that is below it
    """
    return await search.grep(bench, pattern, path)


TOOLS: tuple[Callable[..., Awaitable[Outcome]], ...] = (bash, read, write, edit, glob, grep)

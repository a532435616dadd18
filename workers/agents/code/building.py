"""Installing an app's packages and building it, in its sandbox.

An installation that was cut off can leave packages that look whole and are not, so only one that ended
well leaves a mark, and without the mark it begins from nothing.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hashlib import sha256

from app.errors import NotFound, SandboxFull, SandboxRefused
from app.sandboxes.contract import Command, CommandResult
from app.sandboxes.profiles import NODE_BUILD
from workers.agents.agent import StepSandbox
from workers.agents.code.app_spec import FOLDER

OUT = f"{FOLDER}/out"
LOG_FILE = f"{FOLDER}/build.log"
MOST_LINES = 40
"""Lines of output that are told at most, and kept of a failure."""

_MODULES = f"{FOLDER}/node_modules"
_MARK = f"{_MODULES}/.installed"
_ENVIRONMENT = {"NEXT_TELEMETRY_DISABLED": "1", "CI": "1", "NO_COLOR": "1"}
_INSTALL = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress")
_BUILD = ("npm", "run", "build")
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_WORTH_TELLING = re.compile(r"✓|✗|compiled|creating|running|linting|generating|added \d|error|failed", re.IGNORECASE)

Tell = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How a build ended. ``lines`` are the last ones of a failure."""

    ok: bool
    message: str
    lines: list[str] = field(default_factory=list)


async def build(sandbox: StepSandbox, tell: Tell) -> Built:
    """Install what is not installed, and export the app to ``out``. Whatever fails is told, never raised."""
    try:
        if not await _is_installed(sandbox):
            await sandbox.remove(_MODULES)
            if failed := _failure("npm install", await _run(sandbox, _INSTALL, tell)):
                return failed
            await sandbox.write({_MARK: await _wanted(sandbox)})
        failed = _failure("npm run build", await _run(sandbox, _BUILD, tell))
        if failed is None and not await has_export(sandbox):
            failed = Built(ok=False, message="npm run build made no out/index.html")
    except (SandboxRefused, SandboxFull) as error:
        return Built(ok=False, message=error.message)
    return failed or Built(ok=True, message="The app is built")


async def has_export(sandbox: StepSandbox) -> bool:
    """Whether there is a built app."""
    try:
        entries = await sandbox.list(OUT)
    except NotFound:
        return False
    return any(entry.path == f"{OUT}/index.html" for entry in entries)


async def _run(sandbox: StepSandbox, arguments: tuple[str, ...], tell: Tell) -> CommandResult:
    told = 0

    async def on_line(line: str) -> None:
        nonlocal told
        text = _COLOURS.sub("", line).strip()
        if told < MOST_LINES and _WORTH_TELLING.search(text):
            told += 1
            await tell(text)

    command = Command(arguments=arguments, profile=NODE_BUILD, folder=FOLDER, environment=_ENVIRONMENT)
    return await sandbox.run(command, on_line=on_line)


def _failure(name: str, result: CommandResult) -> Built | None:
    if result.succeeded:
        return None
    how = {
        "exited": f"ended with {result.exit_code}",
        "stopped": "was stopped",
        "time": "took too long",
        "output": "printed too much",
        "memory": "took too much memory",
        "disk": "took too much room",
    }[result.ended]
    lines = [text for line in result.output.splitlines() if (text := _COLOURS.sub("", line).strip())]
    return Built(ok=False, message=f"{name} {how}", lines=[line[:300] for line in lines[-MOST_LINES:]])


async def _is_installed(sandbox: StepSandbox) -> bool:
    try:
        return await sandbox.read(_MARK) == await _wanted(sandbox)
    except NotFound:
        return False


async def _wanted(sandbox: StepSandbox) -> bytes:
    return sha256(await sandbox.read(f"{FOLDER}/package.json")).hexdigest().encode()

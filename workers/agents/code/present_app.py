"""What is in the app's folder of a sandbox."""

from collections.abc import Collection, Mapping, Sequence

from app.errors import InvalidRequest, NotFound
from app.sandboxes.contract import FileEntry
from workers.agents.agent import StepSandbox
from workers.agents.code.app_spec import FOLDER, SPEC_FILE, AppSpec, parsed_spec
from workers.agents.code.building import LOG_FILE
from workers.agents.code.edits import LARGEST_FILE

SOURCES = ("app/", "components/", "content/", "lib/", "public/")
"""Folders of the app that hold nothing but its own sources."""
_TEXTS = (".ts", ".tsx", ".css", ".json", ".md", ".svg", ".txt", ".npmrc", ".gitignore")
_NOT_READ = frozenset({"package-lock.json", SPEC_FILE})


async def present_spec(sandbox: StepSandbox) -> AppSpec | None:
    """The app's specification; None if there is no app, or none that can be read."""
    try:
        return parsed_spec(await sandbox.read(f"{FOLDER}/{SPEC_FILE}"))
    except (NotFound, InvalidRequest):
        return None


async def present_texts(sandbox: StepSandbox) -> Mapping[str, str]:
    """The app's own text files by their path in it, without what is installed and built."""
    found: dict[str, str] = {}
    for entry in await present_files(sandbox):
        path = entry.path.removeprefix(f"{FOLDER}/")
        if path.endswith(_TEXTS) and path not in _NOT_READ and entry.size <= LARGEST_FILE:
            text = await _text(sandbox, entry.path)
            if text is not None:
                found[path] = text
    return found


async def present_files(sandbox: StepSandbox) -> Sequence[FileEntry]:
    """The files beside the configuration and those of the source folders."""
    entries = list(await _listed(sandbox, FOLDER, recursive=False))
    for folder in SOURCES:
        entries += await _listed(sandbox, f"{FOLDER}/{folder.rstrip('/')}", recursive=True)
    return [entry for entry in entries if entry.kind == "file"]


async def leftovers(sandbox: StepSandbox, wanted: Collection[str]) -> list[str]:
    """What the source folders hold besides ``wanted`` (paths in the app), as paths in the sandbox."""
    entries = [
        one for folder in SOURCES for one in await _listed(sandbox, f"{FOLDER}/{folder.rstrip('/')}", recursive=True)
    ]
    return [one.path for one in entries if one.kind != "folder" and one.path.removeprefix(f"{FOLDER}/") not in wanted]


async def failed_build(sandbox: StepSandbox) -> str:
    """The last lines of the last build, if it failed; else ''."""
    return await _text(sandbox, LOG_FILE) or ""


async def _listed(sandbox: StepSandbox, folder: str, *, recursive: bool) -> Sequence[FileEntry]:
    try:
        return await sandbox.list(folder, recursive=recursive)
    except (NotFound, InvalidRequest):
        return ()


async def _text(sandbox: StepSandbox, path: str) -> str | None:
    try:
        return (await sandbox.read(path)).decode()
    except (NotFound, InvalidRequest, UnicodeDecodeError):
        return None

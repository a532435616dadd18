"""The provider of sandboxes on this machine: one folder each, below the folder of workspaces."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from app.errors import NotFound, SandboxFull, SandboxRefused
from app.local_services.place import data_folder
from app.sandboxes.contract import Command, FileEntry, OpenFile, RunningCommand, RunningServer, Usage
from app.sandboxes.local.files import Folder, open_in, write_all
from app.settings import Settings
from app.storage.identifiers import parsed_id


class LocalProvider:
    """See ``SandboxProvider``."""

    name = "local"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = Path(settings.workspaces_dir or data_folder(Path(settings.data_dir)) / "workspaces")

    def create(self, sandbox_id: UUID) -> "LocalSandbox":
        self._root.mkdir(mode=0o711, parents=True, exist_ok=True)
        (self._root / str(sandbox_id)).mkdir(mode=0o755, exist_ok=True)
        return self.open(sandbox_id)

    def open(self, sandbox_id: UUID) -> "LocalSandbox":
        folder = self._root / str(sandbox_id)
        if not folder.is_dir():
            raise NotFound("There is no such sandbox")
        return LocalSandbox(sandbox_id, Folder(folder), self._settings)

    def destroy(self, sandbox_id: UUID) -> None:
        shutil.rmtree(self._root / str(sandbox_id), ignore_errors=True)

    def existing(self) -> Iterable[UUID]:
        names = os.listdir(self._root) if self._root.is_dir() else []
        return [found for name in names if (found := parsed_id(name)) is not None]

    def check(self) -> None:
        raise SandboxRefused


class LocalSandbox:
    """See ``Sandbox``."""

    def __init__(self, sandbox_id: UUID, folder: Folder, settings: Settings) -> None:
        self.id = sandbox_id
        self._folder = folder
        self._settings = settings

    def write(self, files: Mapping[str, bytes]) -> None:
        used = self.usage()
        if used.bytes + sum(map(len, files.values())) > used.max_bytes or used.files + len(files) > used.max_files:
            raise SandboxFull
        write_all(self._folder, files)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        return self._folder.read(path, limit=limit)

    def list(self, folder: str = "", *, recursive: bool = False, limit: int = 10_000) -> Sequence[FileEntry]:
        return self._folder.entries(folder, recursive=recursive, limit=limit)

    def remove(self, path: str) -> None:
        self._folder.remove(path)

    def start(self, command: Command, *, on_output: Callable[[bytes], None] | None = None) -> RunningCommand:  # noqa: ARG002
        raise SandboxRefused(f"{command.arguments[0]} is not run: programs cannot be confined here")

    def serve(self, command: Command, *, port: int) -> RunningServer:
        raise SandboxRefused(f"{command.arguments[0]} does not serve {port}: programs cannot be confined here")

    def usage(self) -> Usage:
        size, files = self._folder.usage()
        return Usage(size, files, self._settings.sandbox_max_bytes, self._settings.sandbox_max_files)

    def open_file(self, path: str) -> OpenFile:
        return open_in(self._folder, path)

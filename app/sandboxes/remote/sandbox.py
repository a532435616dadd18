"""One sandbox at a cloud: the contract's promises, kept by what runs inside it."""

import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, BinaryIO, cast
from uuid import UUID

from app.errors import InvalidRequest, SandboxFull
from app.sandboxes.contract import Command, FileEntry, OpenFile, RunningCommand, RunningServer, Usage
from app.sandboxes.local.files import parts_of
from app.sandboxes.local.node import node_environment
from app.sandboxes.local.output import Output
from app.sandboxes.remote.command import RemoteCommand
from app.sandboxes.remote.desk import Desk
from app.sandboxes.remote.inside.places import SCRATCH, WORKSPACE
from app.sandboxes.remote.server import RemoteServer
from app.settings import Settings

UNSEEN_SECONDS = 90.0
"""A command ends when it has not been looked at for so long: then the process that started it is gone."""
_KEPT_OUTPUT = 64 * 1024
_IN_MEMORY = 1024 * 1024


class RemoteSandbox:
    """See ``Sandbox``."""

    def __init__(self, sandbox_id: UUID, desk: Desk, settings: Settings) -> None:
        self.id = sandbox_id
        self._desk = desk
        self._settings = settings
        self._most: dict[str, Any] = {"max_bytes": settings.sandbox_max_bytes, "max_files": settings.sandbox_max_files}

    def write(self, files: Mapping[str, bytes]) -> None:
        """All of them in one file, out of which they are put in place inside: two calls for any number."""
        if [] in list(map(parts_of, files)):  # each is looked at, whatever the others are
            raise InvalidRequest("A file needs a name")
        if sum(map(len, files.values())) > self._most["max_bytes"] or len(files) > self._most["max_files"]:
            raise SandboxFull
        bundle = self._desk.upload(b"".join(files.values()))
        sizes = [(path, len(content)) for path, content in files.items()]
        self._desk.ask("write", bundle=bundle, files=sizes, **self._most)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        parts_of(path)
        self._desk.ask("stat", path=path, limit=limit)
        content = bytearray()
        with self._desk.download(_absolute(path)) as pieces:
            for piece in pieces:
                content += piece
                if len(content) > limit:  # it has grown meanwhile
                    raise InvalidRequest(f"This file is larger than {limit} bytes")
        return bytes(content)

    def list(self, folder: str = "", *, recursive: bool = False, limit: int = 10_000) -> Sequence[FileEntry]:
        parts_of(folder)
        found = self._desk.ask("entries", folder=folder, recursive=recursive, limit=limit)
        return [FileEntry(*entry) for entry in found]

    def remove(self, path: str) -> None:
        if not parts_of(path):
            raise InvalidRequest("The sandbox itself cannot be removed")
        self._desk.ask("remove", path=path)

    def usage(self) -> Usage:
        held, count = self._desk.ask("usage", max_files=self._most["max_files"])
        return Usage(held, count, **self._most)

    def start(self, command: Command, *, on_output: Callable[[bytes], None] | None = None) -> RunningCommand:
        run = self._launched(command)
        most = command.profile.output_bytes
        return RemoteCommand(self._desk, run, Output(most=most, kept=most, tell=on_output))

    def serve(self, command: Command, *, port: int) -> RunningServer:
        run = self._launched(replace(command, environment={**command.environment, "PORT": str(port)}))
        output = Output(most=command.profile.output_bytes, kept=_KEPT_OUTPUT)
        return RemoteServer(self._desk, run, output, port=port)

    def open_file(self, path: str) -> OpenFile:
        """Fetched as a whole first, so that who reads it in pieces reads one and the same file."""
        parts_of(path)
        found = self._desk.ask("stat", path=path, limit=None)
        with ExitStack() as stack:
            content = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            with self._desk.download(_absolute(path)) as pieces:
                for piece in pieces:
                    content.write(piece)
            size = content.tell()
            content.seek(0)
            stack.pop_all()
        opened = cast(BinaryIO, content)
        return OpenFile(content=opened, size=size, modified=found["modified"], version=found["version"])

    def _launched(self, command: Command) -> str:
        """The id of the command's run."""
        if not command.arguments or any("\0" in word for word in command.arguments):
            raise InvalidRequest("A command needs a program, and its words hold no NUL")
        run = secrets.token_hex(8)
        folder = "/".join(parts_of(command.folder))
        self._desk.launch(run=run, job=self._job(command, folder), limits=self._limits(command))
        return run

    def _job(self, command: Command, folder: str) -> Mapping[str, Any]:
        """As the first process inside takes it."""
        profile = command.profile
        own: Mapping[str, str] = {}
        if profile.node:
            registry = self._settings.npm_registry if profile.registry else None
            own = node_environment(registry=registry, cache_folder=f"{SCRATCH}-cache")
        limits = {
            "RLIMIT_CPU": profile.cpu_seconds,
            "RLIMIT_FSIZE": profile.file_bytes,
            "RLIMIT_NOFILE": profile.open_files,
            "RLIMIT_CORE": 0,
            **({"RLIMIT_AS": profile.memory_bytes} if profile.address_space else {}),
        }
        return {
            "confined": False,
            "listen": None,
            "serve": None,
            "arguments": list(command.arguments),
            "folder": _absolute(folder),
            "environment": {**own, **command.environment},
            "limits": limits,
        }

    def _limits(self, command: Command) -> Mapping[str, Any]:
        profile = command.profile
        return {
            "wall_seconds": profile.wall_seconds,
            "memory_bytes": profile.memory_bytes,
            "output_bytes": profile.output_bytes,
            "processes": profile.processes,
            "unseen_seconds": UNSEEN_SECONDS,
            **self._most,
        }


def _absolute(path: str) -> str:
    return "/".join([WORKSPACE, *parts_of(path)])

"""One sandbox on this machine: its files through the file tools, its programs behind the walls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

from app.errors import InvalidRequest
from app.sandboxes.contract import Command, FileEntry, OpenFile, RunningCommand, RunningServer, Usage
from app.sandboxes.local.beginning import begin
from app.sandboxes.local.command import LocalCommand
from app.sandboxes.local.files import Folder, open_in, parts_of, write_all
from app.sandboxes.local.house import House
from app.sandboxes.local.output import Output
from app.sandboxes.local.place import Place
from app.sandboxes.local.room import Room
from app.sandboxes.local.server import LocalServer
from app.settings import Settings


class LocalSandbox:
    """See ``Sandbox``."""

    def __init__(self, sandbox_id: UUID, house: House, settings: Settings) -> None:
        self.id = sandbox_id
        self._house = house
        self._folder = Folder(house.files, owner=house.account)
        self._room = Room(house, max_bytes=settings.sandbox_max_bytes, max_files=settings.sandbox_max_files)
        self._settings = settings

    def write(self, files: Mapping[str, bytes]) -> None:
        self._room.add([len(content) for content in files.values()])
        write_all(self._folder, files)

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        return self._folder.read(path, limit=limit)

    def list(self, folder: str = "", *, recursive: bool = False, limit: int = 10_000) -> Sequence[FileEntry]:
        return self._folder.entries(folder, recursive=recursive, limit=limit)

    def remove(self, path: str) -> None:
        self._folder.remove(path)
        self._room.forget()

    def usage(self) -> Usage:
        return self._room.count()

    def start(self, command: Command, *, on_output: Callable[[bytes], None] | None = None) -> RunningCommand:
        most = command.profile.output_bytes
        output = Output(most=most, kept=most, tell=on_output)
        return LocalCommand(partial(begin, self._place(), _checked(command)), output, name=str(self.id)[:8])

    def serve(self, command: Command, *, port: int) -> RunningServer:
        environment = {**command.environment, "PORT": str(port)}
        place = self._place()
        return LocalServer(place, replace(_checked(command), environment=environment), port=port)

    def open_file(self, path: str) -> OpenFile:
        return open_in(self._folder, path)

    def _place(self) -> Place:
        return Place(house=self._house, room=self._room, settings=self._settings)


def _checked(command: Command) -> Command:
    if not command.arguments or any("\0" in word for word in command.arguments):
        raise InvalidRequest("A command needs a program, and its words hold no NUL")
    return replace(command, folder="/".join(parts_of(command.folder)))

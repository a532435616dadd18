"""A program that listens inside a sandbox, and the Unix socket through which it is reached.

The socket is made here and its listener handed in, where the bridge accepts: connections can be made
from the first moment and wait until the program listens, and nothing inside can put another socket in
its place.
"""

import contextlib
import socket
from functools import partial
from pathlib import Path

from app.sandboxes.contract import Command
from app.sandboxes.local.beginning import begin
from app.sandboxes.local.command import LocalCommand
from app.sandboxes.local.house import new_socket_name
from app.sandboxes.local.output import Output
from app.sandboxes.local.place import Place

_KEPT_OUTPUT = 64 * 1024
_WAITING_CONNECTIONS = 128


class LocalServer:
    """See ``RunningServer``."""

    def __init__(self, place: Place, command: Command, *, port: int) -> None:
        self._output = Output(most=command.profile.output_bytes, kept=_KEPT_OUTPUT)
        self._door = _Door(place.house.sockets())
        try:
            start = partial(begin, place, command, serve=self._door.listener.fileno(), port=port)
            self._running = LocalCommand(start, self._output, name=f"server-{port}", when_over=self._door.remove)
        finally:
            self._door.listener.close()

    @property
    def address(self) -> Path:
        return self._door.path

    @property
    def alive(self) -> bool:
        return self._running.alive

    def output(self) -> str:
        return self._output.text()

    def stop(self) -> None:
        self._running.stop()


class _Door:
    """A Unix socket of its own in a folder that only we may enter."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / new_socket_name()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(self.path))
        self.path.chmod(0o600)
        self.listener.listen(_WAITING_CONNECTIONS)

    def remove(self) -> None:
        with contextlib.suppress(OSError):
            self.path.unlink()

"""A program that listens in a cloud's sandbox, reached through a Unix socket here as if it were local."""

import contextlib
import secrets
import socket
import tempfile
from pathlib import Path

from app.sandboxes.local.output import Output
from app.sandboxes.remote.command import RemoteCommand
from app.sandboxes.remote.desk import Desk
from app.sandboxes.remote.relay import Relay

_WAITING_CONNECTIONS = 128


class RemoteServer:
    """See ``RunningServer``."""

    def __init__(self, desk: Desk, run: str, output: Output, *, port: int) -> None:
        self._output = output
        self._folder = Path(tempfile.mkdtemp(prefix="baton-way-"))
        self._address = self._folder / f"{secrets.token_hex(4)}.sock"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(self._address))
        listener.listen(_WAITING_CONNECTIONS)
        self._relay = Relay(listener, desk, port=port)
        self._running = RemoteCommand(desk, run, output, when_over=self._close)

    @property
    def address(self) -> Path:
        return self._address

    @property
    def alive(self) -> bool:
        return self._running.alive

    def output(self) -> str:
        return self._output.text()

    def stop(self) -> None:
        self._running.stop()

    def _close(self) -> None:
        self._relay.close()
        with contextlib.suppress(OSError):
            self._address.unlink()
            self._folder.rmdir()

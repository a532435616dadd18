"""The embedded Valkey: loopback, behind a password, nothing on disk.

It carries messages and live frames only. All that must last is in Postgres, so it starts empty.
"""

import random
import secrets
import signal
import socket
from pathlib import Path

import redis

from app.local_services.place import Place, make_private
from app.local_services.programs import valkey_program
from app.local_services.server import Server, write_private

# Below the range from which the kernel takes ports of outgoing connections, so that a restarted
# server finds its port free again.
PORTS = range(20_000, 32_000)


class Valkey(Server):
    """Valkey 9 with its configuration, port and password in ``<data>/valkey``."""

    name = "valkey"
    stop_signal = signal.SIGTERM
    passing_troubles = ("Address already in use",)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._folder = place.data / "valkey"
        self._program = valkey_program(place.account)
        self._port = 0
        self._password = ""

    @property
    def url(self) -> str:
        """The address, with the password in it."""
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def _prepare(self) -> None:
        make_private(self._folder, self._place.account)
        self._password = self._password or _kept(self._folder / "password") or secrets.token_urlsafe(32)
        self._port = self._port or _free_port(_kept(self._folder / "port"))
        write_private(self._folder / "password", self._password, self._place)
        write_private(self._folder / "port", str(self._port), self._place)
        write_private(self._configuration, self._configuration_text(), self._place)

    @property
    def _configuration(self) -> Path:
        return self._folder / "valkey.conf"

    def _configuration_text(self) -> str:
        values = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "requirepass": self._password,
            "save": '""',
            "appendonly": "no",
            "daemonize": "no",
            "dir": _quoted(self._folder),
            "pidfile": _quoted(self._folder / "pid"),
            "maxmemory-policy": "noeviction",
            # The command line names our configuration, by which an orphan is recognised.
            "set-proc-title": "no",
        }
        return "".join(f"{name} {value}\n" for name, value in values.items())

    def _command(self) -> list[str]:
        return [str(self._program), str(self._configuration)]

    def _mark(self) -> str:
        return str(self._configuration)

    def _is_ready(self) -> bool:
        return self._recorded_pid() == self.pid and answers(self.url)

    def _recorded_pid(self) -> int | None:
        text = _kept(self._folder / "pid")
        return int(text) if text.isdigit() else None

    def _forget_recorded_pid(self) -> None:
        (self._folder / "pid").unlink(missing_ok=True)


def answers(url: str) -> bool:
    """Whether a server at ``url`` accepts its password and answers."""
    client = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _kept(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _free_port(wanted: str) -> int:
    candidates = [int(wanted)] if wanted.isdigit() else []
    candidates += random.sample(PORTS, 50)
    return next(port for port in candidates if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As Valkey itself will bind it: connections of an earlier life in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True

"""Our end of the talk with the first process inside a sandbox; ``inside/first.py`` is the other."""

import array
import json
import socket
import struct
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

_LONGEST = 64 * 1024
_MOST_DESCRIPTORS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the first process is to do."""

    confined: bool
    arguments: Sequence[str]
    folder: str
    environment: Mapping[str, str]
    limits: Mapping[str, int]
    """By their names in the module ``resource``."""
    bridge: str
    """Where the bridge's program is."""
    serve: int | None = None
    """The descriptor of a listener whose connections go to ``port``."""
    port: int = 0
    listen: int | None = None
    """A port of the sandbox's loopback whose listener is to be handed out."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The first process stands: its number as we see it (0: unknown), and the descriptors that it showed."""

    process_id: int
    descriptors: Sequence[int]


class NotReady(Exception):
    """The first process ended, or was not there in time, before it could say that it stands."""


class Control:
    """The socket to one first process."""

    def __init__(self) -> None:
        self.socket, self._theirs = socket.socketpair()
        if sys.platform == "linux":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._rest = b""

    @property
    def theirs(self) -> int:
        """The descriptor to hand in."""
        return self._theirs.fileno()

    def begin(self, job: Job, *, within: float) -> Ready:
        """Send the job and wait until the sandbox stands. Call it once the child has its descriptor.

        Raises:
            NotReady: it does not.
        """
        self._theirs.close()
        self.socket.settimeout(within)
        try:
            self.socket.sendall(json.dumps(asdict(job)).encode() + b"\n")
            ready = self._receive_ready(time.monotonic() + within)
        except OSError as error:
            raise NotReady from error
        self.socket.setblocking(False)
        return ready

    def go(self) -> None:
        """Let it run the command."""
        self.socket.sendall(b"go\n")

    def said_exit(self) -> int | None:
        """How the command ended, if that has been said: its status, or minus its signal's number."""
        while b"\n" not in self._rest:
            try:
                received = self.socket.recv(_LONGEST)
            except OSError:
                return None
            if not received:
                return None
            self._rest += received
        return int(json.loads(self._rest.partition(b"\n")[0])["exit"])

    def close(self) -> None:
        self.socket.close()
        self._theirs.close()

    def _receive_ready(self, deadline: float) -> Ready:
        room = socket.CMSG_SPACE(_MOST_DESCRIPTORS * 4) + socket.CMSG_SPACE(12)
        message, extras, _, _ = self.socket.recvmsg(_LONGEST, room, getattr(socket, "MSG_CMSG_CLOEXEC", 0))
        process_id, descriptors = _read(extras)
        while message and b"\n" not in message:
            self.socket.settimeout(max(0.01, deadline - time.monotonic()))
            message += self.socket.recv(_LONGEST)
        if not message:
            raise NotReady
        return Ready(process_id, descriptors)


def _read(extras: Sequence[tuple[int, int, Any]]) -> tuple[int, Sequence[int]]:
    """The sender's number, which the kernel translates into ours, and the descriptors sent."""
    process_id, descriptors = 0, array.array("i")
    for level, kind, data in extras:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        elif level == socket.SOL_SOCKET and kind == getattr(socket, "SCM_CREDENTIALS", None):
            process_id = struct.unpack("=iII", data)[0]
    return process_id, descriptors

"""Runs one command inside a cloud's sandbox, holds it to its limits, and keeps what it prints and how it ends.

The walls are the cloud's: one machine for each sandbox. What is held here is what the contract promises
about a single command, that its limits hold and that nothing outlives it. The command itself
is run by the same first process as locally, which adopts orphans and takes them with it.
"""

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from app.sandboxes.local.memory import GroupMemory, MachineMemory
from app.sandboxes.local.tree import measure
from app.sandboxes.remote.inside.places import SEEN, WORKSPACE

_CHECK_SECONDS = 0.1
_MEMORY_SECONDS = 0.5
_DISK_SECONDS = 15.0
_DISK_SHARE = 20
_CHUNK = 64 * 1024
_LEAVES_WITHIN = 5.0
_OF_OTHERS = 512
_BY_SIGNAL = {-signal.SIGXCPU: "time", -signal.SIGXFSZ: "disk"}
_FIRST = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from app.sandboxes.local.inside.first import main; main(int(sys.argv[2]))"
)


def supervise(folder: str, job: Mapping[str, Any], limits: Mapping[str, Any], *, kit: str) -> None:
    """Run a command to its end. A second call for the same folder does nothing: somebody asked twice.

    ``job`` is the first process's; ``limits`` are ``wall_seconds``, ``memory_bytes``, ``output_bytes``,
    ``processes``, ``unseen_seconds``, ``max_bytes`` and ``max_files``.
    """
    held = _claim(folder)
    if held is None:
        return
    # The kernel counts a user's threads, and other commands' come and go: this bounds a fork bomb, not a command.
    most = limits["processes"] + _counted_already() + _OF_OTHERS
    kernel_limits = {**job["limits"], "RLIMIT_NPROC": most}
    command = _Command({**job, "limits": kernel_limits}, kit)
    try:
        ended = _watched(command, folder, limits)
        code = command.close(killed=ended is not None)
        if ended is None and code == -signal.SIGKILL and command.memory_exceeded(limits):
            ended = "memory"
        ended = ended or _BY_SIGNAL.get(code or 0, "exited")
        _write(f"{folder}/end", {"ended": ended, "exit_code": code if ended == "exited" else None})
    finally:
        os.close(held)


def _counted_already() -> int:
    """This user's threads, all of which the kernel counts; root's it does not."""
    return sum(map(_threads, filter(str.isdecimal, os.listdir("/proc"))))


def _threads(process: str) -> int:
    try:
        own = os.stat(f"/proc/{process}").st_uid == os.geteuid()
        return len(os.listdir(f"/proc/{process}/task")) if own else 0
    except OSError:  # it has ended
        return 0


def _claim(folder: str) -> int | None:
    """The descriptor of the folder's lock, held. The folder appears with its lock already held."""
    new = f"{folder}.new-{os.getpid()}"
    os.makedirs(new)
    held = os.open(f"{new}/lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    for name in ("output", SEEN):
        open(f"{new}/{name}", "wb").close()
    try:
        os.rename(new, folder)
    except OSError:
        os.close(held)
        for name in os.listdir(new):
            os.unlink(f"{new}/{name}")
        os.rmdir(new)
        return None
    return held


class _Command:
    """A running command with all that it starts."""

    def __init__(self, job: Mapping[str, Any], kit: str) -> None:
        self._control, theirs = socket.socketpair()
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": os.environ.get("HOME", "/tmp")}
        own = {**environment, "LANG": "C.UTF-8", **job["environment"]}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _FIRST, kit, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        assert self._process.stdout is not None
        self.output = self._process.stdout.fileno()
        self._machine_memory = MachineMemory()
        with contextlib.suppress(OSError):
            self._control.sendall(json.dumps({**job, "environment": own}).encode() + b"\n")
            self._control.recv(1024)
            self._control.sendall(b"go\n")

    def memory_exceeded(self, limits: Mapping[str, Any]) -> bool:
        descriptor = os.open("/proc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            own = GroupMemory(descriptor, (), most=limits["memory_bytes"], members=self._members)
            return own.exceeded() or self._machine_memory.exceeded()
        finally:
            os.close(descriptor)

    def kill(self) -> None:
        """The first process takes the others with it."""
        self._process.terminate()

    def close(self, *, killed: bool) -> int | None:
        """Its exit code, unless it was killed; nothing of it is left."""
        try:
            self._process.wait(_LEAVES_WITHIN)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        said = b"" if killed else self._control.recv(1024)
        self._control.close()
        return int(json.loads(said)["exit"]) if said else None

    def _members(self) -> Iterable[str]:
        """The processes that the first one has started, and those they have."""
        waiting = [str(self._process.pid)]
        while waiting:
            process = waiting.pop()
            yield process
            with contextlib.suppress(OSError):
                for thread in os.listdir(f"/proc/{process}/task"):
                    with open(f"/proc/{process}/task/{thread}/children") as file:
                        waiting += file.read().split()


def _watched(command: _Command, folder: str, limits: Mapping[str, Any]) -> str | None:
    """Until its output ends; why we ended it, None if we did not."""
    watch = _Watch(command, folder, limits)
    ended: str | None = None
    given_up = float("inf")
    with open(f"{folder}/output", "ab", buffering=0) as kept:
        left = limits["output_bytes"]
        while time.monotonic() < given_up:
            if select.select([command.output], [], [], _CHECK_SECONDS)[0]:
                chunk = os.read(command.output, _CHUNK)
                if not chunk:
                    break
                if ended is None:
                    kept.write(chunk[:left])
                    left -= len(chunk)
            if ended is None:
                ended = "output" if left < 0 else watch.exceeded()
                if ended is not None:
                    command.kill()
                    given_up = time.monotonic() + _LEAVES_WITHIN
    return ended


class _Watch:
    """Which limit a command is over, each looked at no more often than it is worth."""

    def __init__(self, command: _Command, folder: str, limits: Mapping[str, Any]) -> None:
        self._command = command
        self._stop = f"{folder}/stop"
        self._seen = f"{folder}/{SEEN}"
        self._limits = limits
        self._deadline = time.monotonic() + limits["wall_seconds"]
        self._next_memory = time.monotonic() + _CHECK_SECONDS
        self._next_disk = time.monotonic() + _MEMORY_SECONDS

    def exceeded(self) -> str | None:
        now = time.monotonic()
        if os.path.exists(self._stop) or self._is_forgotten():
            return "stopped"
        if now > self._deadline:
            return "time"
        if now >= self._next_memory:
            self._next_memory = now + _MEMORY_SECONDS
            if self._command.memory_exceeded(self._limits):
                return "memory"
        return "disk" if now >= self._next_disk and self._disk_exceeded() else None

    def _is_forgotten(self) -> bool:
        return time.time() - os.stat(self._seen).st_mtime > float(self._limits["unseen_seconds"])

    def _disk_exceeded(self) -> bool:
        began = time.monotonic()
        held, count = measure(WORKSPACE, most=self._limits["max_files"] + 1)
        ended = time.monotonic()
        self._next_disk = ended + max(_DISK_SECONDS, (ended - began) * _DISK_SHARE)
        return bool(held > self._limits["max_bytes"] or count > self._limits["max_files"])


def _write(path: str, content: Mapping[str, Any]) -> None:
    """Whole or not at all."""
    with open(f"{path}.new", "w", encoding="utf-8") as file:
        json.dump(content, file)
    os.replace(f"{path}.new", path)

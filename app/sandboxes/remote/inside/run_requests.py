"""Requests about commands: start one, look what it printed since, end it.

A command belongs to a supervisor, a process that lives as long as it does and holds the lock of its
folder below RUNS. Whoever finds that lock free and no end written knows that both were cut short,
as when the machine was stopped. What only few requests need is imported where it is needed.
"""

import binascii
import contextlib
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.sandboxes.remote.inside.places import RUNS, SEEN

CHUNK = 256 * 1024
_GLANCE_SECONDS = 0.02
_STARTS_WITHIN = 20.0


def run(*, kit: str, run: str, job: Mapping[str, Any], limits: Mapping[str, Any], aside: bool, **_: Any) -> None:
    """Supervise a command: to its end, or ``aside``, in a process of its own, and return once it has begun."""
    from app.sandboxes.remote.inside.supervisor import supervise

    folder = f"{RUNS}/{run}"
    if not aside:
        return supervise(folder, job, limits, kit=kit)
    if os.fork() == 0:
        _leave()
        with contextlib.suppress(BaseException):
            if os.fork() == 0:
                supervise(folder, job, limits, kit=kit)
        os._exit(0)
    deadline = time.monotonic() + _STARTS_WITHIN
    while not os.path.isdir(folder) and time.monotonic() < deadline:
        time.sleep(_GLANCE_SECONDS)


def look(*, run: str, offset: int, seconds: float, **_: Any) -> Mapping[str, Any]:
    """What a command printed after ``offset``, and its end once all of that is told; waits for either.

    Neither of the two: nothing has happened, or the command has not begun yet (``known`` says which).
    """
    folder = f"{RUNS}/{run}"
    deadline = time.monotonic() + seconds
    while True:
        _note_interest(folder)
        end = _end(folder)
        with contextlib.suppress(FileNotFoundError), open(f"{folder}/output", "rb") as file:
            file.seek(offset)
            if chunk := file.read(CHUNK):
                return {"known": True, "output": binascii.b2a_base64(chunk, newline=False).decode(), "end": None}
        if end is not None or time.monotonic() > deadline:
            return {"known": os.path.isdir(folder), "output": "", "end": end}
        time.sleep(_GLANCE_SECONDS)


def end(*, run: str | None, seconds: float, **_: Any) -> Sequence[str]:
    """Have one command end, or all; which of them have not within ``seconds``."""
    runs = [run] if run else os.listdir(RUNS) if os.path.isdir(RUNS) else []
    folders = [folder for each in runs if os.path.isdir(folder := f"{RUNS}/{each}")]
    for folder in folders:
        with contextlib.suppress(FileNotFoundError), open(f"{folder}/stop", "wb"):
            pass
    deadline = time.monotonic() + seconds
    while (left := [folder for folder in folders if _is_held(folder)]) and time.monotonic() < deadline:
        time.sleep(_GLANCE_SECONDS)
    return left


def forget(*, run: str, **_: Any) -> None:
    """Remove what is left of a command that has ended."""
    import shutil

    if run.isalnum():
        shutil.rmtree(f"{RUNS}/{run}", ignore_errors=True)


def listening(*, port: int, seconds: float, **_: Any) -> bool:
    """Whether something listens on a port of the loopback; waits for it."""
    import socket

    deadline = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                return False
            time.sleep(_GLANCE_SECONDS)
        else:
            return True


def _note_interest(folder: str) -> None:
    """A command that nobody asks about any more is ended: whoever started it has died, and may start it again."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(f"{folder}/{SEEN}")


def _end(folder: str) -> Mapping[str, Any] | None:
    if not os.path.isdir(folder):
        return None
    is_over = not _is_held(folder)
    with contextlib.suppress(FileNotFoundError), open(f"{folder}/end", encoding="utf-8") as file:
        found: Mapping[str, Any] = json.load(file)
        return found
    return {"ended": "stopped", "exit_code": None} if is_over else None


def _is_held(folder: str) -> bool:
    with _opened(f"{folder}/lock") as descriptor:
        if descriptor is None:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


@contextlib.contextmanager
def _opened(path: str) -> Iterator[int | None]:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _leave() -> None:
    """Let go of whoever asked, so that they get their answer while the command goes on."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)


REQUESTS: dict[str, Callable[..., Any]] = {
    "run": run,
    "look": look,
    "end": end,
    "forget": forget,
    "listening": listening,
}

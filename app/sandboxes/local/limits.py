"""Holds a running command to what its profile allows: the kernel where it can, else by looking ten times a second."""

import os
import re
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from app.sandboxes.contract import Ended
from app.sandboxes.local.disk import DiskWatch
from app.sandboxes.local.house import House
from app.sandboxes.profiles import Profile

_OURS = 2
"""The first process and the bridge, which are counted with the command's own."""


class MemoryWatch(Protocol):
    """Something that knows when too much memory is held."""

    def exceeded(self) -> bool: ...


class Limits:
    """What has to be looked at, from when this is made: time, disk, memory, and whether the sandbox still stands."""

    def __init__(
        self, profile: Profile, *, house: House, lock: int, disk: DiskWatch, memory: Sequence[MemoryWatch]
    ) -> None:
        """``lock`` is the descriptor by which the command occupies ``house``."""
        deadline = time.monotonic() + profile.wall_seconds
        self._checks: list[tuple[Ended, Callable[[], bool]]] = [
            ("time", lambda: time.monotonic() > deadline),
            ("stopped", lambda: not house.admits(lock)),
            *(("memory", watch.exceeded) for watch in memory),
            ("disk", disk.exceeded),
        ]

    def exceeded(self) -> Ended | None:
        """The first limit that the command is over, if any."""
        return next((ended for ended, is_over in self._checks if is_over()), None)


def kernel_limits(profile: Profile) -> dict[str, int]:
    """What the kernel holds each process to, by the names in ``resource``."""
    limits = {
        "RLIMIT_CPU": profile.cpu_seconds,
        "RLIMIT_FSIZE": profile.file_bytes,
        "RLIMIT_NPROC": profile.processes + _OURS + _counted_already(),
        "RLIMIT_NOFILE": profile.open_files,
        "RLIMIT_CORE": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    return limits | ({"RLIMIT_AS": profile.memory_bytes} if profile.address_space else {})


def _counted_already() -> int:
    """An ordinary user's threads, which kernels that do not count by namespace count with a sandbox's."""
    release = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))
    if os.geteuid() == 0 or release >= (5, 14):
        return 0
    return sum(map(_threads, filter(str.isdecimal, os.listdir("/proc"))))


def _threads(process: str) -> int:
    try:
        own = os.stat(f"/proc/{process}").st_uid == os.geteuid()
        return len(os.listdir(f"/proc/{process}/task")) if own else 0
    except OSError:  # it has ended
        return 0

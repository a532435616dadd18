"""How much memory a sandbox's processes hold, seen through the sandbox's own /proc.

That /proc lists exactly its processes. Counted are their own pages, those that they share only with each
other (not a program's code), and what lies in /tmp and /dev/shm, which is memory too. Where a control group can
be had it holds the same limit without delay; this is what holds it everywhere.
"""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

_PER_FILE = 1024
"""What a file costs the kernel, also an empty one."""
_SCARCE_BYTES = 256 * 1024 * 1024
_SCARCE_PART = 0.05


class GroupMemory:
    """See ``MemoryWatch``. Takes descriptors of /proc and of the folders in memory, and leaves them open.

    ``members`` lists the processes where /proc has others too.
    """

    def __init__(
        self,
        processes: int,
        folders: tuple[int, ...],
        *,
        most: int,
        members: Callable[[], Iterable[str]] | None = None,
    ) -> None:
        self._processes = processes
        self._members = members or self._all
        self._folders = folders
        self._most = most

    def exceeded(self) -> bool:
        folders = sum(map(_held, self._folders))
        if folders + self._sum(_held_at_most) <= self._most:
            return False
        # Pages that several processes share were counted for each; the exact number costs more to get.
        return folders + self._sum(_held_exactly) > self._most

    def _sum(self, count: Callable[[int, str], int]) -> int:
        return sum(count(self._processes, name) for name in self._members())

    def _all(self) -> Iterable[str]:
        try:
            return filter(str.isdecimal, os.listdir(self._processes))
        except OSError:  # all of them have ended
            return ()


class MachineMemory:
    """Ends commands before the whole machine runs out: what holds memory unseen (sockets, pipes) is found this way."""

    def __init__(self) -> None:
        total = _meminfo("MemTotal")
        self._least = min(_SCARCE_BYTES, int(total * _SCARCE_PART))

    def exceeded(self) -> bool:
        return _meminfo("MemAvailable") < self._least


def _held(folder: int) -> int:
    found = os.fstatvfs(folder)
    return (found.f_blocks - found.f_bfree) * found.f_frsize + (found.f_files - found.f_ffree) * _PER_FILE


def _held_at_most(processes: int, name: str) -> int:
    return _sum_of_kilobytes(rb"RssAnon|RssShmem", _read(processes, f"{name}/status"))


def _held_exactly(processes: int, name: str) -> int:
    rollup = _read(processes, f"{name}/smaps_rollup")
    return _sum_of_kilobytes(rb"Pss_Anon|Pss_Shmem", rollup) if rollup else _held_at_most(processes, name)


def _sum_of_kilobytes(names: bytes, text: bytes) -> int:
    found = re.findall(rb"^(?:%s):\s+(\d+) kB" % names, text, re.MULTILINE)
    return sum(map(int, found)) * 1024


def _read(folder: int, path: str) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder)
    except OSError:  # it has ended
        return b""
    try:
        return os.read(descriptor, 16_384)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _meminfo(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/meminfo").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 1 << 62

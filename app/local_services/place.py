"""Where the embedded services of one folder keep their data, and where their socket is.

As a normal user that is the folder itself. As root it is ``/var/lib/baton/<hash of the folder's path>``:
the folder may lie under a private /root, which the services' own user cannot enter, and we never open
somebody's folders for that. The socket's path has to stay under the 108 bytes that the kernel allows.
"""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.child_process import Account
from app.errors import Unavailable
from app.local_services.account import service_account

ROOT_FOLDER = Path("/var/lib/baton")
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one set of services, and the account that owns them (None: ourselves)."""

    data: Path
    sockets: Path
    account: Account | None


def place_for(folder: Path) -> Place:
    """The place of ``folder``'s services, made if it does not exist yet."""
    data = data_folder(folder)
    account = _root_account() if os.geteuid() == 0 else None
    place = Place(data=data, sockets=_socket_folder(data), account=account)
    make_private(place.data, account)
    make_private(place.sockets, account)
    if account:
        (data / "origin").write_text(f"{folder.resolve()}\n")
    return place


def data_folder(folder: Path) -> Path:
    """Where the data of ``folder``'s services lie, whether they exist or not."""
    return ROOT_FOLDER / _digest(folder) if os.geteuid() == 0 else folder.resolve()


def remove_place(folder: Path) -> None:
    """Delete the data of stopped services, and ``folder`` itself."""
    data = data_folder(folder)
    for path in (_socket_folder(data), data, folder):
        shutil.rmtree(path, ignore_errors=True)


def make_private(path: Path, account: Account | None) -> None:
    """Make a folder that only its owner may enter.

    Raises:
        Unavailable: something that is not ours is already there.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), account.user if account else os.geteuid()}:
        raise Unavailable(f"{path} exists and belongs to somebody else; remove it or set DATABASE_URL and REDIS_URL")
    path.chmod(0o700)
    if account:
        os.chown(path, account.user, account.group)


def _root_account() -> Account | None:
    ROOT_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    return service_account(ROOT_FOLDER)


def _socket_folder(data: Path) -> Path:
    near = data / "sockets"
    if len(os.fsencode(near / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return near
    return Path(tempfile.gettempdir()) / f"baton-{os.geteuid()}-{_digest(data)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:16]

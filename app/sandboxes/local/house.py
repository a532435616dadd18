"""Where one sandbox lives on disk, and who is in it.

``ID/files`` is what programs see as /workspace, ``ID/cache`` what package managers keep, ``ID/lock``
is held (shared) by every process that runs something in it, down to the first process inside. Whoever
destroys the sandbox renames ``ID`` away, on which all watchers end what they watch, in whichever
process or container, and then waits for the lock: the kernel drops it when the last of them is gone,
however it went. Whoever only stops it puts a new file in the lock's place, on which the watchers of
those who hold the old one do the same; what starts from then on holds the new one and stays.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from app.child_process import Account
from app.local_services.place import LONGEST_SOCKET_PATH, make_private
from app.sandboxes.local.accounts import account_of
from app.sandboxes.local.tree import delete
from app.storage.identifiers import parsed_id

_LEAVING_SECONDS = 5.0
_GONE = ".gone-"
_NEW = "lock.new-"
_FORMER = "lock.former-"


class House:
    """The folders of one sandbox below ``root``."""

    def __init__(self, root: Path, sandbox_id: UUID) -> None:
        self.account: Account | None = account_of(sandbox_id)
        self.folder = root / str(sandbox_id)
        self.files = self.folder / "files"
        self.cache = self.folder / "cache"
        self._lock = self.folder / "lock"

    def build(self) -> None:
        """Make what is missing. Nobody but us may enter: programs get it by descriptor."""
        self.folder.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._lock.touch(mode=0o600)
        for folder in (self.cache, self.files):
            folder.mkdir(mode=0o755, exist_ok=True)
            if self.account is not None:
                os.chown(folder, self.account.user, self.account.group, follow_symlinks=False)

    @property
    def stands(self) -> bool:
        return self.files.is_dir()

    def sockets(self) -> Path:
        """A folder for sockets: the sandbox's own, or one with a path that is short enough for the kernel.

        Raises:
            Unavailable: somebody else has put something in that one's place.
        """
        if len(os.fsencode(self.folder / new_socket_name())) <= LONGEST_SOCKET_PATH:
            return self.folder
        make_private(self._short, None)
        return self._short

    @property
    def _short(self) -> Path:
        digest = hashlib.sha256(os.fsencode(self.folder.absolute())).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"baton-sandbox-{os.geteuid()}-{digest}"

    def remove_sockets(self) -> None:
        """Those outside of the sandbox's own folder."""
        shutil.rmtree(self._short, ignore_errors=True)

    def occupy(self) -> int:
        """A descriptor that marks the sandbox as in use while it, or a copy of it, is open.

        Raises:
            FileNotFoundError: the sandbox is gone.
        """
        while True:
            descriptor = os.open(self._lock, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(descriptor, fcntl.LOCK_SH)
            if self.admits(descriptor):
                return descriptor
            os.close(descriptor)
            if not self.stands:
                raise FileNotFoundError(self.folder)

    def admits(self, descriptor: int) -> bool:
        """Whether who occupies the sandbox by ``descriptor`` may stay: it is neither gone nor was it stopped since."""
        try:
            present = os.stat(self._lock)
        except FileNotFoundError:
            return False
        return self.stands and os.path.samestat(os.fstat(descriptor), present)

    def clear(self) -> None:
        """End what runs in the sandbox. One that is gone has nothing that runs.

        Raises:
            OSError: something is left; call it again.
        """
        with contextlib.suppress(FileNotFoundError):
            self._replace_lock()
        for former in self.folder.glob(f"{_FORMER}*"):
            if not _is_left(former):
                raise TimeoutError("what runs in this sandbox does not end")
            former.unlink(missing_ok=True)

    def _replace_lock(self) -> None:
        """The former one keeps a name, so that whoever did not wait for its end to the end can do so later."""
        token = secrets.token_hex(4)
        new = self.folder / f"{_NEW}{token}"
        os.close(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        os.link(self._lock, self.folder / f"{_FORMER}{token}")
        os.replace(new, self._lock)


def new_socket_name() -> str:
    """A name that no other server has."""
    return f"{secrets.token_hex(4)}.sock"


def houses(root: Path) -> Iterator[UUID]:
    """All that there are below ``root``, those half torn down included."""
    for name in os.listdir(root) if root.is_dir() else ():
        if (found := parsed_id(name.partition(_GONE)[0])) is not None:
            yield found


def tear_down(root: Path, sandbox_id: UUID) -> None:
    """End what runs in a sandbox and delete it. What is not there is no error.

    Raises:
        OSError: something is left; call it again.
    """
    with contextlib.suppress(FileNotFoundError):
        os.rename(root / str(sandbox_id), root / f"{sandbox_id}{_GONE}{secrets.token_hex(4)}")
    for name in os.listdir(root) if root.is_dir() else ():
        if name.startswith(f"{sandbox_id}{_GONE}"):
            for lock in (root / name).glob("lock*"):
                _is_left(lock)
            delete(root / name)
    House(root, sandbox_id).remove_sockets()


def _is_left(lock: Path) -> bool:
    """Waits until nobody holds the lock any more; False when watchers had time enough to end what they watch."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return True
    try:
        deadline = time.monotonic() + _LEAVING_SECONDS
        while not (left := _taken(descriptor)) and time.monotonic() < deadline:
            time.sleep(0.02)
        return left
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

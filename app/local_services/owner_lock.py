"""Which process owns the services of a folder, and at which addresses they answer.

The lock is the kernel's, so it is free the moment its holder dies, however it dies.
"""

import fcntl
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import Unavailable

LOOK_EVERY_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the owner's services answer. Empty: it does not run that one."""

    database_url: str
    redis_url: str


class OwnerLock:
    """The right to run the services in ``data``."""

    def __init__(self, data: Path) -> None:
        self._path = data / "owner"
        self._announcement = data / "addresses.json"
        self._file: IO[str] | None = None

    def acquire(self, patience: float = 0.0) -> None:
        """Become the owner.

        Raises:
            Unavailable: another process still is after ``patience`` seconds.
        """
        deadline = time.monotonic() + patience
        while not self.try_acquire():
            if time.monotonic() >= deadline:
                raise Unavailable(f"already running here, as process {self._owner()} ({self._path.parent})")
            time.sleep(LOOK_EVERY_SECONDS)

    def try_acquire(self) -> bool:
        """Become the owner if nobody is."""
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._file = file
        self._announcement.unlink(missing_ok=True)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        return True

    def announce(self, database_url: str, redis_url: str) -> None:
        """Tell others that the services answer. Only for the owner."""
        self._announcement.touch(mode=0o600)
        values = {"owner": os.getpid(), "database_url": database_url, "redis_url": redis_url}
        self._announcement.write_text(json.dumps(values))

    def announced(self) -> Addresses | None:
        """What the present owner announced; None before it has."""
        try:
            values = json.loads(self._announcement.read_text())
        except (OSError, ValueError):
            return None
        if str(values["owner"]) != self._owner():
            return None
        return Addresses(database_url=values["database_url"], redis_url=values["redis_url"])

    def release(self) -> None:
        """Give the right up. Nothing if we do not have it."""
        if self._file is not None:
            self._announcement.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def _owner(self) -> str:
        try:
            return self._path.read_text().strip()
        except OSError:
            return ""

"""Settings with every service address filled in: given ones as they are, missing ones embedded.

The first process of a folder starts the services and owns them. Later ones (``baton keys`` beside a
running ``baton up``) join: they use the owner's and stop nothing.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.errors import Unavailable
from app.local_services.owner_lock import Addresses, OwnerLock
from app.local_services.place import place_for
from app.local_services.services import Services, start_services
from app.settings import Settings

JOIN_SECONDS = 90.0
LOOK_EVERY_SECONDS = 0.1


class LocalServices:
    """The embedded services that these settings need, started or joined."""

    def __init__(self, settings: Settings, *, own: bool = False, patience: float = 30.0) -> None:
        """``own``: never join; wait ``patience`` seconds for another owner to end, then give up.

        Raises:
            Unavailable: they do not start, or another process owns them and ``own`` is set.
        """
        self._given = settings
        self._services: Services | None = None
        self._addresses = Addresses(database_url="", redis_url="")
        if not (settings.database_url and settings.redis_url):
            self._open(Path(settings.data_dir), own=own, patience=patience)

    @property
    def settings(self) -> Settings:
        """The settings with both addresses."""
        return replace(
            self._given,
            database_url=self._given.database_url or self._addresses.database_url,
            redis_url=self._given.redis_url or self._addresses.redis_url,
        )

    def revive(self) -> list[str]:
        """Start again what died of what was started here; the names of what had died."""
        return self._services.revive() if self._services else []

    def stop(self) -> None:
        """Stop what was started here, and nothing else."""
        if self._services:
            self._services.stop()

    def _open(self, folder: Path, *, own: bool, patience: float) -> None:
        joined = None if own else _join(folder)
        if joined is None:
            needed = {"postgres": not self._given.database_url, "valkey": not self._given.redis_url}
            self._services = start_services(folder, **needed, patience=patience)
            joined = Addresses(self._services.database_url, self._services.redis_url)
        self._addresses = joined
        if not (self.settings.database_url and self.settings.redis_url):
            raise Unavailable(f"the process that owns the services of {folder} runs only one of Postgres and Valkey")


@contextmanager
def local_services(settings: Settings, *, own: bool = False) -> Iterator[Settings]:
    """``settings`` with both addresses, valid inside the block.

    Raises:
        Unavailable: as :class:`LocalServices`.
    """
    services = LocalServices(settings, own=own)
    try:
        yield services.settings
    finally:
        services.stop()


def _join(folder: Path) -> Addresses | None:
    """The addresses of a living owner; None when nobody owns the folder."""
    lock = OwnerLock(place_for(folder).data)
    deadline = time.monotonic() + JOIN_SECONDS
    while time.monotonic() < deadline:
        if lock.try_acquire():
            lock.release()
            return None
        found = lock.announced()
        if found is not None:
            return found
        time.sleep(LOOK_EVERY_SECONDS)
    raise Unavailable(f"the process that owns the services of {folder} does not get ready")

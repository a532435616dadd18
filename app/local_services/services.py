"""Both embedded services of one folder, as one thing to start and stop."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app.errors import Unavailable
from app.local_services.owner_lock import OwnerLock
from app.local_services.place import Place, data_folder, place_for, remove_place
from app.local_services.postgres import Postgres
from app.local_services.server import Server
from app.local_services.valkey import Valkey

T = TypeVar("T", bound=Server)


class Services:
    """Running services. Made by :func:`start_services`; its thread must outlive them."""

    def __init__(self, lock: OwnerLock, postgres: Postgres | None, valkey: Valkey | None) -> None:
        self._lock = lock
        self._postgres = postgres
        self._valkey = valkey

    @property
    def database_url(self) -> str:
        """Address of Postgres as its owner role; empty if only Valkey was asked for."""
        return self._postgres.url if self._postgres else ""

    @property
    def redis_url(self) -> str:
        """Address of Valkey; empty if only Postgres was asked for."""
        return self._valkey.url if self._valkey else ""

    @property
    def postgres_pid(self) -> int:
        """Process id of the postmaster."""
        return _running(self._postgres).pid

    @property
    def valkey_pid(self) -> int:
        """Process id of Valkey."""
        return _running(self._valkey).pid

    def restart_postgres(self, *, crash: bool = False) -> None:
        """Restart at the same address: a fast shutdown, or with ``crash`` an immediate one that needs recovery."""
        _running(self._postgres).restart(signal.SIGQUIT if crash else None)

    def restart_valkey(self, *, kill: bool = False) -> None:
        """Restart at the same address, empty: a clean shutdown, or with ``kill`` a SIGKILL."""
        _running(self._valkey).restart(signal.SIGKILL if kill else None)

    def stop_postgres(self, *, crash: bool = False) -> None:
        """Stop Postgres alone. ``restart_postgres`` brings it back."""
        _running(self._postgres).stop(signal.SIGQUIT if crash else None)

    def stop_valkey(self, *, kill: bool = False) -> None:
        """Stop Valkey alone. ``restart_valkey`` brings it back."""
        _running(self._valkey).stop(signal.SIGKILL if kill else None)

    def revive(self) -> list[str]:
        """Start again what died, without waiting for it to answer; the names of what had died."""
        return [server.name for server in self._servers() if server.revive()]

    def stop(self) -> None:
        """Stop what was started here. Safe to call twice."""
        for server in reversed(self._servers()):
            server.stop()
        self._lock.release()

    def _servers(self) -> list[Server]:
        return [server for server in (self._postgres, self._valkey) if server is not None]


def start_services(folder: Path, *, postgres: bool = True, valkey: bool = True, patience: float = 0.0) -> Services:
    """Start the services of ``folder`` and wait until they answer.

    As root their data lie under /var/lib/baton instead (see ``place``). ``patience`` is how many
    seconds to wait for another owner of the folder to end.

    Raises:
        Unavailable: they do not start, or another process owns them.
    """
    place = place_for(folder)
    lock = OwnerLock(place.data)
    lock.acquire(patience)
    services = _made(place, lock, postgres=postgres, valkey=valkey)
    try:
        for server in services._servers():
            server.start()
    except BaseException:
        services.stop()
        raise
    lock.announce(services.database_url, services.redis_url)
    return services


def remove_services(folder: Path) -> None:
    """Delete ``folder`` and the data of its services.

    Raises:
        Unavailable: they are running.
    """
    if not data_folder(folder).exists():
        return remove_place(folder)
    lock = OwnerLock(data_folder(folder))
    lock.acquire()
    try:
        remove_place(folder)
    finally:
        lock.release()


@contextmanager
def temporary_services() -> Iterator[Services]:
    """Services in a folder of their own that is gone afterwards, for tests and measurements."""
    folder = Path(tempfile.mkdtemp(prefix="baton-"))
    try:
        services = start_services(folder)
        try:
            yield services
        finally:
            services.stop()
    finally:
        remove_services(folder)


def _made(place: Place, lock: OwnerLock, *, postgres: bool, valkey: bool) -> Services:
    try:
        return Services(lock, Postgres(place) if postgres else None, Valkey(place) if valkey else None)
    except BaseException:
        lock.release()
        raise


def _running(server: T | None) -> T:
    if server is None:
        raise Unavailable("this service was not asked for")
    return server

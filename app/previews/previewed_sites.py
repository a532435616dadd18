"""Which site a host name stands for, as Postgres has it at this moment: nothing is remembered between requests.

Any tenant's preview may be asked for, by name alone, so no tenant's policy can guard these reads. The
connections take the role ``baton_previews`` instead: it reads the one table of sandboxes, can change no
row, and sees no session, event or key, whatever a mistake in this process asks for.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.previews.messages import Refused
from app.sandboxes.names import parsed_host
from app.sandboxes.records import SandboxRecord, Site, previewed_sandbox
from app.settings import Settings
from app.storage.database import PREVIEWS_ROLE, connect

CONNECTIONS = 5
STATEMENT_SECONDS = 5

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """A port of a sandbox, and what it serves."""

    sandbox_id: UUID
    name: str
    port: int
    site: Site


class PreviewedSites:
    """Looks up places; every method raises Refused (503) while Postgres does not answer."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="lookup")
        self._engine = connect(
            settings.database_url,
            role=PREVIEWS_ROLE,
            pool_size=CONNECTIONS,
            application="baton-previews",
            statement_timeout_seconds=STATEMENT_SECONDS,
        )

    async def at(self, host: str) -> Place | None:
        """The place that a host name (with or without its port) stands for, while it is shown."""
        named = parsed_host(host, self._settings)
        return await self._look_up(*named) if named else None

    async def is_current(self, place: Place) -> bool:
        """Whether ``place`` is still shown, and still the same site."""
        return await self._look_up(place.name, place.port) == place

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._engine.dispose()

    async def _look_up(self, name: str, port: int) -> Place | None:
        loop = asyncio.get_running_loop()
        try:
            record = await loop.run_in_executor(self._threads, self._read, name)
        except SQLAlchemyError as error:
            _log.warning("preview_lookup_failed", error=type(error).__name__)
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, headers=[(b"retry-after", b"2")]) from None
        site = record.sites.get(port) if record else None
        return Place(record.id, name, port, site) if record and site else None

    def _read(self, name: str) -> SandboxRecord | None:
        def read(connection: Connection) -> SandboxRecord | None:
            return previewed_sandbox(connection, name=name, days=self._settings.preview_days)

        try:
            return self._with_connection(read)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # A pooled connection that died with a restarted Postgres shows it at its first statement only.
        return self._with_connection(read)

    def _with_connection(self, read: Callable[[Connection], SandboxRecord | None]) -> SandboxRecord | None:
        with self._engine.connect() as connection:
            return read(connection)

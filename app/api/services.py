"""What an API process holds open: one object per application, never a global.

``engine`` is bound by the row-level security policies. ``operating`` is not: it sees all tenants, for
numbers and checks alone (/readyz, /metrics), and has a single connection with short deadlines.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import redis
from flask import current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from app.api.credentials import principal
from app.api.native_threads import NativeThreads
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.sandboxes.contract import SandboxProvider
from app.sandboxes.providers import provider_of
from app.settings import Settings
from app.storage import database
from app.storage import redis as redis_storage

NAME = "baton"
SANDBOX_CALLS_AT_ONCE = 8
"""Of one API process; others wait."""
NOBODY = UUID(int=0)
"""The tenant of no rows, for what has to be looked up before the tenant is known."""

Result = TypeVar("Result")


@dataclass(slots=True, kw_only=True)
class Services:
    """The connections and settings of one API process."""

    settings: Settings
    engine: Engine
    operating: Engine
    redis: "redis.Redis"
    live_channel: LiveChannel
    queue: RunQueue
    sandboxes: SandboxProvider
    """Its calls block: make them by :func:`in_sandboxes`."""
    sandbox_threads: NativeThreads
    known_tenants: set[UUID] = field(default_factory=set)
    """Tenants that this process has made sure of."""

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        self.operating.dispose()
        self.redis.close()


def open_services(settings: Settings) -> Services:
    """The services for ``settings``. Nothing connects before it is first used."""
    client = redis_storage.connect(settings.redis_url)
    return Services(
        settings=settings,
        engine=database.connect(
            settings.database_url,
            role=database.API_ROLE,
            pool_size=settings.database_pool_size,
            application="baton-api",
        ),
        operating=database.connect(
            settings.database_url, pool_size=1, application="baton-api-operating", statement_timeout_seconds=2
        ),
        redis=client,
        live_channel=LiveChannel(client),
        queue=RunQueue(settings.redis_url),
        sandboxes=provider_of(settings),
        sandbox_threads=NativeThreads(SANDBOX_CALLS_AT_ONCE),
    )


def services() -> Services:
    """The services of the present application."""
    held: Services = current_app.extensions[NAME]
    return held


def in_sandboxes(call: Callable[[SandboxProvider], Result]) -> Result:
    """What ``call`` does with sandboxes, in a thread that holds up no other request. Not for Postgres or Redis."""
    held = services()
    return held.sandbox_threads.computed(lambda: call(held.sandboxes))


@contextmanager
def transaction() -> Iterator[Connection]:
    """One transaction for the rows of the caller's tenant."""
    with transaction_for(services().engine, tenant_id=principal().tenant_id) as connection:
        yield connection


@contextmanager
def transaction_for(engine: Engine, *, tenant_id: UUID = NOBODY) -> Iterator[Connection]:
    """One transaction for ``tenant_id``'s rows that has reached the server.

    A pooled connection may have died with a restarted Postgres, which only its first statement shows.
    Nothing has been done then, so another one is taken and the caller sees no failure.
    """
    with ExitStack() as stack:
        yield _reaching(engine, tenant_id, stack)


def _reaching(engine: Engine, tenant_id: UUID, stack: ExitStack) -> Connection:
    try:
        return stack.enter_context(database.transaction(engine, tenant_id=tenant_id))
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return stack.enter_context(database.transaction(engine, tenant_id=tenant_id))

"""Postgres: engines, transactions and tenants.

Workers, the housekeeper and migrations connect as the owner of the tables. The API sets the role
``baton_api`` on each connection; it is bound by the row-level security policies, which show the rows
of the tenant named in the transaction (:func:`transaction`) and of nobody else. Previews take the role
``baton_previews``, which may read the sandboxes of all tenants, and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import structlog
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, registry

from app.storage.json import loads

API_ROLE = "baton_api"
PREVIEWS_ROLE = "baton_previews"

_AFTER_COMMIT = "baton_after_commit"
_TENANT = "baton_tenant"
_log = structlog.get_logger(__name__)


class Model(DeclarativeBase):
    """The root of all table models."""

    registry = registry()


def connect(
    url: str,
    *,
    role: str | None = None,
    pool_size: int = 5,
    application: str = "baton",
    statement_timeout_seconds: int = 30,
    hasty: bool = False,
) -> Engine:
    """An engine for ``url``; its pool waits at most 5 s for a connection.

    ``role`` is taken on by each new connection. Idle transactions end after 10 s (before the lease of
    a frozen worker does, whose locks would keep others from its runs), statements after
    ``statement_timeout_seconds``, so that nothing stuck holds a lock for ever. With ``hasty`` each
    statement commits by itself and does not wait for the disk: for what a crash may undo.
    """
    hastily = " -c synchronous_commit=off" if hasty else ""
    engine = create_engine(
        url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=False,
        pool_use_lifo=True,  # the one used last has the statements prepared
        json_deserializer=loads,
        connect_args={
            "application_name": application,
            "connect_timeout": 5,
            "options": f"-c statement_timeout={statement_timeout_seconds}s"
            f" -c idle_in_transaction_session_timeout=10s -c lock_timeout=10s -c timezone=UTC{hastily}",
        },
        **({"isolation_level": "AUTOCOMMIT"} if hasty else {}),
    )
    if role is not None:
        _take_role(engine, role)
        _begin_for_tenants(engine)
    return engine


@contextmanager
def transaction(engine: Engine, *, tenant_id: UUID | None = None) -> Iterator[Connection]:
    """One transaction, for ``tenant_id``'s rows where the role is bound by policies.

    Functions given to :func:`after_commit` inside it run when it has committed; their failure is
    logged and never undoes the write.
    """
    callbacks: list[Callable[[], None]] = []
    with engine.connect() as connection:
        connection.info[_AFTER_COMMIT] = callbacks
        with connection.execution_options(**{_TENANT: tenant_id}).begin():
            yield connection
    run_after_commit(callbacks)


def driver_of(connection: Connection) -> Any:
    """psycopg's own connection, for the few statements that are too hot for another layer."""
    return connection.connection.driver_connection


def act_for(connection: Connection, *, tenant_id: UUID) -> None:
    """Show ``tenant_id``'s rows for the rest of this transaction."""
    connection.execute(text("SELECT set_config('baton.tenant', :tenant, true)"), {"tenant": str(tenant_id)})


def after_commit(connection: Connection, callback: Callable[[], None]) -> None:
    """Have ``callback`` called once this transaction has committed, and not otherwise."""
    connection.info[_AFTER_COMMIT].append(callback)


def collect_after_commit(connection: Connection) -> list[Callable[[], None]]:
    """Begin collecting callbacks on a connection whose transactions are driven by hand."""
    callbacks: list[Callable[[], None]] = []
    connection.info[_AFTER_COMMIT] = callbacks
    return callbacks


def run_after_commit(callbacks: list[Callable[[], None]]) -> None:
    """Call each; a failing one is logged, since what it followed is committed."""
    for callback in callbacks:
        try:
            callback()
        except Exception:
            _log.exception("after_commit_failed")


def is_outage(error: BaseException) -> bool:
    """Whether ``error`` says that Postgres cannot be reached just now (and not that a statement is wrong)."""
    # psycopg's own: what goes straight to the driver is not wrapped, e.g. a wait for a lock that took too long.
    if isinstance(error, TimeoutError | psycopg.OperationalError):
        return True
    return isinstance(error, DBAPIError) and (error.connection_invalidated or isinstance(error, OperationalError))


def _take_role(engine: Engine, role: str) -> None:
    @event.listens_for(engine, "connect")
    def take_role(connection: Any, _record: Any) -> None:
        connection.execute(f"SET ROLE {role}")
        connection.commit()


def _begin_for_tenants(engine: Engine) -> None:
    """Have each transaction begin and name its tenant in one message: two would be two round trips.

    The name holds to the end of this transaction alone, however it ends.
    """

    @event.listens_for(engine, "connect")
    def leave_beginning_to_us(connection: Any, _record: Any) -> None:
        connection.autocommit = True

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        tenant_id: UUID | None = connection.get_execution_options().get(_TENANT)
        naming = "" if tenant_id is None else f"; SELECT set_config('baton.tenant', '{tenant_id.hex}', true)"
        connection.exec_driver_sql(f"BEGIN{naming}")

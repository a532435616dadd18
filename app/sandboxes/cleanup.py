"""Ends sandboxes that nobody owns: those whose session is gone, and those that no row knows.

A sandbox is made only after its row was committed, so one without a row is left over from something;
it is still given an hour by the time in its id. Where sandboxes belong to another database, or are out
of this machine's reach, nothing is touched: test runs, demos and developers may share a folder without
knowing it, and a housekeeper may run on a machine that has none.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine, text

from app.sandboxes.contract import SandboxProvider
from app.sandboxes.records import forget, known, ownerless
from app.storage.database import transaction

_LEFT_OVER_AFTER = timedelta(hours=1)
_MOST_AT_ONCE = 20

_log = structlog.get_logger(__name__)


def clear_sandboxes(engine: Engine, provider: SandboxProvider, *, now: datetime) -> int:
    """Destroy what nobody owns, a handful at most; how many that were. One that resists is left for next time."""
    with transaction(engine) as connection:
        forsaken = ownerless(connection)
        database = identity(connection)
    if not provider.belongs_to(database):
        return 0
    destroyed = _destroy(provider, forsaken)
    for sandbox_id in destroyed:
        with transaction(engine) as connection:
            forget(connection, sandbox_id=sandbox_id)
    destroyed += _destroy(provider, _left_over(engine, provider, now))
    return len(destroyed)


def identity(connection: Connection) -> str:
    """What tells this database from every other, copies of its name included."""
    return str(
        connection.execute(
            text(
                """SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid
                     FROM pg_database WHERE datname = current_database()"""
            )
        ).scalar_one()
    )


def _left_over(engine: Engine, provider: SandboxProvider, now: datetime) -> Sequence[UUID]:
    there = list(provider.existing())
    with transaction(engine) as connection:
        rows = known(connection, sandbox_ids=there)
    return [each for each in there if each not in rows and _made_at(each) < now - _LEFT_OVER_AFTER]


def _destroy(provider: SandboxProvider, sandbox_ids: Sequence[UUID]) -> list[UUID]:
    destroyed = []
    for sandbox_id in sandbox_ids[:_MOST_AT_ONCE]:
        try:
            provider.destroy(sandbox_id)
        except OSError as error:
            _log.warning("sandbox_not_destroyed", sandbox_id=str(sandbox_id), reason=str(error))
        else:
            _log.info("sandbox_destroyed", sandbox_id=str(sandbox_id))
            destroyed.append(sandbox_id)
    return destroyed


def _made_at(sandbox_id: UUID) -> datetime:
    """The time in a UUIDv7."""
    return datetime.fromtimestamp((sandbox_id.int >> 80) / 1000, UTC)

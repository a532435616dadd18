"""Waiting for Postgres: at the start of a worker, and between two commits of a run, which a restart must not fail."""

import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, text

from app.settings import Settings
from app.storage.database import connect, is_outage, transaction

_LONGEST_OUTAGE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2
_log = structlog.get_logger(__name__)
_T = TypeVar("_T")


def patiently(engine: Engine, work: Callable[[Connection], _T]) -> _T:
    """Do ``work`` in a transaction, again while Postgres is away, for a minute at most.

    ``work`` must bear being done twice: the connection may break just after its commit.
    """
    deadline = time.monotonic() + _LONGEST_OUTAGE_SECONDS
    while True:
        try:
            with transaction(engine) as connection:
                return work(connection)
        except Exception as error:
            if not is_outage(error) or time.monotonic() > deadline:
                raise
        time.sleep(_PAUSE_SECONDS)


def wait_for_postgres(settings: Settings) -> None:
    """Wait until Postgres answers, however long it takes."""
    engine = connect(settings.database_url, pool_size=1, application="baton-worker-start")
    while True:
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
            engine.dispose()
            return
        except Exception as error:
            if not is_outage(error):
                raise
            _log.warning("postgres_unreachable", reason=type(error).__name__)
        time.sleep(_PAUSE_SECONDS)

"""Waiting for Postgres between two commits of a run, which a restart must not fail."""

import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, Engine

from app.storage.database import is_outage, transaction

_LONGEST_OUTAGE_SECONDS = 60.0
_PAUSE_SECONDS = 0.2
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

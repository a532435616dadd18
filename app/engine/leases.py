"""Life signs of worker processes, from both of which the housekeeper tells the dead from the living.

An advisory lock on a connection of its own goes within milliseconds when the process is killed; a
row that is renewed every second tells of a process that hangs. One row per process and not one per
run: renewing costs the same whatever the process executes.
"""

import os
import random
import socket
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

LOCK_CLASS = 21_077
LEASE_SECONDS = 12
LOCK_GRACE_SECONDS = 2
RESTART_GRACE_SECONDS = 5


def register(connection: Connection) -> int:
    """Take a free key's lock for the life of this connection and enter the process; returns the key."""
    key = random.randint(1, 2**31 - 1)
    while not hold_lock(connection, key=key):
        key = random.randint(1, 2**31 - 1)
    connection.execute(
        text("INSERT INTO workers (key, host, pid) VALUES (:key, :host, :pid)"),
        {"key": key, "host": socket.gethostname(), "pid": os.getpid()},
    )
    return key


def hold_lock(connection: Connection, *, key: int) -> bool:
    """Take the key's lock for the life of this connection, if nobody else has it."""
    return bool(
        connection.execute(
            text("SELECT pg_try_advisory_lock(:class, :key)"), {"class": LOCK_CLASS, "key": key}
        ).scalar_one()
    )


def renew(connection: Connection, *, key: int, draining: bool) -> None:
    """Say that the process lives."""
    connection.execute(
        text(
            """INSERT INTO workers (key, host, pid, draining) VALUES (:key, :host, :pid, :draining)
               ON CONFLICT (key) DO UPDATE SET seen_at = clock_timestamp(), draining = :draining"""
        ),
        {"key": key, "host": socket.gethostname(), "pid": os.getpid(), "draining": draining},
    )


def leave(connection: Connection, *, key: int) -> None:
    """Take the process off the list: it holds no run any more."""
    connection.execute(text("DELETE FROM workers WHERE key = :key"), {"key": key})


def held_runs(connection: Connection, *, key: int) -> dict[UUID, bool]:
    """The runs that this process holds by its key, and whether somebody wants them cancelled."""
    rows = connection.execute(
        text(
            """SELECT id, cancel_requested_at IS NOT NULL AS cancel FROM runs
                WHERE worker_key = :key AND state = 'running'"""
        ),
        {"key": key},
    )
    return {row.id: row.cancel for row in rows}


_DEAD = f"""SELECT DISTINCT r.worker_key FROM runs r LEFT JOIN workers w ON w.key = r.worker_key
             WHERE r.state = 'running' AND (
                   w.key IS NULL
                OR w.seen_at < clock_timestamp() - interval '{LEASE_SECONDS} seconds'
                OR (w.seen_at < clock_timestamp() - interval '{LOCK_GRACE_SECONDS} seconds'
                    AND pg_postmaster_start_time() < clock_timestamp() - interval '{RESTART_GRACE_SECONDS} seconds'
                    AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objsubid = 2
                                       AND l.classid = {LOCK_CLASS} AND l.objid = r.worker_key
                                       AND l.database = (SELECT oid FROM pg_database
                                                          WHERE datname = current_database()))))"""


def dead_workers(connection: Connection) -> Sequence[int]:
    """Keys under which runs are held though no living process has them.

    A missing lock counts only when the row is stale too, and not right after a start of Postgres: a
    worker that merely lost its connection is back within the second.
    """
    return connection.execute(text(_DEAD)).scalars().all()


def forget_dead_workers(connection: Connection) -> None:
    """Remove processes that have been silent for long and hold nothing."""
    connection.execute(
        text(
            """DELETE FROM workers w WHERE seen_at < clock_timestamp() - interval '1 minute'
                  AND NOT EXISTS (SELECT 1 FROM runs r WHERE r.worker_key = w.key AND r.state = 'running')"""
        )
    )


def living_workers(connection: Connection) -> int:
    """How many worker processes take runs."""
    return int(
        connection.execute(
            text(
                f"""SELECT count(*) FROM workers
                     WHERE seen_at > clock_timestamp() - interval '{LEASE_SECONDS} seconds' AND NOT draining"""
            )
        ).scalar_one()
    )

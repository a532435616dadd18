"""Seeing that somebody waits for a lock, so that a test can go on exactly then."""

from sqlalchemy import Connection, text


def waits_behind(connection: Connection) -> bool:
    """Whether somebody waits for what this connection's transaction holds."""
    # Not by pg_stat_activity, which shows one transaction the same connections all the time.
    found = connection.execute(
        text(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
    )
    return bool(found.scalar_one())

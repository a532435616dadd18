"""Seeing that somebody waits for a lock, so that a test can go on exactly then."""

from sqlalchemy import Connection, text


def waits_behind(connection: Connection) -> bool:
    """Whether somebody waits for what this connection's transaction holds."""
    found = connection.execute(
        text("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid)))")
    )
    return bool(found.scalar_one())

"""Counting the statements that Postgres is sent, also those that go past SQLAlchemy."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    """The statements of the calling thread, as they are sent: a worker beside it asks for its own."""
    statements: list[str] = []
    mine, execute = threading.get_ident(), psycopg.Cursor.execute

    def counting(cursor: Any, query: Any, *args: Any, **options: Any) -> Any:
        if threading.get_ident() == mine:
            statements.append(str(query))
        return execute(cursor, query, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", counting)
        yield statements

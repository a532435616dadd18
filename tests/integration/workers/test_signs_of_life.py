"""How a worker process enters itself, whatever Postgres does meanwhile."""

import pytest
from psycopg import OperationalError
from sqlalchemy import Connection

from app.engine import leases
from app.settings import Settings
from tests.integration.rig import Rig
from workers.execution.worker_process import SignsOfLife


def test_a_worker_whose_postgres_goes_away_while_it_enters_itself_enters_itself_later(
    rig: Rig, worker_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[Connection] = []

    def broken_once(connection: Connection) -> int:
        tried.append(connection)
        if len(tried) == 1:
            raise OperationalError("the server closed the connection unexpectedly")
        return register(connection)

    register = leases.register
    monkeypatch.setattr(leases, "register", broken_once)

    signs = SignsOfLife(worker_settings, beat=lambda _connection: None)

    assert [row.key for row in rig.rows("SELECT key FROM workers")] == [signs.key]
    assert tried[0].closed
    signs.leave()


def test_a_worker_that_cannot_enter_itself_for_another_reason_says_so(
    rig: Rig, worker_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_connection: Connection) -> int:
        raise PermissionError("no")

    monkeypatch.setattr(leases, "register", refused)

    with pytest.raises(PermissionError):
        SignsOfLife(worker_settings, beat=lambda _connection: None)
    assert rig.rows("SELECT key FROM workers") == []

"""Life signs: what tells a worker that is gone, one that hangs, and one that lives."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from app.engine import leases
from tests.integration.rig import Rig
from tests.support.stack import until


@contextmanager
def life(rig: Rig) -> Iterator[Connection]:
    """A connection as a worker holds it; it is cut at the end."""
    connection = rig.owner.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        yield connection
    finally:
        connection.invalidate()
        connection.close()


@pytest.fixture
def connection(rig: Rig) -> Iterator[Connection]:
    with life(rig) as opened:
        yield opened


def age(rig: Rig, seconds: float) -> None:
    rig.execute("UPDATE workers SET seen_at = clock_timestamp() - :s * interval '1 second'", s=seconds)


def dead(rig: Rig) -> list[int]:
    with rig.transaction() as connection:
        return list(leases.dead_workers(connection))


def living(rig: Rig) -> int:
    with rig.transaction() as connection:
        return leases.living_workers(connection)


def test_a_registered_worker_lives(rig: Rig, connection: Connection) -> None:
    rig.running(key=leases.register(connection))

    assert (dead(rig), living(rig)) == ([], 1)


def test_a_cut_connection_frees_the_lock_of_a_worker(rig: Rig, connection: Connection) -> None:
    with life(rig) as other:
        key = leases.register(other)
        assert not leases.hold_lock(connection, key=key)

    until(lambda: leases.hold_lock(connection, key=key), what="the lock is free")


def test_without_its_lock_a_silent_worker_is_dead_long_before_its_lease_is_over(rig: Rig) -> None:
    with life(rig) as other:
        key = leases.register(other)
        rig.running(key=key)
    age(rig, leases.LOCK_GRACE_SECONDS + 1)
    # Right after its own start Postgres gives workers time to come back.
    until(lambda: dead(rig) == [key], what="the worker is found dead")


def test_an_idle_worker_that_is_gone_is_nobodys_concern(rig: Rig) -> None:
    with life(rig) as other:
        leases.register(other)
    age(rig, 3_600)

    assert (dead(rig), living(rig)) == ([], 0)


def test_a_worker_that_was_forgotten_enters_itself_again(rig: Rig, connection: Connection) -> None:
    key = leases.register(connection)
    rig.running(key=key)
    rig.execute("DELETE FROM workers")
    assert dead(rig) == [key]

    leases.renew(connection, key=key, draining=False)

    assert dead(rig) == []


def test_a_draining_worker_takes_no_runs(rig: Rig, connection: Connection) -> None:
    key = leases.register(connection)
    leases.renew(connection, key=key, draining=True)

    assert (living(rig), dead(rig)) == (0, [])


def test_a_worker_that_left_is_off_the_list(rig: Rig, connection: Connection) -> None:
    leases.leave(connection, key=leases.register(connection))

    assert rig.rows("SELECT * FROM workers") == []


def test_a_beat_tells_which_held_runs_somebody_wants_cancelled(rig: Rig, connection: Connection) -> None:
    key = leases.register(connection)
    wanted, unwanted, other = rig.running(key=key), rig.running(key=key), rig.running(key=key + 1)
    rig.execute("UPDATE runs SET cancel_requested_at = now() WHERE id = :id", id=unwanted.id)

    held = leases.held_runs(connection, key=key)

    assert held == {wanted.id: False, unwanted.id: True}
    assert other.id not in held


def test_silent_workers_are_forgotten_once_they_hold_nothing(rig: Rig, connection: Connection) -> None:
    run = rig.running(key=leases.register(connection))
    age(rig, 3_600)
    with rig.transaction() as sweep:
        leases.forget_dead_workers(sweep)
    assert len(rig.rows("SELECT * FROM workers")) == 1

    rig.complete(run)
    with rig.transaction() as sweep:
        leases.forget_dead_workers(sweep)

    assert rig.rows("SELECT * FROM workers") == []

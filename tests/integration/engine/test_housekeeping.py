"""What keeps runs going: reaping the dead, sending again, clearing up. Clocks are set back, never waited for."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Connection

from app.engine import housekeeping, leases, reservations
from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.engine.checkpoints import step_write
from app.engine.event_log import Entry
from app.engine.queue import RunQueue
from app.engine.reservations import Call
from app.engine.run_claims import ClaimedRun
from app.engine.waiting import wait_for_children_write
from app.settings import read_settings
from app.storage.identifiers import new_id
from tests.integration.rig import Rig
from workers.housekeeper import Housekeeper

CALL = Call(
    model="test",
    input_tokens=10,
    output_tokens=10,
    least_output=1,
    input_price=Decimal(0),
    output_price=Decimal(0),
    free=False,
)


@pytest.fixture
def living(rig: Rig) -> Iterator[int]:
    """The key of a worker whose connection is up."""
    connection = rig.owner.connect().execution_options(isolation_level="AUTOCOMMIT")
    yield leases.register(connection)
    connection.invalidate()
    connection.close()


def reap(rig: Rig) -> int:
    return housekeeping.reap(rig.owner, queue=rig.queue, live_channel=rig.live_channel)


def silence(rig: Rig, key: int, seconds: float) -> None:
    """Let the worker's last sign of life be so old."""
    rig.execute(
        "UPDATE workers SET seen_at = clock_timestamp() - :seconds * interval '1 second' WHERE key = :key",
        key=key,
        seconds=seconds,
    )


def dies_again(rig: Rig, run: ClaimedRun) -> ClaimedRun | None:
    """The run's worker is gone; the next one that is allowed to takes it."""
    assert reap(rig) == 1
    return rig.claim(run.id, alone=True)


def hold(rig: Rig, run: ClaimedRun) -> None:
    with rig.transaction() as connection:
        reservations.reserve(connection, hold_id=new_id(), budget_id=run.budget_id, fence=run.fence, call=CALL)


def test_the_run_of_a_worker_that_is_gone_goes_back_into_the_queue(rig: Rig) -> None:
    run = rig.running(key=1)

    assert reap(rig) == 1

    row = rig.run_row(run.id)
    assert (row.state, row.deaths, row.worker_key) == ("queued", 1, None)
    housekeeping.send_due(rig.owner, queue=rig.queue)
    assert rig.sent() == [run.id, run.id]


def test_the_run_of_a_living_worker_is_left_alone(rig: Rig, living: int) -> None:
    run = rig.running(key=living)

    assert reap(rig) == 0
    assert rig.status(run.id).state == "running"


def test_a_worker_that_lost_its_connection_for_a_moment_is_left_alone(rig: Rig) -> None:
    run = rig.running(key=4)
    rig.execute("INSERT INTO workers (key, host, pid, seen_at) VALUES (4, 'here', 1, clock_timestamp())")

    assert reap(rig) == 0
    assert rig.status(run.id).state == "running"


def test_a_worker_that_hangs_is_reaped_though_its_connection_is_up(rig: Rig, living: int) -> None:
    run = rig.running(key=living)
    silence(rig, living, leases.LEASE_SECONDS + 1)

    assert reap(rig) == 1
    assert rig.status(run.id).state == "queued"


def test_a_silent_worker_with_its_lock_is_given_its_whole_lease(rig: Rig, living: int) -> None:
    run = rig.running(key=living)
    silence(rig, living, leases.LEASE_SECONDS - 3)

    assert reap(rig) == 0
    assert rig.status(run.id).state == "running"


def test_a_run_that_kills_three_times_fails_with_its_checkpoint(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    write = step_write(run.fence, step=1, name="a", output=1, next_step="b")
    rig.write(Entry(run.fence, (), [write], budgets=run.budget_chain))
    hold(rig, run)
    again = dies_again(rig, run)
    assert again is not None
    third = dies_again(rig, again)
    assert third is not None

    assert dies_again(rig, third) is None

    status = rig.status(run.id)
    assert status.state == "failed"
    assert status.error is not None
    assert status.error["code"] == "worker_died"
    assert UUID(status.error["checkpoint"]) == status.checkpoint_id
    assert rig.types(run.session_id) == ["error", "done"]
    assert status.tokens_held == 0


def test_a_reaped_run_that_was_to_be_cancelled_is_cancelled(rig: Rig) -> None:
    run = rig.running()
    with rig.transaction() as connection:
        cancel_run(connection, queue=rig.queue, live_channel=rig.live_channel, tenant_id=rig.tenant_id, run_id=run.id)

    reap(rig)

    assert rig.status(run.id).state == "cancelled"
    assert rig.types(run.session_id) == ["cancelled", "done"]


def test_a_child_that_keeps_killing_fails_and_wakes_its_parent(rig: Rig) -> None:
    parent = rig.running()
    write = wait_for_children_write(parent, step=1, children=[("test.words", {})], queue=rig.queue)
    rig.write(Entry(parent.fence, (), [write], budgets=parent.budget_chain))
    child = rig.row("SELECT id FROM runs WHERE parent_run_id = :id", id=parent.id).id
    for _ in range(3):
        assert rig.claim(child, alone=True) is not None
        reap(rig)

    assert rig.status(child).state == "failed"
    assert rig.status(parent.id).state == "queued"
    assert rig.types(parent.session_id) == ["child_run_ended"]


def test_a_message_that_was_lost_is_sent_again_with_growing_pauses(rig: Rig) -> None:
    run = rig.accept(rig.session())
    pauses = []
    for _ in range(6):
        rig.execute("UPDATE runs SET dispatch_at = now() WHERE id = :id", id=run.id)
        assert housekeeping.send_due(rig.owner, queue=rig.queue) == 1
        due = rig.row("SELECT extract(epoch FROM dispatch_at - now()) AS seconds FROM runs WHERE id = :id", id=run.id)
        pauses.append(round(float(due.seconds)))

    assert rig.sent() == [run.id] * 7
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5, 60)


def test_a_message_that_was_just_sent_is_not_sent_again(rig: Rig) -> None:
    rig.accept(rig.session())

    assert housekeeping.send_due(rig.owner, queue=rig.queue) == 0


def test_what_nobody_may_claim_is_never_sent(rig: Rig) -> None:
    session = rig.session()
    running, behind = rig.running(session), rig.accept(session, queued=True)
    rig.execute("UPDATE runs SET dispatch_at = now() - interval '1 day'")

    assert housekeeping.send_due(rig.owner, queue=rig.queue) == 0
    assert rig.sent() == [running.id]
    assert rig.status(behind.id).behind


def test_what_the_broker_did_not_take_stays_due(rig: Rig) -> None:
    run = rig.accept(rig.session())
    rig.execute("UPDATE runs SET dispatch_at = now()")

    assert housekeeping.send_due(rig.owner, queue=RunQueue("redis://127.0.0.1:1/0")) == 0

    assert housekeeping.send_due(rig.owner, queue=rig.queue) == 1
    assert rig.sent() == [run.id, run.id]


def test_one_housekeeper_leads_until_its_connection_ends(rig: Rig) -> None:
    def connection() -> Connection:
        return rig.owner.connect().execution_options(isolation_level="AUTOCOMMIT")

    first, second = connection(), connection()
    try:
        assert housekeeping.try_to_lead(first)
        assert not housekeeping.try_to_lead(second)
        first.invalidate()
        first.close()
        rig.execute(
            """SELECT pg_terminate_backend(pid, 5000) FROM pg_locks
                WHERE locktype = 'advisory' AND classid = 21078 AND granted"""
        )
        assert housekeeping.try_to_lead(second)
    finally:
        second.invalidate()
        second.close()


def test_holds_that_no_worker_will_settle_are_booked(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    hold(rig, run)
    rig.execute("UPDATE runs SET state = 'queued', worker_key = NULL, dispatch_at = now() WHERE id = :id", id=run.id)
    rig.execute("UPDATE budget_holds SET created_at = now() - interval '5 minutes'")

    housekeeping.clear_up(rig.owner, idempotency_days=7)

    assert (rig.status(run.id).tokens_used, rig.status(run.id).tokens_held) == (20, 0)


def test_holds_of_a_running_run_are_left_alone_however_old(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    hold(rig, run)
    rig.execute("UPDATE budget_holds SET created_at = now() - interval '5 hours'")

    housekeeping.clear_up(rig.owner, idempotency_days=7)

    assert rig.status(run.id).tokens_held == 20


def test_old_idempotency_keys_are_forgotten(rig: Rig) -> None:
    session = rig.session()
    run = rig.running(session)
    rig.complete(run)
    old = rig.accept(session, key="old")
    rig.execute("UPDATE idempotency_keys SET created_at = now() - interval '8 days'")
    rig.complete(_claimed(rig, old.id))

    housekeeping.clear_up(rig.owner, idempotency_days=7)

    assert rig.accept(session, key="old").is_new


def _claimed(rig: Rig, run_id: UUID) -> ClaimedRun:
    claimed = rig.claim(run_id)
    assert claimed is not None
    return claimed


def test_an_outage_that_the_log_meets_ends_one_sweep_and_not_the_housekeeper(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[int] = []

    def broken(*_: Any, **__: Any) -> int:
        swept.append(1)
        if len(swept) == 1:
            raise psycopg.OperationalError("the server closed the connection unexpectedly")
        housekeeper.stopping.set()
        return 0

    monkeypatch.setattr(housekeeping, "reap", broken)
    services = rig.services
    housekeeper = Housekeeper(
        replace(read_settings({}), database_url=services.database_url, redis_url=services.redis_url)
    )

    housekeeper.run()

    assert len(swept) == 2

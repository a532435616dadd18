"""Sessions: state that agents share, and a deletion that leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import pytest

from app.engine import budgets, reservations
from app.engine.budgets import Limits
from app.engine.event_log import Entry, head
from app.engine.reservations import Call
from app.engine.sessions import delete_session, get_session, merge_state
from app.errors import NotFound
from app.storage.identifiers import new_id
from tests.integration.rig import KIND, Rig, deltas


def delete(rig: Rig, session_id: UUID, *, tenant_id: UUID | None = None, kind: str = KIND) -> None:
    with rig.transaction() as connection:
        delete_session(
            connection,
            live_channel=rig.live_channel,
            tenant_id=tenant_id or rig.tenant_id,
            session_id=session_id,
            kind=kind,
        )


def test_parallel_steps_of_one_session_each_keep_their_keys(rig: Rig) -> None:
    run = rig.running(rig.session(idea="bicycles"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: rig.say(run, "x", writes=[merge_state(run.session_id, {f"k{n}": n})]), range(8)))

    with rig.transaction() as connection:
        session = get_session(connection, tenant_id=rig.tenant_id, session_id=run.session_id, kind=KIND)
    assert session.state == {"idea": "bicycles", **{f"k{n}": n for n in range(8)}}
    assert session.head == 8
    assert session.updated_at > session.created_at


def test_a_deleted_session_takes_everything_with_it(rig: Rig) -> None:
    other = rig.running()
    rig.say(other, "stays")
    run = rig.running(key=1, agent="test.calls")
    rig.accept(run.session_id, key="once", queued=True)
    rig.say(run, "goes")

    delete(rig, run.session_id)

    for table in ("sessions", "session_heads", "runs", "run_events", "budgets"):
        assert len(rig.rows(f"SELECT * FROM {table}")) == 1, table
    assert rig.rows("SELECT * FROM idempotency_keys") == []
    assert [event.type for event in rig.events(other.session_id)] == ["text_delta"]


def test_the_worker_of_a_deleted_session_has_lost_its_fence(rig: Rig) -> None:
    run = rig.running()
    delete(rig, run.session_id)

    assert len(rig.write(Entry(run.fence, deltas("late"))).lost) == 1
    assert rig.rows("SELECT * FROM run_events") == []


def test_what_a_deleted_session_spent_stays_spent_under_its_cap(rig: Rig) -> None:
    with rig.transaction() as connection:
        cap = budgets.open_budget(connection, tenant_id=rig.tenant_id, limits=Limits(1_000, None), scope="project")
    run = rig.running(cap_id=cap)
    call = Call(
        model="test",
        input_tokens=10,
        output_tokens=10,
        least_output=1,
        input_price=Decimal(0),
        output_price=Decimal(0),
        free=False,
    )
    with rig.transaction() as connection:
        reservations.reserve(connection, hold_id=new_id(), budget_id=run.budget_id, fence=run.fence, call=call)

    delete(rig, run.session_id)

    with rig.transaction() as connection:
        status = budgets.status_of(connection, budget_id=cap)
    assert (status.tokens_used, status.tokens_held) == (20, 0)


def test_writing_and_deleting_at_the_same_moment_leave_no_event_behind(rig: Rig) -> None:
    for _ in range(5):
        run = rig.running()
        with ThreadPoolExecutor(4) as pool:
            writers = [pool.submit(rig.say, run, "x", "y") for _ in range(6)]
            deletion = pool.submit(delete, rig, run.session_id)
            for future in writers:
                future.result()
            deletion.result()

    assert rig.rows("SELECT * FROM run_events") == []


def test_a_session_is_found_by_its_tenant_and_kind_only(rig: Rig, session_id: UUID) -> None:
    for id, tenant_id, kind in (
        (new_id(), rig.tenant_id, KIND),
        (session_id, rig.tenant(), KIND),
        (session_id, rig.tenant_id, "another"),
    ):
        with pytest.raises(NotFound):
            delete(rig, id, tenant_id=tenant_id, kind=kind)

    delete(rig, session_id)
    with rig.transaction() as connection, pytest.raises(NotFound):
        head(connection, session_id=session_id)

"""Accepting runs: one run per key, one active run per session, and a row that is its own outbox."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sqlalchemy import text

from app.engine.budgets import Limits
from app.engine.event_log import Entry, NewEvent, append
from app.engine.run_acceptance import accept_run, known_run
from app.engine.run_endings import completed
from app.engine.session_endings import end_session
from app.engine.sessions import delete_session
from app.errors import IdempotencyMismatch, NotFound, SessionBusy
from app.storage.identifiers import new_id
from tests.integration.rig import KIND, Rig, ending_entry
from tests.support.locks import waits_behind
from tests.support.stack import until


def test_an_accepted_run_is_queued_and_its_message_is_sent(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id, input={"words": 3})

    assert rig.sent() == [run.id]
    assert (rig.status(run.id).state, rig.status(run.id).input) == ("queued", {"words": 3})
    assert run.is_new


def test_a_run_whose_transaction_is_undone_is_never_sent(rig: Rig, session_id: UUID) -> None:
    rig.accept(session_id)
    with pytest.raises(SessionBusy):
        rig.accept(session_id)

    assert len(rig.sent()) == 1
    assert rig.row("SELECT count(*) AS runs FROM runs").runs == 1
    assert rig.row("SELECT count(*) AS budgets FROM budgets").budgets == 1


def test_twenty_requests_with_one_key_at_once_make_one_run(rig: Rig, session_id: UUID) -> None:
    with ThreadPoolExecutor(20) as pool:
        runs = list(pool.map(lambda _: rig.accept(session_id, key="once", input={"words": 3}), range(20)))

    assert len({run.id for run in runs}) == 1
    assert sum(run.is_new for run in runs) == 1
    assert rig.sent() == [runs[0].id]


def test_twenty_requests_without_a_key_at_once_make_one_run_and_nineteen_refusals(rig: Rig, session_id: UUID) -> None:
    def accept(_: int) -> bool:
        try:
            rig.accept(session_id)
        except SessionBusy:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(accept, range(20))) == 1


def test_the_same_key_with_another_body_is_refused(rig: Rig, session_id: UUID) -> None:
    rig.accept(session_id, key="once", input={"words": 3})

    with pytest.raises(IdempotencyMismatch):
        rig.accept(session_id, key="once", input={"words": 4})


def test_the_same_key_with_another_budget_is_refused(rig: Rig, session_id: UUID) -> None:
    rig.accept(session_id, key="once", limits=Limits(10, None))

    with pytest.raises(IdempotencyMismatch):
        rig.accept(session_id, key="once", limits=Limits(11, None))


def test_the_order_of_a_bodys_keys_makes_no_other_request(rig: Rig, session_id: UUID) -> None:
    first = rig.accept(session_id, key="once", input={"a": 1, "b": {"c": 2, "d": 3}})

    assert rig.accept(session_id, key="once", input={"b": {"d": 3, "c": 2}, "a": 1}).id == first.id


def test_a_key_finds_its_run_after_the_run_has_ended(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id, key=5)
    rig.complete(run)
    later = rig.accept(session_id, key="once")
    claimed = rig.claim(later.id)
    assert claimed is not None
    rig.complete(claimed)

    again = rig.accept(session_id, key="once")

    assert (again.id, again.cursor, again.is_new) == (later.id, 2, False)


def test_one_key_in_two_sessions_or_for_two_agents_is_two_keys(rig: Rig, session_id: UUID) -> None:
    first = rig.accept(session_id, key="once")
    elsewhere = rig.accept(rig.session(), key="once")
    behind = rig.accept(session_id, key="once", agent="test.calls", queued=True)

    assert len({first.id, elsewhere.id, behind.id}) == 3


def test_a_key_is_known_to_its_own_tenant_only(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id, key="once")

    with rig.transaction() as connection:
        own = known_run(connection, request=rig.request(session_id, key="once"))
        foreign = known_run(connection, request=rig.request(session_id, key="once", tenant_id=rig.tenant()))

    assert own is not None
    assert (own.id, foreign) == (run.id, None)


def test_a_second_run_is_refused_while_the_first_is_active_in_any_state(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id)
    with pytest.raises(SessionBusy):
        rig.accept(session_id)
    claimed = rig.claim(run.id)
    assert claimed is not None
    with pytest.raises(SessionBusy):
        rig.accept(session_id)

    rig.complete(claimed)

    assert rig.accept(session_id).is_new


def test_runs_that_queue_behind_come_forward_one_by_one_in_their_order(rig: Rig, session_id: UUID) -> None:
    first = rig.running(session_id)
    second, third = rig.accept(session_id, queued=True), rig.accept(session_id, queued=True)
    assert rig.claim(second.id) is None
    assert rig.sent() == [first.id]

    rig.complete(first)

    assert rig.sent() == [first.id, second.id]
    assert rig.claim(third.id) is None
    claimed = rig.claim(second.id)
    assert claimed is not None
    rig.fail(claimed)
    assert rig.sent() == [first.id, second.id, third.id]


def test_a_run_that_came_forward_begins_behind_the_one_before_it(rig: Rig, session_id: UUID) -> None:
    first = rig.running(session_id)
    second = rig.accept(session_id, queued=True)
    rig.say(first, "a", "b")
    rig.complete(first)

    assert rig.status(second.id).accepted_cursor == 4


def test_a_run_that_would_queue_starts_at_once_in_an_idle_session(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id, queued=True)

    assert rig.claim(run.id) is not None


@pytest.mark.parametrize("stand_behind", [0, 1])
def test_a_run_that_queues_while_the_one_before_it_is_ending_is_not_forgotten(
    rig: Rig, session_id: UUID, stand_behind: int
) -> None:
    first = rig.running(session_id)
    waiting = [rig.accept(session_id, queued=True) for _ in range(stand_behind)]
    entry = ending_entry(first, completed(terminal="words_complete", result={}), queue=rig.queue)

    with ThreadPoolExecutor(1) as pool:
        with rig.transaction() as connection:
            append(connection, entries=[entry])
            late = pool.submit(rig.accept, session_id, queued=True)
            until(lambda: late.done() or rig.blocked(), what="the late run waits")
        runs = [*waiting, late.result()]

    for run in runs:
        claimed = rig.claim(run.id)
        assert claimed is not None
        rig.complete(claimed)


def test_runs_come_forward_in_the_order_in_which_they_were_accepted_whenever_their_requests_began(
    rig: Rig, session_id: UUID
) -> None:
    first = rig.running(session_id)
    with rig.transaction() as connection:
        connection.execute(text("SELECT 1"))
        sooner = rig.accept(session_id, queued=True)
        later = accept_run(connection, queue=rig.queue, request=rig.request(session_id, queued=True))
    rig.complete(first)

    assert rig.claim(later.id) is None
    assert rig.claim(sooner.id) is not None


def late_run(rig: Rig, session_id: UUID) -> None:
    rig.accept(session_id, queued=True)


def end_of_session(rig: Rig, session_id: UUID) -> None:
    with rig.transaction() as connection:
        end_session(
            connection,
            queue=rig.queue,
            live_channel=rig.live_channel,
            tenant_id=rig.tenant_id,
            session_id=session_id,
        )


def deletion(rig: Rig, session_id: UUID) -> None:
    with rig.transaction() as connection:
        delete_session(
            connection, live_channel=rig.live_channel, tenant_id=rig.tenant_id, session_id=session_id, kind=KIND
        )


@pytest.mark.parametrize("other", [late_run, end_of_session, deletion])
def test_an_end_that_calls_an_older_run_forward_and_who_needs_both_do_not_wait_for_each_other(
    rig: Rig, session_id: UUID, other: Callable[[Rig, UUID], None]
) -> None:
    first = rig.running(session_id)
    older, younger = (rig.accept(session_id, queued=True).id for _ in range(2))
    # By the clocks of two machines, an id can be the older one and its run the one that was accepted later.
    rig.execute("UPDATE runs SET created_at = created_at + interval '1 minute' WHERE id = :id", id=older)
    rig.complete(first)
    second = rig.claim(younger)
    assert second is not None

    with ThreadPoolExecutor(1) as pool, rig.transaction() as connection:
        append(connection, entries=[Entry(second.fence, [NewEvent.of("progress")])])
        waiting = pool.submit(other, rig, session_id)
        until(lambda: waits_behind(connection), what="the other to wait for the run that ends")
        ending = completed(terminal="words_complete", result={})
        append(connection, entries=[ending_entry(second, ending, queue=rig.queue)])
        connection.commit()
        waiting.result()


def test_a_session_that_is_gone_takes_no_run(rig: Rig) -> None:
    with pytest.raises(NotFound):
        rig.accept(new_id())


def test_what_postgres_would_refuse_in_a_body_is_left_out_of_it(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id, input={"text": "a\x00b\ud800c"})

    assert rig.status(run.id).input == {"text": "abc"}

"""Cancelling: at once where nobody works, by request where somebody does, and always the whole family."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.engine import run_endings
from app.engine.cancellation import cancel_run
from app.engine.event_log import Entry, append
from app.engine.run_claims import ClaimedRun
from app.engine.waiting import wait_for_children_write, wait_for_person_write
from app.errors import NotFound
from app.storage.identifiers import new_id
from tests.integration.rig import Rig, deltas, ending_entry
from tests.support.locks import waits_behind
from tests.support.stack import until


def cancel(rig: Rig, run_id: UUID, *, tenant_id: UUID | None = None) -> None:
    with rig.transaction() as connection:
        cancel_run(
            connection,
            queue=rig.queue,
            live_channel=rig.live_channel,
            tenant_id=tenant_id or rig.tenant_id,
            run_id=run_id,
        )


def family(rig: Rig, session_id: UUID, *, children: int = 3) -> tuple[ClaimedRun, list[UUID]]:
    """A run that waits for its children, and the children's ids."""
    parent = rig.running(session_id)
    names: list[tuple[str, dict[str, Any]]] = [("test.words", {})] * children
    write = wait_for_children_write(parent, step=1, children=names, queue=rig.queue)
    rig.write(Entry(parent.fence, (), [write], budgets=parent.budget_chain))
    found = rig.rows("SELECT id FROM runs WHERE parent_run_id = :id ORDER BY ordinal", id=parent.id)
    return parent, [row.id for row in found]


def test_a_queued_run_ends_at_once(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id)

    cancel(rig, run.id)

    assert rig.status(run.id).state == "cancelled"
    assert rig.types(session_id) == ["cancelled", "done"]
    assert rig.claim(run.id) is None


def test_a_running_run_is_asked_and_its_worker_ends_it(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    rig.say(run, "kept")

    cancel(rig, run.id)

    assert (rig.status(run.id).state, rig.status(run.id).cancel_requested_at is not None) == ("running", True)
    rig.end(run, run_endings.cancelled())
    assert rig.types(session_id) == ["text_delta", "cancelled", "done"]


def test_cancelling_again_changes_nothing(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    cancel(rig, run.id)
    asked = rig.status(run.id).cancel_requested_at
    cancel(rig, run.id)
    assert rig.status(run.id).cancel_requested_at == asked
    rig.end(run, run_endings.cancelled())

    cancel(rig, run.id)

    assert rig.types(session_id) == ["cancelled", "done"]


def test_an_ended_run_stays_as_it_is(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    rig.complete(run)

    cancel(rig, run.id)

    assert rig.status(run.id).state == "completed"
    assert rig.status(run.id).cancel_requested_at is None


def test_a_run_that_waits_for_a_person_ends_at_once(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    rig.write(Entry(run.fence, (), [wait_for_person_write(run, question={})], budgets=run.budget_chain))

    cancel(rig, run.id)

    assert rig.types(session_id) == ["cancelled", "done"]


def test_a_run_that_stands_behind_ends_without_disturbing_the_one_before_it(rig: Rig, session_id: UUID) -> None:
    first = rig.running(session_id)
    second, third = rig.accept(session_id, queued=True), rig.accept(session_id, queued=True)

    cancel(rig, second.id)
    assert rig.status(second.id).state == "cancelled"
    assert rig.claim(third.id) is None
    rig.complete(first)

    assert rig.claim(third.id) is not None


def test_a_cancelled_run_lets_the_next_one_come_forward(rig: Rig, session_id: UUID) -> None:
    first, second = rig.accept(session_id), rig.accept(session_id, queued=True)

    cancel(rig, first.id)

    assert rig.sent() == [first.id, second.id]
    assert rig.claim(second.id) is not None


def test_a_waiting_family_ends_at_once_children_first(rig: Rig, session_id: UUID) -> None:
    parent, children = family(rig, session_id)

    cancel(rig, parent.id)

    assert [rig.status(run).state for run in (parent.id, *children)] == ["cancelled"] * 4
    assert rig.types(session_id) == ["child_run_ended"] * 3 + ["cancelled", "done"]


def test_a_parent_ends_behind_the_last_child_that_a_worker_still_holds(rig: Rig, session_id: UUID) -> None:
    parent, children = family(rig, session_id)
    busy = rig.claim(children[1])
    assert busy is not None

    cancel(rig, parent.id)
    assert [rig.status(run).state for run in (parent.id, *children)] == [
        "waiting",
        "cancelled",
        "running",
        "cancelled",
    ]
    rig.say(busy, "last words")
    rig.end(busy, run_endings.cancelled())

    woken = rig.claim(parent.id)
    assert woken is not None
    assert woken.cancel_requested
    rig.end(woken, run_endings.cancelled())
    assert rig.types(session_id)[-3:] == ["child_run_ended", "cancelled", "done"]


def test_cancelling_a_child_leaves_its_family_to_go_on(rig: Rig, session_id: UUID) -> None:
    parent, children = family(rig, session_id, children=2)

    cancel(rig, children[0])
    assert rig.status(parent.id).state == "waiting"
    other = rig.claim(children[1])
    assert other is not None
    rig.complete(other, text="x")

    assert rig.status(parent.id).state == "queued"
    assert rig.status(parent.id).cancel_requested_at is None


def test_another_tenants_run_is_not_found(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id)

    for run_id, tenant_id in ((run.id, rig.tenant()), (new_id(), rig.tenant_id)):
        with pytest.raises(NotFound):
            cancel(rig, run_id, tenant_id=tenant_id)
    assert rig.status(run.id).state == "queued"


def test_a_request_outlives_the_worker_that_was_asked(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    cancel(rig, run.id)
    rig.die(run)

    again = rig.claim(run.id)

    assert again is not None
    assert again.cancel_requested
    assert not rig.write(Entry(again.fence, deltas("x"))).lost


def test_a_run_that_stands_behind_another_is_cancelled_while_that_one_ends_and_neither_waits_in_vain(
    rig: Rig, session_id: UUID
) -> None:
    ahead = rig.running(session_id)
    behind, last = (rig.accept(session_id, queued=True).id for _ in range(2))

    with ThreadPoolExecutor(1) as pool, rig.transaction() as connection:
        # As the worker's last commit: it holds the session's head when it calls the next one.
        append(connection, entries=[Entry(ahead.fence, deltas("over"))])
        cancelling = pool.submit(cancel, rig, behind)
        until(lambda: waits_behind(connection), what="the cancellation to wait for the worker")
        append(connection, entries=[ending_entry(ahead, run_endings.cancelled(), queue=rig.queue)])
        connection.commit()
        cancelling.result()

    assert [rig.status(run_id).state for run_id in (ahead.id, behind, last)] == ["cancelled", "cancelled", "queued"]
    assert rig.claim(last) is not None

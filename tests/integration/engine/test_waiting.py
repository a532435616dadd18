"""Runs that wait: without a slot, without a hold, and woken by whatever they wait for."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.engine.event_log import Entry
from app.engine.run_claims import ClaimedRun
from app.engine.runs import children_of
from app.engine.waiting import answer_run, wait_for_children_write, wait_for_person_write
from app.errors import Conflict, NotFound
from tests.integration.rig import Rig


def start_children(rig: Rig, parent: ClaimedRun, count: int) -> list[UUID]:
    children: list[tuple[str, dict[str, Any]]] = [("test.words", {"number": number}) for number in range(count)]
    write = wait_for_children_write(parent, step=1, children=children, queue=rig.queue)
    assert not rig.write(Entry(parent.fence, (), [write], budgets=parent.budget_chain)).lost
    with rig.transaction() as connection:
        return [child.id for child in children_of(connection, run_id=parent.id, step=1)]


def answer(rig: Rig, run_id: UUID, given: Any, *, tenant_id: UUID | None = None) -> None:
    with rig.transaction() as connection:
        answer_run(
            connection,
            queue=rig.queue,
            live_channel=rig.live_channel,
            tenant_id=tenant_id or rig.tenant_id,
            run_id=run_id,
            answer=given,
        )


def ask(rig: Rig, session_id: UUID) -> ClaimedRun:
    run = rig.running(session_id)
    rig.write(Entry(run.fence, (), [wait_for_person_write(run, question={"text": "Go on?"})]))
    return run


def test_a_parent_that_waits_holds_no_worker_and_its_children_are_sent(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    children = start_children(rig, parent, 3)

    row = rig.run_row(parent.id)
    assert (row.state, row.waiting_for, row.worker_key, row.dispatch_at) == ("waiting", "children", None, None)
    assert rig.sent() == [parent.id, *children]
    assert rig.claim(parent.id) is None


def test_children_share_their_parents_session_family_and_budget(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    child = rig.run_row(start_children(rig, parent, 1)[0])

    assert (child.session_id, child.root_run_id, child.budget_id) == (session_id, parent.id, parent.budget_id)


def test_the_end_of_the_last_child_puts_the_parent_back_into_the_queue(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    for child in start_children(rig, parent, 3):
        assert rig.status(parent.id).state == "waiting"
        claimed = rig.claim(child)
        assert claimed is not None
        rig.complete(claimed, text="x")

    assert rig.status(parent.id).state == "queued"
    assert rig.sent()[-1] == parent.id
    assert rig.sent().count(parent.id) == 2


def test_children_that_end_at_the_same_moment_wake_their_parent_once(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    claimed = [rig.claim(child) for child in start_children(rig, parent, 8)]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda child: rig.complete(child, text="x"), claimed))

    assert rig.status(parent.id).state == "queued"
    assert rig.sent().count(parent.id) == 2
    assert rig.types(session_id) == ["child_run_ended"] * 8


def test_a_childs_failure_is_told_to_its_parent_and_does_not_end_it(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    children = [rig.claim(child) for child in start_children(rig, parent, 2)]
    assert None not in children
    good, bad = (child for child in children if child is not None)
    rig.fail(bad, "agent_error")
    rig.complete(good, text="x")

    with rig.transaction() as connection:
        ended = children_of(connection, run_id=parent.id, step=1)

    assert [(child.state, child.result) for child in ended] == [("completed", {"text": "x"}), ("failed", None)]
    assert rig.claim(parent.id) is not None


def test_a_parent_without_children_goes_straight_on(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    start_children(rig, parent, 0)

    assert rig.sent() == [parent.id, parent.id]
    assert rig.claim(parent.id) is not None


def test_a_session_stays_busy_while_its_run_waits(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id)
    start_children(rig, parent, 1)
    with pytest.raises(Conflict):
        rig.accept(session_id)


def test_an_answer_sends_the_run_on_its_way(rig: Rig, session_id: UUID) -> None:
    run = ask(rig, session_id)
    assert rig.status(run.id).question == {"text": "Go on?"}

    answer(rig, run.id, {"go": True})

    claimed = rig.claim(run.id)
    assert claimed is not None
    assert (claimed.answer, rig.status(run.id).question) == ({"go": True}, None)
    assert rig.types(session_id) == ["answered"]
    assert rig.sent() == [run.id, run.id]


@pytest.mark.parametrize("given", [False, None, 0, "", "no", ["a"]])
def test_any_json_is_an_answer(rig: Rig, session_id: UUID, given: Any) -> None:
    run = ask(rig, session_id)

    answer(rig, run.id, given)

    claimed = rig.claim(run.id)
    assert claimed is not None
    assert claimed.answer == given


def test_of_two_answers_at_once_one_is_taken(rig: Rig, session_id: UUID) -> None:
    run = ask(rig, session_id)

    def try_to_answer(given: int) -> bool:
        try:
            answer(rig, run.id, given)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_to_answer, range(4))) == 1
    assert rig.types(session_id) == ["answered"]


def test_who_does_not_wait_takes_no_answer(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    with pytest.raises(Conflict):
        answer(rig, run.id, 1)


def test_nobody_answers_for_another_tenant(rig: Rig, session_id: UUID) -> None:
    run = ask(rig, session_id)
    with pytest.raises(NotFound):
        answer(rig, run.id, 1, tenant_id=rig.tenant())


def test_the_time_of_waiting_is_not_the_time_of_working(rig: Rig, session_id: UUID) -> None:
    run = ask(rig, session_id)
    rig.execute(
        "UPDATE runs SET claimed_at = claimed_at - interval '1 hour', active_seconds = 5 WHERE id = :id", id=run.id
    )
    answer(rig, run.id, 1)

    claimed = rig.claim(run.id)

    assert claimed is not None
    assert claimed.active_seconds == 5

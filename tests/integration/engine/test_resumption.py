"""Resuming: a new run behind the last checkpoint of a stopped one, with what was used counted in."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from app.engine import run_endings
from app.engine.budgets import Limits, open_budget
from app.engine.checkpoints import outputs_of, step_write
from app.engine.event_log import Entry
from app.engine.resumption import resume_run
from app.engine.run_acceptance import AcceptedRun
from app.engine.run_claims import ClaimedRun
from app.engine.runs import RunStatus, children_of
from app.engine.waiting import wait_for_children_write
from app.errors import Conflict, IdempotencyMismatch, InvalidRequest, NotFound, SessionBusy
from tests.integration.rig import AGENT, NO_LIMITS, Rig


def stopped_run(rig: Rig, session_id: UUID, *, steps: int = 2, cap_id: UUID | None = None) -> ClaimedRun:
    """A run that failed after ``steps`` finished steps, with 150 tokens and 2 cents used."""
    run = rig.running(session_id, limits=Limits(200, Decimal("0.05")), input={"words": 7}, cap_id=cap_id)
    for step in range(1, steps + 1):
        write = step_write(run.fence, step=step, name=f"step-{step}", output={"n": step}, next_step="next")
        rig.write(Entry(run.fence, (), [write], budgets=run.budget_chain))
    rig.execute("UPDATE budgets SET tokens_used = 150, cost_used = 0.02 WHERE id = :id", id=run.budget_id)
    rig.fail(run)
    return run


def resume(
    rig: Rig,
    run_id: UUID,
    *,
    limits: Limits = NO_LIMITS,
    key: str | None = None,
    tenant_id: UUID | None = None,
) -> AcceptedRun:
    with rig.transaction() as connection:
        return resume_run(
            connection,
            queue=rig.queue,
            tenant_id=tenant_id or rig.tenant_id,
            run_id=run_id,
            limits=limits,
            idempotency_key=key,
        )


def test_a_resumed_run_begins_behind_the_last_finished_step(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)

    new = resume(rig, old.id)

    claimed = rig.claim(new.id)
    assert claimed is not None
    assert (claimed.step, claimed.input, claimed.resumed_from, claimed.attempt) == (2, {"words": 7}, old.id, 1)
    with rig.transaction() as connection:
        assert outputs_of(connection, run_id=new.id) == {"step-1": {"n": 1}, "step-2": {"n": 2}}
    assert rig.sent() == [old.id, new.id]


def test_the_stopped_run_keeps_its_own_end_and_its_checkpoints(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)
    before = rig.status(old.id)

    new = resume(rig, old.id)

    assert rig.status(old.id) == before
    assert rig.types(session_id) == ["error", "done"]
    assert rig.status(new.id).checkpoint_id != before.checkpoint_id


def test_what_the_stopped_run_used_counts_in_the_new_budget(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)

    new = resume(rig, old.id, limits=Limits(500, Decimal(1)))

    status = rig.status(new.id)
    assert (status.tokens_used, status.tokens_limit, status.cost_used) == (150, 500, Decimal("0.02"))
    assert rig.lines(new.id) == [("carried", 150, Decimal("0.02"))]


def test_a_run_resumed_twice_carries_everything_once(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)
    second = resume(rig, old.id)
    claimed = rig.claim(second.id)
    assert claimed is not None
    rig.end(claimed, run_endings.cancelled())

    third = resume(rig, second.id)

    assert rig.status(third.id).tokens_used == 150


@pytest.mark.parametrize("limits", [Limits(150, None), Limits(10, None), Limits(None, Decimal("0.01"))])
def test_a_budget_below_what_is_used_is_refused(rig: Rig, session_id: UUID, limits: Limits) -> None:
    old = stopped_run(rig, session_id)

    with pytest.raises(InvalidRequest):
        resume(rig, old.id, limits=limits)
    assert len(rig.rows("SELECT id FROM runs")) == 1


def test_a_new_run_stands_below_the_same_cap(rig: Rig, session_id: UUID) -> None:
    with rig.transaction() as connection:
        cap = open_budget(connection, tenant_id=rig.tenant_id, limits=Limits(10_000, None), scope="project")
    old = stopped_run(rig, session_id, cap_id=cap)

    new = resume(rig, old.id)

    claimed = rig.claim(new.id)
    assert claimed is not None
    assert claimed.budget_chain[0] == cap


def test_one_key_resumes_once(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)
    first = resume(rig, old.id, key="again")

    assert resume(rig, old.id, key="again").id == first.id
    assert rig.lines(first.id) == [("carried", 150, Decimal("0.02"))]
    with pytest.raises(IdempotencyMismatch):
        resume(rig, old.id, key="again", limits=Limits(999, None))


def test_a_key_of_a_start_is_none_of_a_resumption(rig: Rig, session_id: UUID) -> None:
    started = rig.running(session_id, key=1)
    rig.fail(started)

    assert resume(rig, started.id, key="1").id != started.id


def test_a_busy_session_refuses_a_resumption(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)
    rig.accept(session_id)

    with pytest.raises(SessionBusy):
        resume(rig, old.id)


def test_only_a_stopped_root_run_can_be_resumed(rig: Rig, session_id: UUID) -> None:
    done = rig.running(session_id)
    with pytest.raises(Conflict):
        resume(rig, done.id)
    rig.complete(done)
    with pytest.raises(Conflict):
        resume(rig, done.id)


def test_another_tenants_run_is_not_found(rig: Rig, session_id: UUID) -> None:
    old = stopped_run(rig, session_id)
    with pytest.raises(NotFound):
        resume(rig, old.id, tenant_id=rig.tenant())


def parent_of(rig: Rig, session_id: UUID, *inputs: dict[str, Any]) -> ClaimedRun:
    """A run whose second step has started a child for each input."""
    run = rig.running(session_id)
    step = step_write(run.fence, step=1, name="first", output=1, next_step="second")
    rig.write(Entry(run.fence, (), [step], budgets=run.budget_chain))
    wait_for(rig, run, *inputs)
    return run


def wait_for(rig: Rig, run: ClaimedRun, *inputs: dict[str, Any]) -> list[RunStatus]:
    """Take the run's second step, which starts the children; they."""
    step = step_write(run.fence, step=2, name="second", output=2, next_step="third")
    wait = wait_for_children_write(run, step=2, children=[(AGENT, each) for each in inputs], queue=rig.queue)
    assert not rig.write(Entry(run.fence, (), [step, wait], budgets=run.budget_chain, leaves=True)).lost
    return children(rig, run.id)


def children(rig: Rig, run_id: UUID) -> list[RunStatus]:
    with rig.transaction() as connection:
        return children_of(connection, run_id=run_id, step=2)


def taken(rig: Rig, run_id: UUID) -> ClaimedRun:
    claimed = rig.claim(run_id)
    assert claimed is not None
    return claimed


def stopped_parent(rig: Rig, session_id: UUID) -> ClaimedRun:
    """A run that failed after the first of its children had completed and the second had not."""
    parent = parent_of(rig, session_id, {"n": 1}, {"n": 2}, {"n": 3})
    good, bad, changed = children(rig, parent.id)
    rig.complete(taken(rig, good.id), text="one")
    rig.fail(taken(rig, bad.id))
    rig.complete(taken(rig, changed.id), text="three")
    rig.fail(taken(rig, parent.id))
    return parent


def test_a_run_whose_children_did_not_all_complete_names_them_again(rig: Rig, session_id: UUID) -> None:
    old = stopped_parent(rig, session_id)

    new = taken(rig, resume(rig, old.id).id)

    assert new.step == 1
    with rig.transaction() as connection:
        assert outputs_of(connection, run_id=new.id) == {"first": 1}
    assert [child.id for child in children(rig, new.id)] == [child.id for child in children(rig, old.id)]


def test_children_that_completed_are_taken_over_and_only_the_others_run(rig: Rig, session_id: UUID) -> None:
    old = stopped_parent(rig, session_id)
    new = taken(rig, resume(rig, old.id).id)
    sent = len(rig.sent())

    kept, failed, changed = wait_for(rig, new, {"n": 1}, {"n": 2}, {"n": 33})

    assert (kept.state, kept.result) == ("completed", {"text": "one"})
    assert (kept.root_run_id, kept.budget_id, kept.attempt) == (new.id, new.budget_id, 0)
    assert [failed.state, changed.state] == ["queued", "queued"]
    assert rig.sent()[sent:] == [failed.id, changed.id]
    assert rig.lines(kept.id) == []
    for child in (failed, changed):
        rig.complete(taken(rig, child.id), text="again")
    assert taken(rig, new.id).step == 2
    assert [child.result["text"] for child in children(rig, new.id)] == ["one", "again", "again"]


def test_a_run_that_takes_all_its_children_over_goes_straight_on(rig: Rig, session_id: UUID) -> None:
    old = stopped_parent(rig, session_id)
    second = taken(rig, resume(rig, old.id).id)
    for child in wait_for(rig, second, {"n": 1}, {"n": 2}, {"n": 3}):
        if child.state == "queued":
            rig.complete(taken(rig, child.id), text="two")
    rig.end(taken(rig, second.id), run_endings.cancelled())

    third = taken(rig, resume(rig, second.id).id)

    assert third.step == 2
    assert [child.result["text"] for child in children(rig, third.id)] == ["one", "two", "three"]
    rig.execute("UPDATE runs SET step = 1 WHERE id = :id", id=third.id)
    rig.execute("DELETE FROM checkpoints WHERE run_id = :id AND step = 2", id=third.id)
    assert {child.state for child in wait_for(rig, third, {"n": 1}, {"n": 2}, {"n": 3})} == {"completed"}
    assert rig.sent()[-1] == third.id


def test_a_deadline_is_for_the_run_and_all_that_it_starts(rig: Rig, session_id: UUID) -> None:
    parent = rig.running(session_id, seconds=60)
    child = taken(rig, wait_for(rig, parent, {"n": 1})[0].id)

    assert parent.seconds_left is not None
    assert child.seconds_left is not None
    assert 0 < child.seconds_left <= parent.seconds_left <= 60
    assert rig.running().seconds_left is None

"""Budgets: reserved before the call, settled after it, never overshot by anybody's reservations."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID

import pytest

from app.engine import bookings, budgets, reservations
from app.engine.budgets import BudgetStatus, Limits
from app.engine.checkpoints import step_write
from app.engine.event_log import Entry
from app.engine.reservations import Call, Reservation
from app.engine.run_claims import ClaimedRun
from app.errors import BudgetExceeded, FenceLost, InvalidRequest
from app.storage.identifiers import new_id
from tests.integration.rig import NO_LIMITS, Rig

CENT = Decimal("0.01")


def call(
    *, input: int = 100, output: int = 100, least: int = 10, price: Decimal = Decimal(0), free: bool = False
) -> Call:
    return Call(
        model="test",
        input_tokens=input,
        output_tokens=output,
        least_output=least,
        input_price=price,
        output_price=price,
        free=free,
    )


def reserve(rig: Rig, run: ClaimedRun, wanted: Call, *, hold_id: UUID | None = None) -> Reservation:
    with rig.transaction() as connection:
        return reservations.reserve(
            connection, hold_id=hold_id or new_id(), budget_id=run.budget_id, fence=run.fence, call=wanted
        )


def settle(rig: Rig, hold: Reservation, tokens: int, cost: Decimal = Decimal(0)) -> bool:
    with rig.transaction() as connection:
        return reservations.settle(connection, hold_id=hold.id, tokens=tokens, cost=cost)


def finish_step(rig: Rig, run: ClaimedRun, step: int) -> None:
    write = step_write(run.fence, step=step, name=f"step-{step}", output=None, next_step=None)
    assert not rig.write(Entry(run.fence, (), [write], budgets=run.budget_chain)).lost


def status(rig: Rig, budget_id: UUID) -> BudgetStatus:
    with rig.transaction() as connection:
        return budgets.status_of(connection, budget_id=budget_id)


def cap(rig: Rig, limits: Limits, *, scope: str = "project", parent_id: UUID | None = None) -> UUID:
    with rig.transaction() as connection:
        return budgets.open_budget(connection, tenant_id=rig.tenant_id, limits=limits, scope=scope, parent_id=parent_id)


def test_a_reservation_holds_input_and_most_output(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, Decimal(1)))

    granted = reserve(rig, run, call(input=100, output=200, price=Decimal("0.001")))

    assert granted.output_tokens == 200
    now = status(rig, run.budget_id)
    assert (now.tokens_held, now.cost_held, now.tokens_used) == (300, Decimal("0.3"), 0)


def test_output_is_clamped_to_what_the_tokens_leave(rig: Rig) -> None:
    run = rig.running(limits=Limits(150, None))

    assert reserve(rig, run, call(input=100, output=200)).output_tokens == 50


def test_output_is_clamped_to_what_the_money_leaves(rig: Rig) -> None:
    run = rig.running(limits=Limits(None, Decimal("0.125")))

    assert reserve(rig, run, call(input=100, output=200, price=Decimal("0.001"))).output_tokens == 25
    assert status(rig, run.budget_id).cost_held == Decimal("0.125")


def test_a_call_that_does_not_carry_its_least_output_is_refused_and_holds_nothing(rig: Rig) -> None:
    run = rig.running(limits=Limits(109, None))

    with pytest.raises(BudgetExceeded) as refused:
        reserve(rig, run, call(input=100, output=200, least=10))

    assert refused.value.details["tokensLimit"] == 109
    assert refused.value.details["tokensNeeded"] == 110
    assert status(rig, run.budget_id).tokens_held == 0


def test_a_budget_of_no_money_carries_a_call_that_costs_none(rig: Rig) -> None:
    run = rig.running(limits=Limits(None, Decimal(0)))

    assert reserve(rig, run, call(free=True)).output_tokens == 100
    with pytest.raises(BudgetExceeded):
        reserve(rig, run, call(price=Decimal("0.000001")))


def test_no_limit_carries_everything(rig: Rig) -> None:
    run = rig.running(limits=NO_LIMITS)

    assert reserve(rig, run, call(output=10**9, price=Decimal("0.01"))).output_tokens == 10**9


@pytest.mark.parametrize("limits", [Limits(-1, None), Limits(2**53 + 1, None), Limits(None, Decimal("NaN"))])
def test_a_limit_that_is_none_is_refused(rig: Rig, limits: Limits) -> None:
    with pytest.raises(InvalidRequest):
        cap(rig, limits)


def test_repeating_a_reservation_finds_the_one_that_was_made(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    hold_id = new_id()

    first = reserve(rig, run, call(), hold_id=hold_id)
    again = reserve(rig, run, call(), hold_id=hold_id)

    assert first == again
    assert status(rig, run.budget_id).tokens_held == 200


def test_who_lost_the_run_reserves_nothing(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    rig.die(run)

    with pytest.raises(FenceLost):
        reserve(rig, run, call())


def test_settling_brings_the_hold_to_the_real_usage_once(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    hold = reserve(rig, run, call(input=100, output=500))

    assert settle(rig, hold, 130) is False
    assert settle(rig, hold, 130) is False

    assert status(rig, run.budget_id).tokens_held == 130


def test_usage_above_the_hold_is_booked_as_it_is_and_blocks_the_next_call(rig: Rig) -> None:
    run = rig.running(limits=Limits(200, None))
    hold = reserve(rig, run, call(input=100, output=100))

    assert settle(rig, hold, 260) is True
    finish_step(rig, run, 1)

    assert status(rig, run.budget_id).tokens_used == 260
    with pytest.raises(BudgetExceeded):
        reserve(rig, run, call(input=1, output=1, least=1))


def test_each_step_has_one_line_for_all_its_calls(rig: Rig) -> None:
    run = rig.running(limits=Limits(10_000, Decimal(1)))
    for step, calls in ((1, 3), (2, 1)):
        for _ in range(calls):
            settle(rig, reserve(rig, run, call(price=Decimal("0.0001"))), 150, CENT)
        finish_step(rig, run, step)

    assert rig.lines(run.id) == [("used", 450, 3 * CENT), ("used", 150, CENT)]
    now = status(rig, run.budget_id)
    assert (now.tokens_used, now.tokens_held, now.cost_used, now.cost_held) == (600, 0, 4 * CENT, Decimal(0))


def test_a_step_without_calls_has_no_line(rig: Rig) -> None:
    run = rig.running()
    finish_step(rig, run, 1)

    assert rig.lines(run.id) == []


def test_a_dead_attempts_calls_are_booked_as_lost_and_count(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    settle(rig, reserve(rig, run, call(input=100, output=100)), 120)
    reserve(rig, run, call(input=100, output=100))

    rig.die(run)

    assert rig.lines(run.id) == [("lost_call", 320, Decimal(0))]
    now = status(rig, run.budget_id)
    assert (now.tokens_used, now.tokens_held) == (320, 0)


def test_a_lost_call_of_a_free_model_counts_nothing_unless_its_usage_is_known(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    settle(rig, reserve(rig, run, call(free=True)), 70)
    reserve(rig, run, call(free=True))

    rig.die(run)

    assert rig.lines(run.id) == [("lost_call", 70, Decimal(0))]


def test_settling_a_call_that_was_booked_as_lost_changes_nothing(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, None))
    hold = reserve(rig, run, call())
    rig.die(run)

    assert settle(rig, hold, 5) is False
    assert status(rig, run.budget_id).tokens_used == 200


def test_a_call_is_held_in_the_whole_chain_or_in_none_of_it(rig: Rig) -> None:
    organization = cap(rig, Limits(250, None), scope="organization")
    project = cap(rig, Limits(10_000, None), parent_id=organization)
    run = rig.running(limits=Limits(10_000, None), cap_id=project)
    other = rig.running(limits=Limits(10_000, None), cap_id=project)

    assert reserve(rig, run, call(input=100, output=100)).output_tokens == 100
    with pytest.raises(BudgetExceeded) as refused:
        reserve(rig, other, call(input=100, output=100))

    assert refused.value.details["scope"] == "organization"
    assert [status(rig, each).tokens_held for each in (organization, project, run.budget_id)] == [200, 200, 200]
    assert status(rig, other.budget_id).tokens_held == 0


def test_a_cap_clamps_the_calls_of_the_runs_below_it(rig: Rig) -> None:
    project = cap(rig, Limits(150, None))
    run = rig.running(limits=Limits(10_000, None), cap_id=project)

    assert reserve(rig, run, call(input=100, output=100)).output_tokens == 50


def test_booking_reaches_every_budget_of_the_chain(rig: Rig) -> None:
    project = cap(rig, NO_LIMITS)
    run = rig.running(cap_id=project)
    settle(rig, reserve(rig, run, call()), 150)
    finish_step(rig, run, 1)

    for budget in (project, run.budget_id):
        assert (status(rig, budget).tokens_used, status(rig, budget).tokens_held) == (150, 0)


@pytest.mark.parametrize("shared", [False, True])
def test_parallel_reservations_never_overshoot(rig: Rig, shared: bool) -> None:
    """Twenty-four writers under one budget, and under budgets of their own below one cap."""
    limit = 5_000
    if shared:
        budget = cap(rig, Limits(limit, CENT * 50))
        runs = [rig.running(cap_id=budget) for _ in range(4)]
    else:
        runs = [rig.running(limits=Limits(limit, CENT * 50))] * 4
        budget = runs[0].budget_id

    def spend(index: int) -> int:
        granted = 0
        try:
            for _ in range(6):
                wanted = call(input=37, output=90, least=5, price=Decimal("0.00009"))
                hold = reserve(rig, runs[index % 4], wanted)
                now = status(rig, budget)
                assert now.tokens_used + now.tokens_held <= limit
                used = 37 + hold.output_tokens // (1 + index % 3)
                settle(rig, hold, used, used * Decimal("0.00009"))
                granted += used
        except BudgetExceeded:
            pass
        return granted

    with ThreadPoolExecutor(24) as pool:
        spent = sum(pool.map(spend, range(24)))

    now = status(rig, budget)
    assert now.tokens_used + now.tokens_held == spent <= limit
    assert now.cost_used + now.cost_held <= CENT * 50


def test_what_was_used_is_carried_over_and_counts_against_the_new_limit(rig: Rig, session_id: UUID) -> None:
    old = rig.running(session_id, limits=Limits(1_000, None))
    settle(rig, reserve(rig, old, call()), 150)
    finish_step(rig, old, 1)
    rig.fail(old)
    new = rig.running(session_id, limits=Limits(300, None))

    with rig.transaction() as connection:
        bookings.carry_over(
            connection,
            from_budget=old.budget_id,
            to_budget=new.budget_id,
            run_id=new.id,
            tenant_id=rig.tenant_id,
        )

    assert rig.lines(new.id) == [("carried", 150, Decimal(0))]
    assert reserve(rig, new, call(input=100, output=100)).output_tokens == 50


def test_the_part_used_is_the_larger_of_tokens_and_money(rig: Rig) -> None:
    run = rig.running(limits=Limits(1_000, Decimal(1)))
    settle(rig, reserve(rig, run, call()), 100, Decimal("0.8"))

    assert status(rig, run.budget_id).part_used == pytest.approx(0.8)

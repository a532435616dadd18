"""Whatever is reserved, settled, booked or lost, in whatever order: what is used and held stays within the limits."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import budgets, reservations
from app.engine.budgets import Limits
from app.engine.checkpoints import step_write
from app.engine.event_log import Entry
from app.engine.reservations import NANO_DOLLAR, Call
from app.engine.run_claims import ClaimedRun
from app.errors import BudgetExceeded
from app.storage.identifiers import new_id
from tests.integration.rig import Rig

_PRICES = st.sampled_from([Decimal(0), Decimal("0.000000001"), Decimal("0.0000003"), Decimal("0.00007")])
_CALLS = st.builds(
    Call,
    model=st.just("test"),
    input_tokens=st.integers(0, 400),
    output_tokens=st.integers(1, 400),
    least_output=st.integers(1, 50),
    input_price=_PRICES,
    output_price=_PRICES,
    free=st.booleans(),
)
_LIMITS = st.builds(
    Limits,
    st.none() | st.integers(0, 1_500),
    st.none() | st.decimals(0, Decimal("0.05"), places=9, allow_nan=False, allow_infinity=False),
)
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("reserve"), st.integers(0, 1), _CALLS),
        st.tuples(st.just("settle"), st.integers(0, 1), st.floats(0, 1)),
        st.tuples(st.just("book"), st.integers(0, 1), st.none()),
        st.tuples(st.just("lose"), st.integers(0, 1), st.none()),
    ),
    max_size=14,
)


class Spender:
    """A run with its open calls, and what it has to have spent by the end."""

    def __init__(self, rig: Rig, run: ClaimedRun) -> None:
        self._rig = rig
        self.run = run
        self._step = 0
        self._open: list[tuple[reservations.Reservation, Call]] = []

    def reserve(self, call: Call) -> None:
        try:
            with self._rig.transaction() as connection:
                hold = reservations.reserve(
                    connection, hold_id=new_id(), budget_id=self.run.budget_id, fence=self.run.fence, call=call
                )
        except BudgetExceeded:
            return
        assert min(call.least_output, call.output_tokens) <= hold.output_tokens <= call.output_tokens
        self._open.append((hold, call))

    def settle(self, part: float) -> None:
        if not self._open:
            return
        hold, call = self._open.pop(0)
        output = int(hold.output_tokens * part)
        with self._rig.transaction() as connection:
            above = reservations.settle(
                connection, hold_id=hold.id, tokens=call.input_tokens + output, cost=call.cost(output)
            )
        assert not above

    def book(self) -> None:
        """End the step: what is open is booked as it is held."""
        self._step += 1
        write = step_write(self.run.fence, step=self._step, name=f"{self._step}", output=None, next_step=None)
        self._rig.write(Entry(self.run.fence, (), [write], budgets=self.run.budget_chain))
        self._open.clear()

    def lose(self) -> None:
        """The attempt dies, and the next one takes over."""
        self._rig.die(self.run)
        claimed = self._rig.claim(self.run.id, alone=True)
        assert claimed is not None
        self.run = claimed
        self._open.clear()


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(cap=_LIMITS, own=st.tuples(_LIMITS, _LIMITS), acts=_ACTS)
def test_used_and_held_stay_within_every_limit_of_the_chain(
    rig: Rig, cap: Limits, own: tuple[Limits, Limits], acts: list[tuple[str, int, object]]
) -> None:
    with rig.transaction() as connection:
        above = budgets.open_budget(connection, tenant_id=rig.tenant_id, limits=cap, scope="project")
    spenders = [Spender(rig, rig.running(limits=limits, cap_id=above)) for limits in own]

    for act, index, argument in acts:
        getattr(spenders[index], act)(*([] if argument is None else [argument]))
        _check(rig)

    for spender in spenders:
        spender.book()
    _check(rig)
    total = rig.row("SELECT tokens_used, tokens_held, cost_used FROM budgets WHERE id = :id", id=above)
    lines = _lines_of(rig, [spender.run for spender in spenders])
    assert (total.tokens_used, total.cost_used, total.tokens_held) == (*lines, 0)


def _check(rig: Rig) -> None:
    for budget in rig.rows("SELECT * FROM budgets"):
        if budget.tokens_limit is not None:
            assert budget.tokens_used + budget.tokens_held <= budget.tokens_limit
        if budget.cost_limit is not None:
            assert budget.cost_used + budget.cost_held <= budget.cost_limit
        assert budget.cost_held % NANO_DOLLAR == 0


def _lines_of(rig: Rig, runs: list[ClaimedRun]) -> tuple[int, Decimal]:
    lines = [line for run in runs for line in rig.lines(run.id)]
    return sum(tokens for _, tokens, _ in lines), sum((cost for *_, cost in lines), Decimal(0))

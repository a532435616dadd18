"""Endings: exactly one terminal event and one ``done``, a status row that says the same, and what is set free."""

from decimal import Decimal
from uuid import UUID

import pytest

from app.engine import reservations, run_endings, snapshots
from app.engine.budgets import Limits
from app.engine.reservations import Call
from app.engine.run_endings import Ending
from app.storage.identifiers import new_id
from tests.integration.rig import Rig

ENDINGS = [
    run_endings.completed(terminal="words_complete", result={"text": "é\u2028"}),
    run_endings.failed(error={"code": "agent_error", "message": "It did not work."}),
    run_endings.cancelled(),
]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.state)
def test_a_runs_last_two_events_are_its_terminal_one_and_done(rig: Rig, ending: Ending) -> None:
    run = rig.running()
    rig.say(run, "a", "b")
    rig.end(run, ending)

    assert rig.types(run.session_id)[-2:] == [ending.terminal.type, "done"]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.state)
def test_the_events_tell_what_the_status_row_tells(rig: Rig, ending: Ending) -> None:
    run = rig.running()
    rig.say(run, "a")
    rig.end(run, ending)

    row = rig.status(run.id)

    told = snapshots.status_of(rig.events(run.session_id), run_id=run.id)
    assert told == {"state": row.state, "result": row.result, "error": row.error}
    assert row.finished_at is not None


def test_a_run_that_goes_on_has_no_end_to_tell(rig: Rig) -> None:
    run = rig.running()
    rig.say(run, "a")

    assert snapshots.status_of(rig.events(run.session_id), run_id=run.id)["state"] is None


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.state)
def test_nothing_is_held_behind_the_end(rig: Rig, ending: Ending) -> None:
    run = rig.running(limits=Limits(1_000, None))
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

    rig.end(run, ending)

    status = rig.status(run.id)
    assert (status.tokens_held, status.tokens_used) == (0, 20)
    assert rig.lines(run.id) == [("lost_call", 20, Decimal(0))]


def test_a_finished_run_names_no_current_step(rig: Rig, session_id: UUID) -> None:
    run = rig.running(session_id)
    rig.execute("UPDATE runs SET current_step = 'writing', total_steps = 1 WHERE id = :id", id=run.id)
    rig.complete(run)

    assert rig.status(run.id).current_step is None

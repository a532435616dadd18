"""Commits that were never answered: what became of them is told by their rows, also after a crash."""

import threading

import pytest
from sqlalchemy import Connection

from app.engine.commit_outcomes import was_committed
from app.engine.event_log import Appended, Entry, Fence, NewEvent, append
from app.engine.run_acceptance import AcceptedRun
from app.storage.database import transaction
from tests.faults.runs import Runs
from tests.support.stack import Stack


def _write(runs: Runs, run: AcceptedRun, connection: Connection) -> Appended:
    """What a writer has done when its COMMIT is due."""
    connection.begin()
    connection.exec_driver_sql("SELECT 1 FROM runs WHERE id = %s FOR NO KEY UPDATE", (run.id,))
    fence = Fence(run.id, run.session_id, runs.tenant_id, 0, 0)
    appended = append(connection, entries=[Entry(fence, [NewEvent.of("text_delta", {"delta": "x"})], fenced=False)])
    return appended


def _was_committed(runs: Runs, run: AcceptedRun, appended: Appended) -> bool:
    with transaction(runs.engine) as connection:
        return was_committed(connection, runs=[run.id], appended=appended)


@pytest.fixture
def run(runs: Runs) -> AcceptedRun:
    """A run that waits for a person: no worker writes to it."""
    accepted = runs.start("test.person")
    runs.reach(accepted, "waiting")
    return accepted


def test_what_a_crash_undid_is_not_taken_for_committed_though_its_number_is_given_out_again(
    house: Stack, runs: Runs, run: AcceptedRun
) -> None:
    connection = runs.engine.connect()
    appended = _write(runs, run, connection)
    house.services.restart_postgres(crash=True)
    connection.invalidate()
    runs.engine.dispose()

    assert not _was_committed(runs, run, appended)
    assert appended.transaction is not None
    while int(runs.value("SELECT pg_current_xact_id()::text")) <= appended.transaction:
        pass
    assert not _was_committed(runs, run, appended)
    runs.cancel(run.id)


def test_a_commit_that_is_still_under_way_is_waited_for(runs: Runs, run: AcceptedRun) -> None:
    with runs.engine.connect() as connection:
        appended = _write(runs, run, connection)
        answers: list[bool] = []
        asking = threading.Thread(target=lambda: answers.append(_was_committed(runs, run, appended)))
        asking.start()
        connection.commit()
    asking.join(30)
    assert answers == [True]
    runs.cancel(run.id)


def test_a_transaction_that_was_rolled_back_was_not_committed(runs: Runs, run: AcceptedRun) -> None:
    with runs.engine.connect() as connection:
        appended = _write(runs, run, connection)
        connection.rollback()
    assert not _was_committed(runs, run, appended)
    runs.cancel(run.id)

"""The checker finds what it is there to find: each test spoils the tables and takes that back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from app.engine.run_acceptance import AcceptedRun
from tests.faults.checker import Trouble, check_tables, compare, summary
from tests.faults.runs import Runs
from tests.support.stack import Stack

_BEHIND_DONE = """WITH head AS (UPDATE session_heads SET last_cursor = last_cursor + 1 WHERE session_id = %(session)s
                                RETURNING *)
                  INSERT INTO run_events (session_id, cursor, tenant_id, run_id, type, data)
                  SELECT session_id, last_cursor, tenant_id, %(run)s, 'text_delta', '{"delta":"more "}' FROM head"""

_CASES = {
    "a missing event": ("DELETE FROM run_events WHERE session_id = %(session)s AND cursor = 7", "lost"),
    "a missing end": ("DELETE FROM run_events WHERE run_id = %(run)s AND type = 'done'", "lost"),
    "an event behind done": (_BEHIND_DONE, "repeated"),
    "a word twice": (
        """UPDATE run_events SET data = '{"delta":"s1w3 s1w3 "}' WHERE session_id = %(session)s AND cursor = 4""",
        "repeated",
    ),
    "a missing checkpoint": ("DELETE FROM checkpoints WHERE run_id = %(run)s AND step = 1", "lost"),
    "another result": ("""UPDATE runs SET result = '{"text":"s1w0 "}' WHERE id = %(run)s""", "wrong"),
    "a run that waits for ever": (
        """UPDATE runs SET state = 'waiting', waiting_for = 'person', finished_at = NULL WHERE id = %(run)s""",
        "stuck",
    ),
    "a budget that does not add up": (
        "UPDATE budgets SET tokens_used = 5 WHERE id = (SELECT budget_id FROM runs WHERE id = %(run)s)",
        "wrong",
    ),
    "a hold that is left": (
        "UPDATE budgets SET tokens_held = 5 WHERE id = (SELECT budget_id FROM runs WHERE id = %(run)s)",
        "stuck",
    ),
}


@pytest.fixture
def finished(runs: Runs) -> AcceptedRun:
    run = runs.start("test.words")
    assert runs.ended(run).state == "completed"
    return run


@pytest.fixture
def connection(house: Stack) -> Iterator[Connection]:
    """A transaction that is never committed."""
    with house.engine.connect() as opened:
        yield opened
        opened.rollback()


@pytest.mark.parametrize(("statement", "kind"), _CASES.values(), ids=_CASES.keys())
def test_what_does_not_hold_is_found(connection: Connection, finished: AcceptedRun, statement: str, kind: str) -> None:
    assert check_tables(connection) == []
    connection.exec_driver_sql(statement, {"session": finished.session_id, "run": finished.id})
    assert kind in {trouble.kind for trouble in check_tables(connection)}


def test_a_viewer_who_saw_anything_else_than_the_replay_is_found() -> None:
    replay = [b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n"]
    assert compare(replay, replay, who="a viewer") == []
    for seen, kind in ((replay[:2], "lost"), ([*replay, replay[0]], "repeated"), (replay[::-1], "wrong")):
        assert [trouble.kind for trouble in compare(seen, replay, who="a viewer")] == [kind]


def test_the_summary_counts_each_kind() -> None:
    troubles = [Trouble("lost", "this"), Trouble("lost", "that"), Trouble("stuck", "a run")]
    assert summary(troubles) == "2 lost, 0 repeated, 1 stuck, 0 wrong"

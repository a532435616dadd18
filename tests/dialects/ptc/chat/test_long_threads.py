"""Long threads: what shows them asks Postgres as often as for short ones, or once for each page of the log."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from app.api.dialects.ptc.threads import replay
from app.storage.database import transaction
from tests.dialects.ptc.chat.chatter import Chatter, Frame
from tests.dialects.ptc.chat.worker_in_process import WorkerInProcess
from tests.support.statements import counted_statements

TURNS = 250


def repeat_turn(owner: Engine, thread: str, *, times: int) -> int:
    """Have the thread's only turn happen so often again, each time with a run of its own; how many events there are."""
    with transaction(owner) as connection:
        head = connection.execute(
            text("SELECT last_cursor FROM session_heads WHERE session_id = :thread"), {"thread": UUID(thread)}
        ).scalar_one()
        connection.execute(text(_REPEATED), {"thread": UUID(thread), "head": head, "times": times})
    return int(head) * (times + 1)


_REPEATED = """
WITH again AS (SELECT n, gen_random_uuid() AS run, gen_random_uuid() AS turn FROM generate_series(1, :times) n),
     turns AS (INSERT INTO conversation_turns
               SELECT (jsonb_populate_record(t, jsonb_build_object(
                          'id', a.turn, 'number', a.n, 'run_id', a.run, 'cursor', :head * a.n))).*
                 FROM conversation_turns t, again a WHERE t.session_id = :thread),
     runs AS (INSERT INTO runs
              SELECT (jsonb_populate_record(r, jsonb_build_object('id', a.run, 'root_run_id', a.run))).*
                FROM runs r, again a WHERE r.session_id = :thread),
     events AS (INSERT INTO run_events (session_id, cursor, tenant_id, run_id, type, data, created_at)
                SELECT e.session_id, e.cursor + :head * a.n, e.tenant_id, a.run, e.type, e.data, e.created_at
                  FROM run_events e, again a WHERE e.session_id = :thread)
UPDATE session_heads SET last_cursor = :head * (:times + 1) WHERE session_id = :thread"""


def raw_replay(ada: Chatter, thread: str) -> tuple[bytes, list[str]]:
    """The bytes of a replay, and what Postgres was asked for them."""
    with counted_statements() as statements, ada.get(f"/threads/{thread}/replay") as response:
        assert response.status_code == 200
        return response.data, statements


def of_turn(frames: list[Frame], number: int) -> list[tuple[str, dict[str, Any]]]:
    """A turn's frames without what differs from one turn to the next."""
    own = {"pair_index", "response_id", "id"}
    return [
        (frame.event, {name: value for name, value in frame.data.items() if name not in own})
        for frame in frames
        if frame.data.get("pair_index") == number
    ]


def test_a_replay_asks_once_for_each_page_of_the_log_however_many_turns_there_are(
    ada: Chatter, at_work: WorkerInProcess, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread, _ = ada.told({"everything": True})
    before = of_turn(ada.replayed(thread), 0)
    _, asked_for_one = raw_replay(ada, thread)

    stored = repeat_turn(owner, thread, times=TURNS - 1)
    whole, asked = raw_replay(ada, thread)

    pages = stored // replay.PAGE + 1
    assert pages > 2
    assert len([statement for statement in asked if "FROM run_events" in statement]) == pages
    assert len(asked) <= len(asked_for_one) + 2 * pages, "a page is a transaction of one statement"
    frames = ada.replayed(thread)
    assert [frame.id for frame in frames] == list(range(1, len(frames) + 1))
    assert all(of_turn(frames, number) == before for number in range(TURNS))
    for size in (stored // TURNS, stored, 101):  # a page ends with a turn, with the log, or anywhere
        monkeypatch.setattr(replay, "PAGE", size)
        assert raw_replay(ada, thread)[0] == whole


def test_every_list_asks_as_often_for_many_rows_as_for_few(
    ada: Chatter, at_work: WorkerInProcess, owner: Engine
) -> None:
    thread, _ = ada.told({"everything": True})
    lists = "/users/me/watchlists"
    watchlist = ada.post(lists, {"name": "List 0"}).get_json()["watchlist_id"]

    def add(number: int) -> None:
        item = {"symbol": f"S{number}", "instrument_type": "stock"}
        assert ada.post(lists, {"name": f"List {number}"}).status_code == 201
        assert ada.post(f"{lists}/{watchlist}/items", item).status_code == 201
        assert ada.post("/users/me/portfolio", {**item, "quantity": "1"}).status_code == 201

    def asked(path: str) -> int:
        with counted_statements() as statements:
            ada.json(path)
        return len(statements)

    paths = [
        "/conversations?limit=100",
        f"/workspaces/{ada.workspace}/threads?limit=100",
        f"/conversations/{thread}/messages?limit=200",
        f"/workspaces/{ada.workspace}/threads/{thread}/messages?limit=200",
        f"/threads/{thread}/turns",
        f"/workflow/state/{thread}",
        f"/workflow/{thread}/checkpoints?limit=50",
        f"/workflow/{thread}/status",
        "/chat/sessions",
        "/workspaces?limit=100",
        lists,
        f"{lists}/{watchlist}",
        "/users/me/portfolio",
    ]
    add(1)
    for path in paths:
        asked(path)  # what is prepared once is not counted
    few = {path: asked(path) for path in paths}
    repeat_turn(owner, thread, times=TURNS - 1)
    home = ada.workspace
    for number in range(2, 5):
        add(number)
        ada.told({"words": 1})
        ada.make_workspace(f"Project {number}")
        ada.workspace = home

    assert {path: asked(path) for path in paths} == few

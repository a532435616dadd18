"""Folding the log: what stands after rewinds, for one run and for runs that speak at the same time."""

from uuid import UUID

import orjson
from hypothesis import given
from hypothesis import strategies as st

from app.engine.event_log import Event
from app.engine.snapshots import folded, status_of, text_of

RUNS = [UUID(int=1), UUID(int=2), UUID(int=3)]


def event(cursor: int, type: str, run: int = 0, **data: object) -> Event:
    return Event(cursor, RUNS[run], type, orjson.dumps(data))


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[Event], dict[UUID, str]]:
    """A log in which runs speak in turns, finish steps and start them over; and the text that stands, by run."""
    events: list[Event] = []
    kept = dict.fromkeys(RUNS, "")
    open_step = dict.fromkeys(RUNS, "")
    step_cursor = dict.fromkeys(RUNS, 0)
    for act, run in draw(st.lists(st.tuples(st.sampled_from("sssfr"), st.integers(0, 2)), max_size=40)):
        id, cursor = RUNS[run], len(events) + 1
        if act == "s":
            events.append(event(cursor, "text_delta", run, delta=f"{cursor} "))
            open_step[id] += f"{cursor} "
        elif act == "f":
            kept[id] += open_step[id]
            open_step[id], step_cursor[id] = "", len(events)
        else:
            events.append(event(cursor, "rewind", run, toCursor=step_cursor[id]))
            open_step[id] = ""
    return events, {id: kept[id] + open_step[id] for id in RUNS}


@given(logs())
def test_what_stands_is_what_was_never_taken_back(log: tuple[list[Event], dict[UUID, str]]) -> None:
    events, standing = log

    for run_id in RUNS:
        assert text_of(each for each in folded(events) if each.run_id == run_id) == standing[run_id]


@given(logs())
def test_folding_keeps_the_order_and_folding_again_changes_nothing(log: tuple[list[Event], dict[UUID, str]]) -> None:
    once = folded(log[0])

    assert once == sorted(once, key=lambda each: each.cursor)
    assert folded(once) == once


def test_a_rewind_takes_back_nothing_of_another_run() -> None:
    events = [
        event(1, "text_delta", 0, delta="a"),
        event(2, "text_delta", 1, delta="b"),
        event(3, "rewind", toCursor=0),
    ]

    assert text_of(folded(events)) == "b"


def test_what_came_with_a_finished_step_is_not_taken_back() -> None:
    events = [
        event(1, "text_delta", delta="finished "),
        event(2, "text_delta", delta="broken "),
        event(3, "rewind", toCursor=1),
        event(4, "text_delta", delta="again"),
    ]

    assert text_of(folded(events)) == "finished again"


def test_the_status_of_a_run_is_read_from_its_own_end() -> None:
    events = [
        event(1, "error", code="agent_error"),
        event(2, "done", state="failed"),
        event(3, "words_complete", 1, text="x"),
        event(4, "done", 1, state="completed"),
        event(5, "text_delta", 2, delta="x"),
    ]

    assert status_of(events, run_id=RUNS[0]) == {"state": "failed", "result": None, "error": {"code": "agent_error"}}
    assert status_of(events, run_id=RUNS[1]) == {"state": "completed", "result": {"text": "x"}, "error": None}
    assert status_of(events, run_id=RUNS[2])["state"] is None

"""Replaying events, as a stream and as JSON (row 000-4)."""

import pytest

from tests.dialects.clients import Client, frames, problem
from tests.dialects.worker_by_hand import WorkerByHand

JSON = "application/json"


@pytest.fixture
def finished(productos: Client, worker: WorkerByHand) -> str:
    """The path of a session whose one run has five events."""
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, *(("text_delta", {"delta": word}) for word in ("a", "b", "c")))
    worker.complete(run, "ideation_complete", ideaSummary="abc")
    return session


def test_a_replay_ends_after_what_is_stored_when_nothing_runs(productos: Client, finished: str) -> None:
    events = frames(productos.get(f"{finished}/events?since=0").data)

    assert [event["cursor"] for event in events] == [1, 2, 3, 4, 5]
    assert frames(productos.get(f"{productos.session()}/events").data) == []


def test_a_replay_follows_an_active_run_to_its_done(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, ("text_delta", {"delta": "a"}))

    with productos.get(f"{session}/events") as response:
        worker.complete(run, "ideation_complete", ideaSummary="a")
        assert [event["type"] for event in frames(response.data)] == ["text_delta", "ideation_complete", "done"]


def test_json_holds_the_same_objects_as_the_stream(productos: Client, finished: str) -> None:
    page = productos.get(f"{finished}/events", Accept=JSON)

    assert page.get_json() == {
        "events": frames(productos.get(f"{finished}/events").data),
        "cursor": 5,
        "hasMore": False,
    }


def test_json_comes_in_pages(productos: Client, finished: str) -> None:
    first = productos.get(f"{finished}/events?limit=3", Accept=JSON).get_json()
    second = productos.get(f"{finished}/events?limit=3&since={first['cursor']}", Accept=JSON).get_json()

    assert [event["cursor"] for event in first["events"]] == [1, 2, 3]
    assert [event["cursor"] for event in second["events"]] == [4, 5]
    assert (first["hasMore"], second["hasMore"]) == (True, False)


def test_a_folded_page_leaves_out_rewinds_and_what_they_took_back(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, ("phase", {"phase": "p"}), ("text_delta", {"delta": "old"}), ("rewind", {"toCursor": 1}))
    worker.emit(run, ("text_delta", {"delta": "new"}))

    whole = productos.get(f"{session}/events?view=folded", Accept=JSON).get_json()
    page = productos.get(f"{session}/events?view=folded&limit=2", Accept=JSON).get_json()

    assert [event.get("delta", event["type"]) for event in whole["events"]] == ["phase", "new"]
    assert [event["type"] for event in page["events"]] == ["phase"]
    assert (page["cursor"], page["hasMore"]) == (2, True)


@pytest.mark.parametrize("accept", [JSON, "text/event-stream", "*/*"])
@pytest.mark.parametrize(
    ("query", "header", "expected"),
    [("?since=3", "", [4, 5]), ("?last_event_id=4", "", [5]), ("", "3", [4, 5]), ("?since=3", "1", [4, 5])],
)
def test_three_ways_to_name_a_cursor(
    productos: Client, finished: str, *, accept: str, query: str, header: str, expected: list[int]
) -> None:
    headers = {"Last_Event_ID": header} if header else {}
    response = productos.get(f"{finished}/events{query}", Accept=accept, **headers)

    events = response.get_json()["events"] if accept == JSON else frames(response.data)
    assert [event["cursor"] for event in events] == expected


@pytest.mark.parametrize("accept", [JSON, "text/event-stream"])
def test_a_cursor_beyond_the_last_event_is_a_conflict_and_not_a_wait(
    productos: Client, finished: str, accept: str
) -> None:
    assert problem(productos.get(f"{finished}/events?since=6", Accept=accept)) == (409, "cursor_ahead")


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "", "+1", "%201", "1_0", str(2**63), "9" * 400, "٣"])
def test_what_is_no_cursor_is_refused_with_400(productos: Client, finished: str, since: str) -> None:
    assert problem(productos.get(f"{finished}/events?since={since}"))[0] == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=2001", "limit=x", "view=some"])
def test_paging_that_makes_no_sense_is_refused_with_400(productos: Client, finished: str, query: str) -> None:
    assert problem(productos.get(f"{finished}/events?{query}", Accept=JSON))[0] == 400

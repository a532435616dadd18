"""Sessions of the ProductOS API (rows 000-1 to 000-3)."""

import pytest

from tests.dialects.clients import BASE, Client, problem
from tests.dialects.worker_by_hand import WorkerByHand


def test_a_session_is_created_with_an_idea_and_shown_with_null_for_all_that_is_not_there(productos: Client) -> None:
    created = productos.post(BASE, {"idea": "A habit tracker", "entry": "ideation"})

    assert created.status_code == 201
    assert set(created.get_json()) == {"sessionId", "createdAt"}
    shown = productos.get(f"{BASE}/{created.get_json()['sessionId']}").get_json()
    assert shown["idea"] == "A habit tracker"
    assert shown["entry"] == "ideation"
    assert shown["createdAt"] == created.get_json()["createdAt"]
    unset = set(shown) - {"sessionId", "createdAt", "updatedAt", "idea", "entry"}
    assert {"ideaSummary", "opportunities", "prd", "phase", "sandboxUrl", "sandboxName", "buildSessionId"} <= unset
    assert all(shown[key] is None for key in unset)


def test_creating_answers_json_even_if_an_event_stream_is_asked_for(productos: Client) -> None:
    created = productos.post(BASE, {"idea": "x"}, Accept="text/event-stream")

    assert (created.status_code, created.mimetype) == (201, "application/json")


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_the_body_is_json_whatever_the_content_type_says(productos: Client, content_type: str) -> None:
    session = productos.post(BASE, {"idea": "Under any name"}, Content_Type=content_type).get_json()["sessionId"]

    assert productos.get(f"{BASE}/{session}").get_json()["idea"] == "Under any name"


@pytest.mark.parametrize("body", [b"", b"  ", b"{}", b'{"idea": null}', b'{"idea": " "}', b'{"unknown": [1]}'])
def test_a_session_needs_nothing_and_ignores_what_it_does_not_know(productos: Client, body: bytes) -> None:
    session = productos.post(BASE, body).get_json()["sessionId"]

    assert productos.get(f"{BASE}/{session}").get_json()["idea"] is None


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"x"',
        b"\xff",
        b'{"idea": 7}',
        b'{"entry": "finish"}',
        b'{"idea": "\\ud800"}',
        b"[" * 5000,
        b'{"a":' * 70 + b"1" + b"}" * 70,
        b'{"idea": "' + b"x" * 110_000 + b'"}',
    ],
)
def test_a_body_that_does_not_fit_is_refused_as_json_with_400(productos: Client, body: bytes) -> None:
    status, code = problem(productos.post(BASE, body))

    assert status == 400
    assert code in ("invalid_request", "validation_failed")


def test_nul_characters_are_left_out(productos: Client) -> None:
    session = productos.session(idea="habit\x00 tracker")

    assert productos.get(session).get_json()["idea"] == "habit tracker"


def test_a_body_that_is_too_large_is_refused_with_413(productos: Client) -> None:
    assert problem(productos.post(BASE, b'{"idea": "' + b"x" * 400_000 + b'"}')) == (413, "request_entity_too_large")


def test_what_agents_wrote_is_in_the_snapshot(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, ("phase", {"phase": "ideation"}), state={"ideaSummary": "Sharp.", "phase": "ideation"})

    shown = productos.get(session).get_json()
    assert (shown["ideaSummary"], shown["phase"]) == ("Sharp.", "ideation")


def test_a_deleted_session_is_gone_with_its_runs_and_events(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, ("phase", {"phase": "ideation"}))

    deleted = productos.delete(session)

    assert (deleted.status_code, deleted.data) == (204, b"")
    for path in (session, run, f"{session}/events", f"{session}/runs"):
        assert problem(productos.get(path)) == (404, "not_found"), path
    assert problem(productos.delete(session)) == (404, "not_found")


@pytest.mark.parametrize("id", ["x", "01a2011d-1608-7419-b1ee-63f76f701654", "%00", "..%2f", "1" * 300])
def test_an_unknown_or_malformed_id_is_simply_not_found(productos: Client, id: str) -> None:
    assert problem(productos.get(f"{BASE}/{id}")) == (404, "not_found")

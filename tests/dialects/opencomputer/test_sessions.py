"""Creating, reading and ending sessions, and saying something in them (rows 004-1 to 004-4)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.storage.database import transaction
from tests.dialects.opencomputer.computer import BASE, PROMPT, Computer, path_of, problem, runs_of
from tests.dialects.worker_by_hand import WorkerByHand
from tests.support.statements import counted_statements

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CONFIG = {
    "system_prompt": "You are a web app builder. Work in /workspace/app.",
    "skills": {".claude/skills/build-app/SKILL.md": "# Build App\n\nScaffold, install, edit, verify."},
}


def test_a_session_is_there_at_once_as_the_document_shows_it(computer: Computer, owner: Engine) -> None:
    told = computer.session(user_email="ada@example.com", user_name="Ada", agent_config=CONFIG)

    assert computer.shown(told) == told
    assert re.fullmatch(r"session_[0-9a-f]{32}", told["id"])
    assert re.fullmatch(r"sb-[a-z0-9]+", told["sandboxId"])
    assert told["previewUrl"].startswith(f"http://{told['sandboxId']}-p3000.")
    assert told["project"] == {"title": "Build a todo app", "framework": "nextjs", "artifacts": []}
    assert (told["status"], told["userId"]) == ("running", "user_123")
    (message,) = told["messages"]
    assert re.fullmatch(r"msg_[0-9a-f]{32}", message.pop("id"))
    assert MOMENT.fullmatch(message.pop("createdAt"))
    assert message == {"role": "user", "content": PROMPT}
    (event,) = told["events"]
    assert re.fullmatch(r"evt_[0-9a-f]{32}", event.pop("id"))
    assert MOMENT.fullmatch(event.pop("createdAt"))
    assert event == {"type": "session_started", "level": "info", "message": "Bootstrapping sandbox..."}
    assert MOMENT.fullmatch(told["createdAt"])
    assert MOMENT.fullmatch(told["updatedAt"])
    assert list(told) == [
        *("id", "status", "sandboxId", "previewUrl", "project", "messages", "events"),
        *("userId", "createdAt", "updatedAt"),
    ]
    (run,) = runs_of(owner, told)
    assert run.input["message"] == PROMPT
    assert run.input["systemPrompt"] == CONFIG["system_prompt"]
    assert (run.input["cwd"], run.input["allowedTools"]) == (
        "/workspace/app",
        ["bash", "read", "write", "edit", "glob", "grep"],
    )


def test_what_the_agent_does_shows_in_the_session(computer: Computer, owner: Engine, worker: WorkerByHand) -> None:
    session = computer.session()
    (run,) = runs_of(owner, session)
    payload = {"operation": "write_file", "file_path": "/workspace/app/index.html", "line_count": 1, "content": "x"}
    written = {"artifactType": "file_operation", "artifactId": "c1", "status": "completed", "payload": payload}
    worker.emit(
        run.path, ("ready", {"sandbox": "sb-1"}), ("text_delta", {"delta": "He"}), state={"framework": "static"}
    )
    worker.emit(run.path, ("artifact", written), ("artifact", {**written, "status": "failed", "payload": {}}))
    edited = {**payload, "operation": "edit_file", "line_count": None}
    worker.emit(run.path, ("artifact", {**written, "payload": {**edited, "file_path": "/workspace/app/app.js"}}))
    worker.complete(run.path, "chat_complete", text="Here it is.", stopReason="end_turn", usage={})

    told = computer.shown(session)

    assert told["status"] == "ready"
    assert told["project"] == {
        "title": "Build a todo app",
        "framework": "static",
        "artifacts": [
            {"path": "/workspace/app/index.html", "summary": "Written, 1 line"},
            {"path": "/workspace/app/app.js", "summary": "Edited"},
        ],
    }
    assert [(message["role"], message["content"]) for message in told["messages"]] == [
        ("user", PROMPT),
        ("assistant", "Here it is."),
    ]
    assert [event["type"] for event in told["events"]] == ["session_started", "sandbox_ready", "turn_complete"]
    assert told["updatedAt"] > told["createdAt"]


def test_a_look_at_a_session_passes_by_all_that_was_streamed(
    computer: Computer, owner: Engine, worker: WorkerByHand
) -> None:
    session = computer.session()
    (run,) = runs_of(owner, session)
    worker.emit(run.path, ("ready", {"sandbox": "sb-1"}), *[("text_delta", {"delta": "word "})] * 3_000)
    worker.complete(run.path, "chat_complete", text="Here it is.", stopReason="end_turn", usage={})
    with transaction(owner) as connection:
        connection.execute(text("ANALYZE run_events"))
    with counted_statements() as statements:
        told = computer.shown(session)

    assert [event["type"] for event in told["events"]] == ["session_started", "sandbox_ready", "turn_complete"]
    [asked] = [statement for statement in statements if "run_events" in statement]
    with transaction(owner) as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}", {"id": run.session_id})
        [plan] = explained.scalar_one()
    nodes = list(nodes_of(plan["Plan"]))
    assert [node["Actual Rows"] for node in nodes if node.get("Index Name") == "run_events_landmarks"] == [3]
    assert not any(node.get("Rows Removed by Filter") for node in nodes)


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a plan of Postgres."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes_of(below)


def test_a_run_that_failed_shows_as_an_error_until_the_next_message(
    computer: Computer, owner: Engine, worker: WorkerByHand
) -> None:
    session = computer.session()
    worker.fail(runs_of(owner, session)[0].path, "agent_error")

    told = computer.shown(session)
    assert (told["status"], told["events"][-1]["level"]) == ("error", "error")

    assert computer.say(session, "Try again").get_json()["status"] == "running"


def test_a_message_is_taken_while_the_agent_works_and_waits_for_its_turn(
    computer: Computer, owner: Engine, worker: WorkerByHand
) -> None:
    session = computer.session()

    answer = computer.say(session, "Add a dark mode")

    assert answer.status_code == 200
    assert [message["content"] for message in answer.get_json()["messages"]] == [PROMPT, "Add a dark mode"]
    first, second = runs_of(owner, session)
    assert (first.behind, second.behind) == (False, True)
    worker.complete(first.path, "chat_complete", text="Built.", stopReason="end_turn", usage={})
    told = computer.shown(session)
    assert [message["content"] for message in told["messages"]] == [PROMPT, "Add a dark mode", "Built."]
    assert told["status"] == "running"
    assert not runs_of(owner, session)[1].behind


def test_an_ended_session_has_no_sandbox_runs_nothing_and_can_be_read(
    computer: Computer, owner: Engine, worker: WorkerByHand
) -> None:
    session = computer.session()
    computer.say(session, "And a dark mode")
    computer.say(session, "And a light one")
    worker.emit(runs_of(owner, session)[0].path, ("text_delta", {"delta": "He"}))

    ended = computer.delete(f"{path_of(session)}?user_id=user_123")

    assert (ended.status_code, ended.get_json()) == (200, {"id": session["id"], "status": "ended"})
    assert {run.state for run in runs_of(owner, session)} == {"cancelled"}
    told = computer.shown(session)
    assert (told["status"], told["sandboxId"], told["previewUrl"]) == ("ended", None, "")
    assert len(told["messages"]) == 3
    assert [event["type"] for event in told["events"]] == ["session_started", *["interrupted"] * 3, "session_ended"]
    assert problem(computer.say(session, "Hello?")) == (409, "conflict")
    assert computer.delete(path_of(session)).get_json() == ended.get_json()
    assert computer.shown(session) == told
    with transaction(owner) as connection:
        kept = connection.execute(text("SELECT session_id FROM sandboxes WHERE name = :n"), {"n": session["sandboxId"]})
        assert kept.scalars().all() == [None]


@pytest.mark.parametrize("which", ["user", "tenant", "random", "malformed", "unprefixed"])
def test_what_is_not_the_callers_is_not_found(computer: Computer, stranger: Computer, which: str) -> None:
    session = computer.session()
    caller = stranger if which == "tenant" else computer
    user = "user_124" if which == "user" else "user_123"
    digits = session["id"].removeprefix("session_")
    path = {"random": f"{BASE}/session_{'0' * 32}", "malformed": f"{BASE}/session_x", "unprefixed": f"{BASE}/{digits}"}
    path.setdefault(which, path_of(session))
    query = f"?user_id={user}"

    answers = [
        caller.get(path[which] + query),
        caller.post(f"{path[which]}/messages", {"message": "x", "user_id": user}),
        caller.get(f"{path[which]}/events{query}&api_key={caller.key}"),
        caller.delete(path[which] + query),
    ]

    assert [problem(answer) for answer in answers] == [(404, "not_found")] * 4
    assert computer.shown(session)["status"] == "running"


@pytest.mark.parametrize("key", ["", "osb_short", "pos_live_AbCdEf", "revoked"])
def test_nobody_comes_in_without_an_open_key_of_this_api(computer: Computer, owner: Engine, key: str) -> None:
    session = computer.session()
    if key == "revoked":
        key = computer.key
        with transaction(owner) as connection:
            connection.execute(text("UPDATE api_keys SET revoked_at = now() WHERE prefix = :p"), {"p": key[:12]})
    caller = Computer(computer.app, key=key)

    assert problem(caller.post(BASE, {"prompt": "x", "user_id": "u"})) == (401, "unauthorized")
    assert problem(caller.get(path_of(session))) == (401, "unauthorized")
    assert problem(caller.stream(session)) == (401, "unauthorized")


def test_the_query_opens_the_stream_alone(computer: Computer) -> None:
    session = computer.session()
    nobody = Computer(computer.app, key="")

    assert nobody.get(f"{path_of(session)}?api_key={computer.key}").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"prompt": "x"},
        {"user_id": "u"},
        {"prompt": " ", "user_id": "u"},
        {"prompt": "x", "user_id": " "},
        {"prompt": 3, "user_id": "u"},
        {"prompt": "x", "user_id": "u" * 256},
        {"prompt": "x" * 102_401, "user_id": "u"},
        {"prompt": "x", "user_id": "u", "agent_config": []},
        *(
            {"prompt": "x", "user_id": "u", "agent_config": config}
            for config in (
                {"skills": {"../x": ""}},
                {"skills": {"/x": ""}},
                {"skills": {"a//b": ""}},
                {"skills": {"": ""}},
                {"skills": {"a": "x", "a/b/c": "y"}},
                {"skills": {"é" * 101: ""}},
                {"cwd": "/workspace/" + "a" * 201},
                {"skills": {"a": 1}},
                {"allowed_tools": ["bash", "rm"]},
                {"allowed_tools": "bash"},
                {"cwd": "/etc"},
                {"cwd": "/workspace/../etc"},
                {"cwd": "/workspacer"},
                {"system_prompt": 1},
            )
        ),
        b"{",
        b"[]",
    ],
)
def test_what_makes_no_sense_is_an_invalid_request(computer: Computer, body: Any) -> None:
    assert problem(computer.post(BASE, body)) == (400, "invalid_request")


def test_errors_outside_of_every_route_have_the_same_shape(computer: Computer) -> None:
    assert problem(computer.get("/v1/nowhere")) == (404, "not_found")
    assert problem(computer.post("/v1/sessions/session_x", {})) == (405, "method_not_allowed")
    too_large = {"prompt": "x", "user_id": "u", "agent_config": {"skills": {"a": "x" * 400_000}}}
    assert problem(computer.post(BASE, too_large)) == (413, "request_too_large")


def test_the_same_key_and_request_are_one_session_and_one_message(computer: Computer, owner: Engine) -> None:
    body = {"prompt": PROMPT, "user_id": "user_123", "agent_config": CONFIG}
    first = computer.post(BASE, body, Idempotency_Key="k1").get_json()
    again = computer.post(BASE, body, Idempotency_Key="k1").get_json()
    assert again == first
    other = {**body, "agent_config": {**CONFIG, "skills": {}}}
    assert problem(computer.post(BASE, other, Idempotency_Key="k1")) == (409, "conflict")

    for _ in range(2):
        assert computer.say(first, "More", Idempotency_Key="k2").status_code == 200
    assert problem(computer.say(first, "Less", Idempotency_Key="k2")) == (409, "conflict")
    assert len(runs_of(owner, first)) == 2
    assert len(computer.shown(first)["messages"]) == 2

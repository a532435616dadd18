"""Workspaces: their life, and whose they are."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.factory import create_app
from app.settings import Settings
from app.storage.database import transaction
from tests.dialects.clients import services_of, shut_down
from tests.dialects.ptc.clients import PtcClient, found, new_client, refused

EVERY_CALL = [
    ("GET", "", None),
    ("PUT", "", {"name": "Mine now"}),
    ("DELETE", "", None),
    ("POST", "/start", None),
    ("POST", "/stop", None),
    ("POST", "/refresh", None),
]


def test_a_workspace_is_made_with_its_sandbox_and_runs(ptc: PtcClient, ptc_settings: Settings) -> None:
    made = found(ptc.post("/workspaces", {"name": " My Project ", "description": "For it", "config": {"a": [1]}}), 201)

    assert made == {
        "workspace_id": made["workspace_id"],
        "user_id": "ada",
        "name": "My Project",
        "description": "For it",
        "sandbox_id": made["sandbox_id"],
        "status": "running",
        "created_at": made["created_at"],
        "updated_at": made["updated_at"],
        "last_activity_at": made["last_activity_at"],
        "stopped_at": None,
        "config": {"a": [1]},
    }
    assert Path(ptc_settings.workspaces_dir, made["sandbox_id"], "files").is_dir()
    assert found(ptc.get(f"/workspaces/{made['workspace_id']}")) == made


def test_a_user_lists_what_is_his_newest_first_page_by_page(ptc: PtcClient) -> None:
    made = [ptc.workspace(f"Number {number}") for number in range(3)]
    ptc.as_user("grace").workspace("Not Ada's")

    page = found(ptc.get("/workspaces?limit=2"))
    rest = found(ptc.get("/workspaces?limit=2&offset=2"))

    assert (page["total"], page["limit"], page["offset"]) == (3, 2, 0)
    listed = [f"/workspaces/{each['workspace_id']}" for each in page["workspaces"] + rest["workspaces"]]
    assert listed == made[::-1]
    assert found(ptc.as_user("nobody").get("/workspaces"))["workspaces"] == []


def test_a_user_has_so_many_workspaces_and_no_more_until_one_is_deleted(ptc: PtcClient) -> None:
    first, *_ = [ptc.workspace() for _ in range(3)]
    assert "3 workspaces" in refused(ptc.post("/workspaces", {"name": "One more"}), 409)
    ptc.as_user("grace").workspace()
    assert ptc.delete(first).status_code == 204
    ptc.workspace()


@pytest.mark.parametrize(
    ("method", "path", "body", "place"),
    [
        ("POST", "/workspaces", {}, ["body", "name"]),
        ("POST", "/workspaces", {"name": "  "}, ["body", "name"]),
        ("POST", "/workspaces", {"name": "x" * 256}, ["body", "name"]),
        ("POST", "/workspaces", {"name": "x", "description": "x" * 1001}, ["body", "description"]),
        ("POST", "/workspaces", {"name": "x", "config": []}, ["body", "config"]),
        ("GET", "/workspaces?limit=101", None, ["query", "limit"]),
        ("GET", "/workspaces?offset=-1", None, ["query", "offset"]),
    ],
)
def test_what_does_not_fit_is_told_by_field(
    ptc: PtcClient, method: str, path: str, body: object, place: list[str]
) -> None:
    answer = ptc.send(method, path, body)

    assert answer.status_code == 422
    (problem,) = answer.get_json()["detail"]
    assert problem["loc"] == place
    assert problem["msg"]


def test_malformed_json_is_a_sentence(ptc: PtcClient) -> None:
    assert "not valid JSON" in refused(ptc.post("/workspaces", b'{"name"'), 400)


@pytest.mark.parametrize(("method", "body"), [("POST", {"name": "x"}), ("GET", None)])
def test_whoever_names_no_user_is_told_which_header(ptc: PtcClient, method: str, body: object) -> None:
    answer = ptc.as_user(None).send(method, "/workspaces", body)

    assert answer.status_code == 422
    assert answer.get_json()["detail"][0]["loc"] == ["header", "X-User-Id"]


def test_name_description_and_config_change_and_the_rest_stays(ptc: PtcClient) -> None:
    path = ptc.workspace(description="Old", config={"old": 1, "both": 1})
    before = found(ptc.get(path))

    after = found(ptc.put(path, {"name": "New", "config": {"both": 2}}))

    changed = {"name": "New", "config": {"both": 2}, "updated_at": after["updated_at"]}
    assert after == before | changed
    assert after["updated_at"] > before["updated_at"]
    assert found(ptc.put(path, {}))["name"] == "New"


def test_a_deleted_workspace_is_gone_for_every_call_and_its_sandbox_nobodys(ptc: PtcClient, owner: Engine) -> None:
    path = ptc.workspace()
    sandbox_id = found(ptc.get(path))["sandbox_id"]

    answer = ptc.delete(path)

    assert (answer.status_code, answer.data) == (204, b"")
    for method, action, body in EVERY_CALL:
        assert refused(ptc.send(method, path + action, body), 404) == "Workspace not found"
    assert found(ptc.get("/workspaces"))["total"] == 0
    with transaction(owner) as connection:
        row = connection.execute(text("SELECT session_id FROM sandboxes WHERE id = :id"), {"id": UUID(sandbox_id)})
        assert row.one().session_id is None


def test_stopping_and_starting(ptc: PtcClient) -> None:
    path = ptc.workspace()
    key = path.rsplit("/", 1)[1]

    again = found(ptc.post(f"{path}/start"))
    assert again == {"workspace_id": key, "status": "running", "message": "Workspace is already running"}
    stopped = found(ptc.post(f"{path}/stop"))
    assert (stopped["workspace_id"], stopped["status"]) == (key, "stopped")
    assert found(ptc.get(path))["stopped_at"] is not None
    assert "is stopped" in refused(ptc.post(f"{path}/stop"), 400)
    started = found(ptc.post(f"{path}/start"))
    assert started == {"workspace_id": key, "status": "running", "message": "Workspace started successfully"}
    assert found(ptc.get(path))["stopped_at"] is None


@pytest.mark.parametrize("status", ["creating", "stopping", "flash"])
def test_what_is_neither_stopped_nor_running_is_neither_started_nor_stopped(
    ptc: PtcClient, owner: Engine, status: str
) -> None:
    path = ptc.workspace()
    with transaction(owner) as connection:
        connection.execute(
            text("UPDATE workspaces SET status = :status WHERE id = :id"),
            {"status": status, "id": UUID(path.rsplit("/", 1)[1])},
        )

    assert status in refused(ptc.post(f"{path}/start"), 400)
    assert "Cannot stop" in refused(ptc.post(f"{path}/stop"), 400)


def test_refreshing_writes_the_skills_of_the_config_and_starts_what_was_stopped(ptc: PtcClient) -> None:
    skills = {"charts": "Draw them.", "maps/README.md": "Fold them.", "number": 3}
    path = ptc.workspace(config={"skills": skills})
    found(ptc.post(f"{path}/stop"))

    answer = found(ptc.post(f"{path}/refresh"))

    assert answer == {
        "workspace_id": path.rsplit("/", 1)[1],
        "status": "ok",
        "message": "Sandbox refreshed",
        "refreshed_tools": True,
        "skills_uploaded": True,
        "servers": [],
        "details": {"skills": ["skills/charts/SKILL.md", "skills/maps/README.md"]},
    }
    assert found(ptc.get(path))["status"] == "running"
    found(ptc.put(path, {"config": {"skills": {"../outside": "x"}}}))
    refused(ptc.post(f"{path}/refresh"), 400)


def test_another_user_of_the_tenant_is_told_403_where_the_row_says_so_and_else_404(ptc: PtcClient) -> None:
    path = ptc.workspace()
    forbidding = {"/start", "/refresh"}

    for method, action, body in EVERY_CALL:
        refused(ptc.as_user("grace").send(method, path + action, body), 403 if action in forbidding else 404)
    assert found(ptc.get(path))["name"] == "My Project"
    assert found(ptc.as_user(None).get(path))["user_id"] == "ada"


def test_another_tenants_workspace_is_nobodys_as_is_a_malformed_id(
    ptc: PtcClient, ptc_app: Flask, owner: Engine
) -> None:
    stranger = new_client(ptc_app, owner)

    for path in (ptc.workspace(), "/workspaces/ws-abc123", "/workspaces/%00"):
        for method, action, body in EVERY_CALL:
            assert refused(stranger.send(method, path + action, body), 404) == "Workspace not found"


def test_the_running_workspaces_are_listed_in_all_their_documented_shapes(ptc: PtcClient) -> None:
    first, second = ptc.workspace(), ptc.as_user("grace").workspace()
    found(ptc.post(f"{ptc.workspace()}/stop"))

    answer = found(ptc.as_user(None).get("/chat/sessions"))

    assert (answer["active_sessions"], answer["message"]) == (2, "2 active sessions")
    assert (answer["idle_timeout"], answer["cleanup_interval"]) == (1800, 60)
    keys = [path.rsplit("/", 1)[1] for path in (second, first)]
    assert [each["workspace_id"] for each in answer["sessions"]] == keys
    workspace = found(ptc.get(first))
    assert answer["sessions"][1] == {
        "workspace_id": keys[1],
        "sandbox_id": workspace["sandbox_id"],
        "initialized": True,
        "last_active": workspace["last_activity_at"],
        "mcp_servers_connected": 0,
    }
    assert answer["workspaces"][1] == {
        "workspace_id": keys[1],
        "created_at": workspace["created_at"],
        "last_active": workspace["last_activity_at"],
        "request_count": 0,
        "sandbox_id": workspace["sandbox_id"],
    }
    assert found(ptc.get("/chat/sessions"))["message"] == "1 active session"


def test_without_a_key_the_api_is_closed(ptc_app: Flask) -> None:
    nobody = PtcClient(ptc_app, key=None)
    assert refused(nobody.get("/workspaces"), 401)
    assert refused(PtcClient(ptc_app, key="pos_live_x").post("/workspaces", {"name": "x"}), 401)


def test_in_open_mode_the_documented_calls_work_as_printed(ptc_settings: Settings, ptc: PtcClient) -> None:
    app = create_app(replace(ptc_settings, auth_mode="open"))
    try:
        anybody = PtcClient(app, key=None, user="user-123")
        before = found(anybody.get("/workspaces"))["total"]
        path = anybody.workspace()
        assert found(anybody.get("/workspaces"))["total"] == before + 1
        assert found(anybody.as_user(None).get(path))["user_id"] == "user-123"
        refused(anybody.get(ptc.workspace()), 404)
        assert anybody.delete(path).status_code == 204
    finally:
        shut_down(app)


def test_a_sandbox_that_cannot_be_made_leaves_an_error_that_starting_mends(
    ptc: PtcClient, ptc_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(type(services_of(ptc_app).sandboxes), "create", refuse)
        assert "cannot be started now" in refused(ptc.post("/workspaces", {"name": "Unlucky"}), 503)
    (left,) = found(ptc.get("/workspaces"))["workspaces"]
    assert left["status"] == "error"
    assert found(ptc.post(f"/workspaces/{left['workspace_id']}/start"))["status"] == "running"

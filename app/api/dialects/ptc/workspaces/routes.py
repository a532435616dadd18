"""Workspaces: create, list, look, change, delete, start, stop, refresh (rows 002-15 to 002-22)."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.credentials import principal
from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY, current_user
from app.api.dialects.ptc.workspaces import presenters
from app.api.dialects.ptc.workspaces.own_workspace import own_workspace, used
from app.api.dialects.ptc.workspaces.schemas import (
    WORKSPACE,
    RefreshAnswer,
    WorkspaceAnswer,
    WorkspaceBody,
    WorkspaceChange,
    WorkspacesAnswer,
    WorkspacesQuery,
    WorkspaceStatusAnswer,
)
from app.api.http.json_bodies import json_response
from app.api.services import in_sandboxes, services, transaction
from app.domain.workspaces import lifecycle, operations, queries
from app.domain.workspaces.skills import skills_of

workspaces = PtcBlueprint("ptc-workspaces", __name__, url_prefix=f"{PREFIX}/workspaces", description="PTC: workspaces")


@workspaces.route("", method="POST", credentials=PTC_KEY)
@workspaces.takes(WorkspaceBody, example={"name": "My Project", "description": "Development workspace for my project"})
@workspaces.answers(201, WorkspaceAnswer, description="It runs: its sandbox is there", example=WORKSPACE)
@workspaces.fails("BAD_REQUEST", "CONFLICT", "UNPROCESSABLE_ENTITY")
def create(body: dict[str, Any]) -> Response:
    """Create a workspace with its sandbox (002-15). Needs `X-User-Id`; 409 where its user has as many as allowed.

    If the sandbox cannot be made, the answer is 503 and the workspace stays with status `error`; starting it
    tries again.
    """
    held = services()
    user_id = current_user()
    with transaction() as connection:
        entered = operations.create_workspace(
            connection,
            tenant_id=principal().tenant_id,
            user_id=user_id,
            provider=held.sandboxes.name,
            most=held.settings.workspaces_per_user,
            **body,
        )
    made = lifecycle.bring_up(transaction, _create, workspace=entered)
    return json_response(presenters.workspace(made), 201)


@workspaces.route("", credentials=PTC_KEY)
@workspaces.takes(WorkspacesQuery, location="query")
@workspaces.answers(200, WorkspacesAnswer, description="The user's workspaces, newest first")
@workspaces.fails("UNPROCESSABLE_ENTITY")
def list_(query: dict[str, Any]) -> Response:
    """List the workspaces of the user that `X-User-Id` names (002-16)."""
    whose: dict[str, Any] = {"tenant_id": principal().tenant_id, "user_id": current_user()}
    with transaction() as connection:
        found = queries.list_workspaces(connection, **whose, **query)
        total = queries.count_workspaces(connection, **whose)
    return json_response({"workspaces": [presenters.workspace(each) for each in found], "total": total, **query})


@workspaces.route("/<workspace_id>", credentials=PTC_KEY)
@workspaces.answers(200, WorkspaceAnswer, description="The workspace", example=WORKSPACE)
@workspaces.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show(workspace_id: str) -> Response:
    """A workspace (002-17)."""
    return json_response(presenters.workspace(own_workspace(workspace_id)))


@workspaces.route("/<workspace_id>", method="PUT", credentials=PTC_KEY)
@workspaces.takes(WorkspaceChange, example={"name": "Another name"})
@workspaces.answers(200, WorkspaceAnswer, description="The workspace as it is now")
@workspaces.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def change(body: dict[str, Any], workspace_id: str) -> Response:
    """Change the name, the description or the whole config (002-18)."""
    own = own_workspace(workspace_id)
    with transaction() as connection:
        changed = operations.change_workspace(connection, tenant_id=own.tenant_id, workspace_id=own.id, changes=body)
    return json_response(presenters.workspace(changed))


@workspaces.route("/<workspace_id>", method="DELETE", credentials=PTC_KEY)
@workspaces.answers(204, description="It is gone, with its files")
@workspaces.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def delete(workspace_id: str) -> Response:
    """Delete a workspace and its files; what runs in it is cancelled (002-19)."""
    own, held = own_workspace(workspace_id), services()
    with transaction() as connection:
        operations.delete_workspace(
            connection,
            tenant_id=own.tenant_id,
            workspace_id=own.id,
            queue=held.queue,
            live_channel=held.live_channel,
        )
    return Response(status=204)


@workspaces.route("/<workspace_id>/start", method="POST", credentials=PTC_KEY)
@workspaces.answers(200, WorkspaceStatusAnswer, description="It runs")
@workspaces.fails("BAD_REQUEST", "FORBIDDEN", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def start(workspace_id: str) -> Response:
    """Start a stopped workspace, or one whose sandbox could not be made (002-20)."""
    own = own_workspace(workspace_id, forbids=True)
    if own.status == "running":
        return _status(used(own), "Workspace is already running")
    return _status(lifecycle.start(transaction, _create, workspace=own), "Workspace started successfully")


@workspaces.route("/<workspace_id>/stop", method="POST", credentials=PTC_KEY)
@workspaces.answers(200, WorkspaceStatusAnswer, description="Nothing runs in it any more")
@workspaces.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def stop(workspace_id: str) -> Response:
    """End all programs in a running workspace; its files stay, and its next use starts it again (002-21)."""
    own = own_workspace(workspace_id)
    stopped = lifecycle.stop(transaction, _stop, workspace=own)
    return _status(stopped, "Workspace stopped successfully")


@workspaces.route("/<workspace_id>/refresh", method="POST", credentials=PTC_KEY)
@workspaces.answers(200, RefreshAnswer, description="`details.skills` names the files that were written")
@workspaces.fails("BAD_REQUEST", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def refresh(workspace_id: str) -> Response:
    """Bring the sandbox up to date (002-22): start it, and write the texts of `config.skills` into its `skills`.

    The agent's tools belong to the server and not to the sandbox, so they are always fresh; there are no MCP
    servers, so `servers` is empty.
    """
    own = own_workspace(workspace_id, forbids=True)
    fresh = lifecycle.bring_up(transaction, _create, workspace=used(own))
    skills, sandbox_id = skills_of(fresh.config), fresh.sandbox_id
    assert sandbox_id is not None
    in_sandboxes(lambda provider: provider.open(sandbox_id).write(skills))
    return json_response(
        {
            "workspace_id": str(own.id),
            "status": "ok",
            "message": "Sandbox refreshed",
            "refreshed_tools": True,
            "skills_uploaded": bool(skills),
            "servers": [],
            "details": {"skills": sorted(skills)},
        }
    )


def _status(record: queries.WorkspaceRecord, message: str) -> Response:
    return json_response({"workspace_id": str(record.id), "status": record.status, "message": message})


def _create(sandbox_id: UUID) -> object:
    return in_sandboxes(lambda provider: provider.create(sandbox_id))


def _stop(sandbox_id: UUID) -> object:
    return in_sandboxes(lambda provider: provider.stop(sandbox_id))

"""The workspaces that run, as the chat API lists them (row 002-05, whose three documented shapes are united)."""

from flask import Response

from app.api.credentials import principal
from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY, named_user
from app.api.dialects.ptc.workspaces import presenters
from app.api.dialects.ptc.workspaces.schemas import ActiveSessionsAnswer
from app.api.http.json_bodies import json_response
from app.api.services import services, transaction
from app.domain.workspaces.idleness import CHECK_SECONDS
from app.domain.workspaces.queries import active_workspaces

MOST = 1_000

active_sessions = PtcBlueprint(
    "ptc-active-sessions", __name__, url_prefix=f"{PREFIX}/chat/sessions", description="PTC: running workspaces"
)


@active_sessions.route("", credentials=PTC_KEY)
@active_sessions.answers(200, ActiveSessionsAnswer, description="Those used last first, at most 1,000")
@active_sessions.fails("UNPROCESSABLE_ENTITY")
def list_() -> Response:
    """The tenant's running workspaces (002-05); only one user's where `X-User-Id` names one."""
    with transaction() as connection:
        found = active_workspaces(connection, tenant_id=principal().tenant_id, user_id=named_user(), limit=MOST)
    idle_seconds = services().settings.workspace_idle_seconds
    return json_response(presenters.active_sessions(found, idle_seconds=idle_seconds, check_seconds=CHECK_SECONDS))

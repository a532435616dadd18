"""Signing in, staying signed in, signing out; and who one is."""

from typing import Any

from flask import Response

from app.api.credentials import PUBLIC
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import Caller, caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.sign_in import logins
from app.api.dialects.praetor.sign_in.schemas import CallerData, LoginBody, LoginData, LogoutData, RefreshBody
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.users.queries import MembershipRecord, act_as, list_memberships
from app.domain.users.sessions import revoke_session

sign_in = PraetorBlueprint("sign_in", __name__, url_prefix=f"{PREFIX}/auth", description="Logins of people")


@sign_in.route("/login", method="POST", credentials=PUBLIC)
@sign_in.takes(LoginBody, example={"email": "ada@example.com", "password": "correct horse battery"})
@sign_in.answers(200, LoginData, description="A session, its token, and what it is refreshed with")
@sign_in.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "UNSUPPORTED_MEDIA_TYPE")
def login(body: dict[str, Any]) -> Response:
    """Sign in with email and password. Whether an account exists is not told."""
    opened = logins.opened(email=body["email"], password=body["password"], tenant_id=body.get("tenantId"))
    return json_response(envelope(_login_data(opened)))


@sign_in.route("/refresh", method="POST", credentials=PUBLIC)
@sign_in.takes(RefreshBody, example={"refreshToken": "br_…"})
@sign_in.answers(200, LoginData, description="The next token, and the next refresh token")
@sign_in.fails("BAD_REQUEST", "UNAUTHORIZED", "UNSUPPORTED_MEDIA_TYPE")
def refresh(body: dict[str, Any]) -> Response:
    """Prolong a session. A refresh token works once; one that comes back later ends its session."""
    return json_response(envelope(_login_data(logins.refreshed(token=body["refreshToken"]))))


@sign_in.route("/logout", method="POST", credentials=SESSION)
@sign_in.answers(200, LogoutData, description="The session is closed, with all its tokens")
@sign_in.fails("UNAUTHORIZED", "FORBIDDEN")
def logout() -> Response:
    """Close this session at once."""
    with transaction() as connection:
        revoke_session(connection, session_id=caller().session_id, user_id=caller().user_id)
    return json_response(envelope({"signedOut": True}))


@sign_in.route("/me", credentials=SESSION)
@sign_in.answers(200, CallerData, description="The user, the tenant that he acts in, and all that he belongs to")
@sign_in.fails("UNAUTHORIZED", "FORBIDDEN")
def me() -> Response:
    """Who calls."""
    with transaction() as connection:
        act_as(connection, user_id=caller().user_id)
        memberships = list_memberships(connection, user_id=caller().user_id)
    return json_response(envelope(_caller_data(caller(), memberships)))


def _login_data(opened: logins.Login) -> dict[str, Any]:
    return {
        "token": opened.token.text,
        "tokenType": "Bearer",
        "expiresAt": opened.token.expires_at,
        "refreshToken": opened.refresh_token,
        "sessionId": opened.session.id,
        "userId": opened.session.user_id,
        "tenantId": opened.session.tenant_id,
        "role": opened.session.role,
    }


def _caller_data(who: Caller, memberships: list[MembershipRecord]) -> dict[str, Any]:
    return {
        "user": {"id": who.user_id, "email": who.email, "name": who.name},
        "sessionId": who.session_id,
        "tenant": {"id": who.tenant_id, "name": who.tenant_name, "flags": who.flags},
        "role": who.role,
        "attributes": who.attributes,
        "tenants": [{"id": each.tenant_id, "name": each.tenant_name, "role": each.role} for each in memberships],
    }

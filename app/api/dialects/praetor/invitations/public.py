"""Invitations, for whoever holds the token. Requests are counted by the address that they come from."""

from typing import Any

from flask import Response

from app.api.credentials import PUBLIC
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.dialect import envelope
from app.api.dialects.praetor.identity.authentication import check_session, identity
from app.api.dialects.praetor.invitations.presenters import accepted_data, shown_data
from app.api.dialects.praetor.invitations.routes import INVITATIONS
from app.api.dialects.praetor.invitations.schemas import AcceptBody, AcceptedInvitationData, ShownInvitationData
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import caller_network, limits, too_many
from app.api.http.request_ids import request_id
from app.api.services import services, transaction_for
from app.domain.access_policies.audit import Actor
from app.domain.organizations.invitation_acceptance import Acceptance, accept_as, accept_as_new, check_pending
from app.domain.organizations.invitation_queries import find_shown
from app.domain.organizations.invitations import digest_of
from app.domain.users.passwords import hashed
from app.errors import Forbidden

WINDOW_SECONDS = 300

public_invitations = PraetorBlueprint(
    "public_invitations", __name__, url_prefix=INVITATIONS, description="Invitations into organizations"
)


@public_invitations.route("/<token>", credentials=PUBLIC)
@public_invitations.answers(200, ShownInvitationData, description="The invitation; it may have expired")
@public_invitations.fails("NOT_FOUND")
def show(token: str) -> Response:
    """An invitation, for whoever holds its token."""
    with transaction_for(services().engine) as connection:
        shown = find_shown(connection, token_hash=digest_of(token))
    return json_response(envelope(shown_data(shown)))


@public_invitations.route("/<token>/accept", method="POST", credentials=PUBLIC)
@public_invitations.takes(AcceptBody, example={"name": "Jane Customer", "password": "a long secure password"})
@public_invitations.answers(200, AcceptedInvitationData, description="He is a member now")
@public_invitations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def accept(body: dict[str, Any], token: str) -> Response:
    """Accept an invitation, once.

    A new user sends name and password, and has an account then. An existing user sends his `userId` together
    with his session token; his email must be the invited one.
    """
    _count()
    accepted = _accepted_as_caller(body, token) if "userId" in body else _accepted_as_new(body, token)
    return json_response(envelope(accepted_data(accepted)))


def _count() -> None:
    key = f"invitation-address:{caller_network()}"
    count = limits().counts.hit(key, limit=services().settings.login_attempts_per_address, seconds=WINDOW_SECONDS)
    if count.exceeded:
        raise too_many(count, what="acceptances in five minutes")


def _accepted_as_caller(body: dict[str, Any], token: str) -> Acceptance:
    who = check_session()
    if who.user_id != body["userId"]:
        raise Forbidden("userId must be that of the session", details={"field": "userId"})
    actor = Actor(user_id=who.user_id, email=who.email, request_id=request_id())
    with transaction_for(services().engine) as connection:
        return accept_as(connection, token=token, actor=actor)


def _accepted_as_new(body: dict[str, Any], token: str) -> Acceptance:
    # Nobody has a password hashed here without an invitation, and no transaction is open meanwhile.
    with transaction_for(services().engine) as connection:
        check_pending(connection, token=token)
    password_hash = identity().passwords.computed(lambda: hashed(body["password"]))
    with transaction_for(services().engine) as connection:
        return accept_as_new(
            connection, token=token, name=body["name"], password_hash=password_hash, request_id=request_id()
        )

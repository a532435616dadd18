"""Invitations, for those who manage the organization."""

from typing import Any

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import ORGANIZATION_READ, ORGANIZATION_WRITE, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import actor
from app.api.dialects.praetor.invitations.presenters import created_data, invitation_data
from app.api.dialects.praetor.invitations.schemas import (
    CreatedInvitationData,
    InvitationBody,
    InvitationData,
    InvitationsQuery,
)
from app.api.http.json_bodies import json_response
from app.api.services import services, transaction
from app.domain.organizations.invitation_letter import post_invitation, withdraw_invitation
from app.domain.organizations.invitation_queries import list_invitations
from app.domain.organizations.invitations import create_invitation, revoke_invitation
from app.domain.organizations.standing import managed

INVITATIONS = f"{PREFIX}/customer-invitations"

invitations = PraetorBlueprint(
    "invitations", __name__, url_prefix=INVITATIONS, description="Invitations into organizations"
)

_EXAMPLE = {
    "organizationId": "0194e5a8-7c1e-7000-8000-000000000001",
    "email": "customer@example.com",
    "message": "Welcome! Looking forward to working with you.",
}


@invitations.route("", method="POST", credentials=SESSION)
@invitations.takes(InvitationBody, example=_EXAMPLE)
@invitations.answers(201, CreatedInvitationData, description="The invitation, with its token")
@invitations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Invite somebody by mail, for seven days; for owners and admins.

    A pending invitation of the same address into the organization is revoked: the new one takes its place.
    """
    authorize(ORGANIZATION_WRITE, resource_id=str(body["organizationId"]))
    with transaction() as connection:
        created = create_invitation(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=body["organizationId"],
            actor=actor(),
            inviter_name=caller().name,
            email=body["email"],
            role_id=body.get("roleId"),
            message=body.get("message") or "",
        )
        post_invitation(connection, created, settings=services().settings)
    return json_response(envelope(created_data(created)), 201)


@invitations.route("", credentials=SESSION)
@invitations.takes(InvitationsQuery, location="query")
@invitations.answers(200, InvitationData, many=True, description="A page of invitations, the newest first")
@invitations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any]) -> Response:
    """The invitations into an organization; for owners and admins."""
    tenant_id, organization_id = caller().tenant_id, query.pop("organizationId")
    authorize(ORGANIZATION_READ, resource_id=str(organization_id))
    with transaction() as connection:
        managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=caller().user_id)
        found, total = list_invitations(connection, tenant_id=tenant_id, organization_id=organization_id, **query)
    return json_response(envelope([invitation_data(each) for each in found], total=total))


@invitations.route("/<token>/revoke", method="POST", credentials=SESSION)
@invitations.answers(200, InvitationData, description="The invitation, revoked")
@invitations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def revoke(token: str) -> Response:
    """Take an invitation back, by its token or its id; for owners and admins."""
    with transaction() as connection:
        revoked = revoke_invitation(connection, tenant_id=caller().tenant_id, actor=actor(), name=token)
        withdraw_invitation(connection, invitation_id=revoked.id)
    return json_response(envelope(invitation_data(revoked)))

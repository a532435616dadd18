"""Invitations as Praetor's clients see them. The token is nowhere but in the answer that made it."""

from typing import Any

from app.domain.organizations.invitation_acceptance import Acceptance
from app.domain.organizations.invitation_queries import InvitationRecord, ShownInvitation
from app.domain.organizations.invitations import CreatedInvitation


def created_data(created: CreatedInvitation) -> dict[str, Any]:
    return {
        "id": created.record.id,
        "token": created.token,
        "email": created.record.email,
        "status": created.record.status,
        "expiresAt": created.record.expires_at,
    }


def shown_data(shown: ShownInvitation) -> dict[str, Any]:
    """What whoever holds the token may know, and nothing else."""
    return {
        "id": shown.record.id,
        "organization": {"name": shown.organization_name, "displayName": shown.organization_display_name},
        "invitedBy": {"name": shown.record.inviter_name},
        "message": shown.record.message,
        "status": shown.record.status,
        "expiresAt": shown.record.expires_at,
    }


def invitation_data(record: InvitationRecord) -> dict[str, Any]:
    """For those who manage the organization."""
    return {
        "id": record.id,
        "organizationId": record.organization_id,
        "email": record.email,
        "roleId": record.role_id,
        "message": record.message,
        "invitedBy": {"name": record.inviter_name},
        "status": record.status,
        "createdAt": record.created_at,
        "expiresAt": record.expires_at,
        "acceptedAt": record.accepted_at,
        "acceptedBy": record.accepted_by,
    }


def accepted_data(acceptance: Acceptance) -> dict[str, Any]:
    record = acceptance.invitation.record
    return {
        "id": record.id,
        "status": "accepted",
        "acceptedAt": acceptance.accepted_at,
        "tenantId": record.tenant_id,
        "organizationId": record.organization_id,
        "userId": acceptance.member.user_id,
        "role": acceptance.member.role,
    }

"""Who came, went, rose and was invited: the entries that organizations leave in the tenant's trail.

An invitation's entry names its address and never its token.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.access_policies import audit
from app.domain.access_policies.audit import Actor
from app.domain.organizations.invitation_queries import InvitationRecord
from app.domain.organizations.queries import MemberRecord


def note_member(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID,
    actor: Actor,
    action: str,
    before: MemberRecord | None = None,
    after: MemberRecord | None = None,
) -> None:
    """Note a change of who is in the organization, or as what; ``action`` is such as ``member.added``."""
    entry = audit.Entry(
        kind="change",
        action=action,
        subject_type="organization",
        subject_id=str(organization_id),
        before=None if before is None else _standing(before),
        after=None if after is None else _standing(after),
    )
    audit.write(connection, tenant_id=tenant_id, actor=actor, entry=entry)


def note_invitation(
    connection: Connection, *, actor: Actor, action: str, record: InvitationRecord, **details: Any
) -> None:
    """Note what became of an invitation; ``action`` is such as ``invitation.revoked``."""
    entry = audit.Entry(
        kind="change",
        action=action,
        subject_type="invitation",
        subject_id=str(record.id),
        after={
            "organizationId": record.organization_id,
            "email": record.email,
            "roleId": record.role_id,
            "status": record.status,
        },
        details=details,
    )
    audit.write(connection, tenant_id=record.tenant_id, actor=actor, entry=entry)


def _standing(member: MemberRecord) -> Mapping[str, Any]:
    return {"userId": member.user_id, "role": member.role}

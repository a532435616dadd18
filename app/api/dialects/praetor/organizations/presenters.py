"""Organizations and their members as Praetor's clients see them."""

from typing import Any

from app.domain.organizations.queries import MemberRecord, OrganizationRecord


def organization_data(organization: OrganizationRecord) -> dict[str, Any]:
    return {
        "id": organization.id,
        "tenantId": organization.tenant_id,
        "name": organization.name,
        "slug": organization.slug,
        "displayName": organization.display_name,
        "settings": organization.settings,
        "ownerId": organization.owner_id,
        "role": organization.role,
        "createdAt": organization.created_at,
        "updatedAt": organization.updated_at,
    }


def member_data(member: MemberRecord) -> dict[str, Any]:
    return {
        "id": member.id,
        "userId": member.user_id,
        "role": member.role,
        "joinedAt": member.joined_at,
        "user": {"name": member.name, "email": member.email},
    }

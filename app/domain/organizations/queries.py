"""Reads of organizations and their members."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.organizations.checks import RESERVED_SLUGS
from app.errors import NotFound, OrgNotMember

OWNER = "owner"
ADMIN = "admin"
MEMBER = "member"
ROLES = (OWNER, ADMIN, MEMBER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRecord:
    """An organization as one of its members sees it; ``role`` is his.

    ``owner_id`` is the longest-standing of its owners (None when all of them have left the tenant).
    """

    id: UUID
    tenant_id: UUID
    name: str
    slug: str
    display_name: str
    settings: Mapping[str, Any]
    owner_id: UUID | None
    role: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """A member, with what others see of his account."""

    id: UUID
    user_id: UUID
    role: str
    joined_at: datetime
    name: str
    email: str | None


def get_organization(
    connection: Connection, *, tenant_id: UUID, organization_id: UUID | None, user_id: UUID
) -> OrganizationRecord:
    """The organization, for one of its members.

    Raises:
        NotFound: the tenant has no such organization.
        OrgNotMember: it has, and the user is not in it.
    """
    row = connection.execute(
        text(f"{_ORGANIZATIONS} WHERE organizations.tenant_id = :tenant AND organizations.id = :id"),
        {"tenant": tenant_id, "id": organization_id, "user": user_id},
    ).first()
    if row is None:
        raise NotFound("Organization not found")
    if row.role is None:
        raise OrgNotMember
    return OrganizationRecord(**row._mapping)


def find_names(connection: Connection, *, tenant_id: UUID, organization_id: UUID) -> Mapping[str, str] | None:
    """``name`` and ``slug`` of the tenant's organization, for anybody in the tenant."""
    row = connection.execute(
        text("SELECT name, slug FROM organizations WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": organization_id},
    ).first()
    return None if row is None else dict(row._mapping)


def list_organizations(
    connection: Connection, *, tenant_id: UUID, user_id: UUID, limit: int, offset: int = 0
) -> tuple[list[OrganizationRecord], int]:
    """Those of the tenant that the user is in, oldest first, and how many they are."""
    rows = connection.execute(
        text(
            f"{_ORGANIZATIONS} WHERE organizations.tenant_id = :tenant AND own.role IS NOT NULL"
            " ORDER BY organizations.created_at, organizations.id LIMIT :limit OFFSET :offset"
        ),
        {"tenant": tenant_id, "user": user_id, "limit": limit, "offset": offset},
    )
    total = connection.execute(
        text("SELECT count(*) FROM organization_members WHERE tenant_id = :tenant AND user_id = :user"),
        {"tenant": tenant_id, "user": user_id},
    ).scalar_one()
    return [OrganizationRecord(**row._mapping) for row in rows], total


def is_slug_free(connection: Connection, *, tenant_id: UUID, slug: str) -> bool:
    """Whether an organization of the tenant could take the slug now."""
    taken = connection.execute(
        text("SELECT EXISTS (SELECT 1 FROM organizations WHERE tenant_id = :tenant AND slug = :slug)"),
        {"tenant": tenant_id, "slug": slug},
    ).scalar_one()
    return not taken and slug not in RESERVED_SLUGS


def list_members(
    connection: Connection, *, tenant_id: UUID, organization_id: UUID, limit: int, offset: int = 0
) -> tuple[list[MemberRecord], int]:
    """The members, the longest-standing first, and how many they are."""
    whose = {"tenant": tenant_id, "organization": organization_id}
    rows = connection.execute(
        text(f"{_MEMBERS} ORDER BY members.joined_at, members.id LIMIT :limit OFFSET :offset"),
        {**whose, "limit": limit, "offset": offset},
    )
    total = connection.execute(
        text("SELECT count(*) FROM organization_members WHERE tenant_id = :tenant AND organization_id = :organization"),
        whose,
    ).scalar_one()
    return [MemberRecord(**row._mapping) for row in rows], total


def find_member(
    connection: Connection, *, tenant_id: UUID, organization_id: UUID, user_id: UUID | None
) -> MemberRecord | None:
    """One member."""
    row = connection.execute(
        text(f"{_MEMBERS} AND members.user_id = :user"),
        {"tenant": tenant_id, "organization": organization_id, "user": user_id},
    ).first()
    return None if row is None else MemberRecord(**row._mapping)


_ORGANIZATIONS = f"""
SELECT organizations.id, organizations.tenant_id, organizations.name, organizations.slug,
       organizations.display_name, organizations.settings, own.role, organizations.created_at,
       organizations.updated_at,
       (SELECT owners.user_id FROM organization_members AS owners
         WHERE owners.organization_id = organizations.id AND owners.role = '{OWNER}'
         ORDER BY owners.joined_at, owners.id LIMIT 1) AS owner_id
  FROM organizations
  LEFT JOIN organization_members AS own ON own.organization_id = organizations.id AND own.user_id = :user"""

_MEMBERS = """
SELECT members.id, members.user_id, members.role, members.joined_at, users.name, users.email
  FROM organization_members AS members JOIN users ON users.id = members.user_id
 WHERE members.tenant_id = :tenant AND members.organization_id = :organization"""

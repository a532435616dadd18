"""Organizations, their members, the invitations into them, and the projects that their customers are given.

An organization is its tenant's, and so are its members: who leaves the tenant leaves its organizations, and
who leaves an organization loses the projects that he was given there.

Of an invitation's token only the sha256 is kept (256 random bits leave nothing to guess). Whoever shows the
token sees the one invitation before he belongs to anything (:data:`app.domain.users.models.SHOWN`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.users.models import SHOWN
from app.storage import tenancy
from app.storage.database import API_ROLE, Model


class Organization(Model):
    """An agency, a company, a team."""

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("name <> '' AND display_name <> ''", name="organizations_have_a_name"),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="organization_slugs"),
        CheckConstraint("jsonb_typeof(settings) = 'object'", name="organization_settings"),
        UniqueConstraint("tenant_id", "slug", name="organizations_by_slug"),
        UniqueConstraint("tenant_id", "id", name="organizations_are_a_tenants"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    display_name: Mapped[str] = mapped_column(Text)
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    cap_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("budgets.id", ondelete="SET NULL"), comment="what all runs for its projects may use together"
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class OrganizationMember(Model):
    """That a member of the tenant belongs to an organization, and as what."""

    __tablename__ = "organization_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "organization_id"], ["organizations.tenant_id", "organizations.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        CheckConstraint("role IN ('owner', 'admin', 'member')", name="organization_roles"),
        UniqueConstraint("organization_id", "user_id", name="organization_members_are_unique"),
        Index("organization_members_by_user", "tenant_id", "user_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    user_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(Text)
    joined_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CustomerInvitation(Model):
    """An invitation: pending -> accepted (once), revoked (by hand or by a newer one), or expired.

    One whose time is over stays ``pending`` until a newer one takes its place; it is told as expired.
    """

    __tablename__ = "customer_invitations"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "organization_id"], ["organizations.tenant_id", "organizations.id"], ondelete="CASCADE"
        ),
        # A role that is deleted is no longer given; the invitation stays.
        ForeignKeyConstraint(["tenant_id", "role_id"], ["roles.tenant_id", "roles.id"], ondelete="SET NULL (role_id)"),
        CheckConstraint("octet_length(token_hash) = 32", name="invitation_tokens_are_sha256"),
        CheckConstraint("email = lower(email)", name="invited_emails_are_lower_case"),
        CheckConstraint("status IN ('pending', 'accepted', 'revoked', 'expired')", name="invitation_states"),
        CheckConstraint("(status = 'accepted') = (accepted_at IS NOT NULL)", name="invitations_accepted"),
        UniqueConstraint("token_hash", name="invitation_tokens_are_unique"),
        Index(
            "customer_invitations_one_is_pending",
            "organization_id",
            "email",
            unique=True,
            postgresql_where=text("status = 'pending'"),
        ),
        Index("customer_invitations_by_organization", "organization_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="sha256 of the whole token")
    email: Mapped[str] = mapped_column(Text)
    role_id: Mapped[UUID | None] = mapped_column(comment="given in the organization when it is accepted")
    message: Mapped[str] = mapped_column(Text, server_default="")
    inviter_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    inviter_name: Mapped[str] = mapped_column(Text, comment="as he was called then; he may have left since")
    status: Mapped[str] = mapped_column(Text, server_default="pending")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))


class AgencyProject(Model):
    """That an organization has given one of its customers a project."""

    __tablename__ = "agency_projects"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "organization_id"], ["organizations.tenant_id", "organizations.id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["organization_id", "customer_user_id"],
            ["organization_members.organization_id", "organization_members.user_id"],
            ondelete="CASCADE",
        ),
        UniqueConstraint("organization_id", "project_id", "customer_user_id", name="agency_projects_are_unique"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    organization_id: Mapped[UUID]
    project_id: Mapped[UUID]
    customer_user_id: Mapped[UUID]
    assigned_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


TABLES = ("organizations", "organization_members", "customer_invitations", "agency_projects")


def policy_statements() -> Iterator[str]:
    """The DDL that shows the API's role the tenant's rows, and the invitation whose token was shown."""
    for table in TABLES:
        yield from tenancy.policy_statements(table)
    yield (
        f"CREATE POLICY customer_invitations_shown ON customer_invitations FOR SELECT TO {API_ROLE}"
        f" USING (encode(token_hash, 'hex') = nullif(current_setting('{SHOWN}', true), ''))"
    )

"""Roles, who has them, policies, and the trail of what was changed and refused.

Every change of the first three counts up the tenant's ``access_version``, by trigger: so no way of writing
(cascades included) can forget it, and what a process remembers of an older version is never used again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage import tenancy
from app.storage.database import API_ROLE, Model

VERSIONED = ("roles", "role_assignments", "access_policies")


class StoredRole(Model):
    """A named set of capabilities."""

    __tablename__ = "roles"
    __table_args__ = (
        CheckConstraint("name <> ''", name="roles_have_a_name"),
        CheckConstraint("is_system OR capabilities IS NOT NULL", name="roles_say_what_they_grant"),
        UniqueConstraint("tenant_id", "id", name="roles_are_a_tenants"),
        Index("roles_by_name", "tenant_id", text("lower(name)"), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    capabilities: Mapped[list[str] | None] = mapped_column(
        ARRAY(Text), comment="patterns of actions; null: a system role's own, as of this version"
    )
    is_system: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class RoleAssignment(Model):
    """That a member of the tenant has a role: everywhere, or in one organization or project."""

    __tablename__ = "role_assignments"
    __table_args__ = (
        # Who leaves a tenant has no role in it any more.
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(["tenant_id", "role_id"], ["roles.tenant_id", "roles.id"], ondelete="CASCADE"),
        CheckConstraint("organization_id IS NULL OR project_id IS NULL", name="role_assignments_have_one_scope"),
        UniqueConstraint(
            "tenant_id",
            "user_id",
            "role_id",
            "organization_id",
            "project_id",
            name="role_assignments_are_unique",
            postgresql_nulls_not_distinct=True,
        ),
        Index("role_assignments_by_role", "tenant_id", "role_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    user_id: Mapped[UUID]
    role_id: Mapped[UUID]
    organization_id: Mapped[UUID | None]
    project_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class StoredPolicy(Model):
    """A rule over attributes."""

    __tablename__ = "access_policies"
    __table_args__ = (
        CheckConstraint("name <> ''", name="access_policies_have_a_name"),
        CheckConstraint("effect IN ('allow', 'deny')", name="access_policy_effects"),
        CheckConstraint("cardinality(actions) > 0 AND cardinality(resources) > 0", name="access_policies_match"),
        CheckConstraint("jsonb_typeof(conditions) = 'object'", name="access_policy_conditions"),
        Index("access_policies_by_tenant", "tenant_id", "priority"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    effect: Mapped[str] = mapped_column(Text)
    actions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    resources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    conditions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    priority: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    enabled: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AuditEntry(Model):
    """One change or one decision. Written once; nobody changes it, and the API cannot delete it."""

    __tablename__ = "access_audit"
    __table_args__ = (
        CheckConstraint("kind IN ('change', 'decision')", name="access_audit_kinds"),
        Index("access_audit_by_tenant", "tenant_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    kind: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[UUID | None] = mapped_column(comment="who did or asked it; outlives his account")
    actor_email: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text, comment="role.created and the like, or the capability decided on")
    subject_type: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(Text)
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


def policy_statements() -> Iterator[str]:
    """The DDL of row-level security, of the version's triggers, and of the trail that is only written to."""
    for table in (*VERSIONED, "access_audit"):
        yield from tenancy.policy_statements(table)
    yield _COUNT_UP
    for table in VERSIONED:
        yield (
            f"CREATE TRIGGER {table}_count_up AFTER INSERT OR UPDATE OR DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION count_up_access_version()"
        )
    yield _REFUSE
    yield (
        "CREATE TRIGGER access_audit_stays AFTER UPDATE OR DELETE ON access_audit"
        " FOR EACH ROW EXECUTE FUNCTION refuse_to_change_access_audit()"
    )


FUNCTIONS = ("count_up_access_version", "refuse_to_change_access_audit")

_COUNT_UP = """
CREATE FUNCTION count_up_access_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tenants SET access_version = access_version + 1
     WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.tenant_id ELSE NEW.tenant_id END;
    RETURN NULL;
END $$"""

_REFUSE = f"""
CREATE FUNCTION refuse_to_change_access_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A tenant that is deleted takes its trail along, as the tables' owner.
    IF TG_OP = 'UPDATE' OR current_user = '{API_ROLE}' THEN
        RAISE EXCEPTION 'access_audit is only written to' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$"""

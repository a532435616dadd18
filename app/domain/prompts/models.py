"""The prompt registry's tables.

A project is a tenant, so its id is the tenant's. Versions, deployments and the shares of rollouts are
never changed: :func:`immutability_statements` has Postgres refuse it, to the owner of the tables too.

An environment's present deployment is the one with the highest number, and nothing else points to it: a
single row inserted is the whole change, so there is no moment at which a reader could see half of one.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

_NOW = func.now()
_TIME = DateTime(timezone=True)
_ENVIRONMENT = "environment IN ('dev', 'staging', 'production')"


def _belongs(to: str, columns: Sequence[str], *, name: str) -> ForeignKeyConstraint:
    """A foreign key that takes prompt and tenant along, so that nothing can belong to two of them."""
    referred = ["id", *columns[1:]]
    return ForeignKeyConstraint(columns, [f"{to}.{column}" for column in referred], name=name, ondelete="CASCADE")


def _of_version(name: str, *, column: str = "version_id") -> ForeignKeyConstraint:
    return _belongs("prompt_versions", [column, "prompt_id", "tenant_id"], name=name)


class PromptProject(Model):
    """A project of the registry: one tenant."""

    __tablename__ = "prompt_projects"
    __table_args__ = (CheckConstraint("name <> ''", name="prompt_projects_have_a_name"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    require_approval: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="whether production takes a second key's consent"
    )
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class Prompt(Model):
    """A prompt. Whoever changes what belongs to it holds the lock of this row."""

    __tablename__ = "prompts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "slug", name="prompt_slugs_are_unique_in_a_project"),
        UniqueConstraint("id", "tenant_id", name="prompts_belong_to_one_project"),
        CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'", name="prompt_slugs_fit_into_a_path"),
        CheckConstraint("name <> ''", name="prompts_have_a_name"),
        CheckConstraint("last_version >= 0", name="prompt_versions_count_up"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("prompt_projects.tenant_id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    last_version: Mapped[int] = mapped_column(Integer, server_default=text("0"), comment="number of the newest")
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class PromptVersion(Model):
    """What a prompt says, as of one version; immutable."""

    __tablename__ = "prompt_versions"
    __table_args__ = (
        UniqueConstraint("prompt_id", "number", name="prompt_version_numbers_are_unique"),
        _belongs("prompts", ["prompt_id", "tenant_id"], name="prompt_versions_are_of_prompts"),
        UniqueConstraint("id", "prompt_id", "tenant_id", name="prompt_versions_belong_to_one_prompt"),
        CheckConstraint("number >= 1", name="prompt_versions_count_from_one"),
        CheckConstraint("coalesce(system_prompt, user_template) IS NOT NULL", name="prompt_versions_say_something"),
        CheckConstraint("temperature BETWEEN 0 AND 2", name="temperatures_lie_between_0_and_2"),
        CheckConstraint("max_tokens BETWEEN 1 AND 1000000", name="max_tokens_lie_between_1_and_a_million"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    prompt_id: Mapped[UUID] = mapped_column()
    number: Mapped[int] = mapped_column(Integer, comment="1, 2, 3 … without gaps")
    system_prompt: Mapped[str | None] = mapped_column(Text)
    user_template: Mapped[str | None] = mapped_column(Text)
    model: Mapped[str] = mapped_column(Text)
    temperature: Mapped[float] = mapped_column(Double)
    max_tokens: Mapped[int | None] = mapped_column(Integer)
    # JSON and not JSONB: it is given back as it was sent, with its keys in their order.
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSON, server_default=text("'{}'"))
    made_by: Mapped[UUID | None] = mapped_column(comment="key; none: Baton itself")
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class PromptApproval(Model):
    """A request to change production, and what became of it: pending -> approved | rejected."""

    __tablename__ = "prompt_approvals"
    __table_args__ = (
        _of_version("approvals_are_for_versions_of_the_prompt"),
        CheckConstraint("environment = 'production'", name="approvals_guard_production"),
        CheckConstraint("state IN ('pending', 'approved', 'rejected')", name="approval_states"),
        CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_approvals_have_a_time"),
        CheckConstraint("(state = 'pending') = (decided_by IS NULL)", name="decided_approvals_have_a_key"),
        CheckConstraint("decided_by <> requested_by", name="nobody_approves_their_own_request"),
        Index(
            "approvals_pending_once_per_version",
            "version_id",
            unique=True,
            postgresql_where=text("state = 'pending' AND weights IS NULL"),
        ),
        Index("approvals_by_prompt", "prompt_id", "requested_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    prompt_id: Mapped[UUID] = mapped_column()
    environment: Mapped[str] = mapped_column(Text)
    version_id: Mapped[UUID] = mapped_column(comment="of a rollout: the heaviest")
    weights: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSON(none_as_null=True), comment="of a rollout: each {versionId, weight}"
    )
    state: Mapped[str] = mapped_column(Text, server_default="pending")
    requested_by: Mapped[UUID] = mapped_column(comment="key")
    requested_by_label: Mapped[str] = mapped_column(Text, server_default="")
    requested_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)
    decided_by: Mapped[UUID | None] = mapped_column(comment="another key")
    decided_by_label: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(_TIME)


class PromptDeployment(Model):
    """One change of what an environment serves; immutable. The one with the highest number is in force."""

    __tablename__ = "prompt_deployments"
    __table_args__ = (
        UniqueConstraint("prompt_id", "environment", "number", name="deployments_are_numbered_per_environment"),
        UniqueConstraint("id", "prompt_id", "tenant_id", name="deployments_belong_to_one_prompt"),
        _of_version("deployments_are_of_versions_of_the_prompt"),
        _of_version("deployments_replace_versions_of_the_prompt", column="from_version_id"),
        CheckConstraint(_ENVIRONMENT, name="deployment_environments"),
        CheckConstraint("action IN ('create', 'promote', 'rollback', 'rollout')", name="deployment_actions"),
        CheckConstraint("number >= 1", name="deployments_count_from_one"),
        CheckConstraint("(number = 1) = (from_version_id IS NULL)", name="only_the_first_deployment_replaces_nothing"),
        CheckConstraint(
            "back_to >= 1 AND back_to < number AND (back_to IS NULL OR number > 1)",
            name="rollbacks_lead_to_earlier_deployments",
        ),
        CheckConstraint("action <> 'create' OR environment = 'dev'", name="new_versions_go_to_dev"),
        Index("one_deployment_per_approval", "approval_id", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    prompt_id: Mapped[UUID] = mapped_column()
    environment: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer)
    action: Mapped[str] = mapped_column(
        Text, comment="create: a new version went to dev by itself; else what was asked for"
    )
    version_id: Mapped[UUID] = mapped_column(comment="of a rollout: the heaviest")
    from_version_id: Mapped[UUID | None] = mapped_column(comment="what was in force before")
    back_to: Mapped[int | None] = mapped_column(Integer, comment="number of the deployment that a rollback restores")
    weighted: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="whether prompt_rollouts holds shares of it"
    )
    made_by: Mapped[UUID | None] = mapped_column(comment="key; none: Baton itself")
    made_by_label: Mapped[str] = mapped_column(Text, server_default="")
    approval_id: Mapped[UUID | None] = mapped_column(ForeignKey("prompt_approvals.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class PromptRollout(Model):
    """The share of one version in a weighted deployment; immutable."""

    __tablename__ = "prompt_rollouts"
    __table_args__ = (
        _belongs(
            "prompt_deployments",
            ["deployment_id", "prompt_id", "tenant_id"],
            name="rollouts_are_of_deployments_of_the_prompt",
        ),
        _of_version("rollouts_are_of_versions_of_the_prompt"),
        CheckConstraint("weight BETWEEN 1 AND 10000", name="rollout_weights_lie_between_1_and_10000"),
        Index("rollouts_by_version", "version_id"),
    )

    deployment_id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    prompt_id: Mapped[UUID] = mapped_column()
    weight: Mapped[int] = mapped_column(Integer)


class PromptUsage(Model):
    """What one version was used for on one day (UTC)."""

    __tablename__ = "prompt_usage"
    __table_args__ = (
        _of_version("prompt_usage_is_of_versions_of_the_prompt"),
        Index("prompt_usage_by_prompt", "prompt_id", "day"),
        CheckConstraint(
            "calls >= 0 AND tokens_in >= 0 AND tokens_out >= 0 AND cost >= 0", name="prompt_usage_stays_positive"
        ),
    )

    version_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column()
    prompt_id: Mapped[UUID] = mapped_column()
    calls: Mapped[int] = mapped_column(BigInteger)
    tokens_in: Mapped[int] = mapped_column(BigInteger)
    tokens_out: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(Numeric(18, 9), comment="US dollars")


class PromptUse(Model):
    """What one step of a run used a version for, until it is added to :class:`PromptUsage`. Refers to nothing,
    so that no step waits for whoever deletes a prompt."""

    __tablename__ = "prompt_uses"
    __table_args__ = (
        Index("prompt_uses_by_project", "tenant_id", "version_id"),
        CheckConstraint(
            "calls >= 0 AND tokens_in >= 0 AND tokens_out >= 0 AND cost >= 0", name="prompt_uses_stay_positive"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(comment="the project's")
    version_id: Mapped[UUID] = mapped_column()
    day: Mapped[date] = mapped_column(Date)
    calls: Mapped[int] = mapped_column(BigInteger)
    tokens_in: Mapped[int] = mapped_column(BigInteger)
    tokens_out: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(Numeric(18, 9), comment="US dollars")


class PromptProjectLink(Model):
    """The project that a tenant's agents look into first for their prompts."""

    __tablename__ = "prompt_project_links"
    __table_args__ = (Index("prompt_project_links_by_project", "project_id"),)

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("prompt_projects.tenant_id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


IMMUTABLE = (PromptVersion.__tablename__, PromptDeployment.__tablename__, PromptRollout.__tablename__)


def immutability_statements() -> Iterator[str]:
    """The DDL by which Postgres refuses every update of the rows that are never changed."""
    yield (
        "CREATE FUNCTION refuse_prompt_changes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';"
        " END $$"
    )
    for table in IMMUTABLE:
        # After the row: the wall between tenants is to speak first.
        yield (
            f"CREATE TRIGGER {table}_stay_as_they_are AFTER UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_prompt_changes()"
        )

"""The prompt registry, and keys with an environment

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.prompts.models import immutability_statements
from app.storage.tenancy import policy_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "prompt_projects",
    "prompts",
    "prompt_versions",
    "prompt_approvals",
    "prompt_deployments",
    "prompt_rollouts",
    "prompt_usage",
)
_ENVIRONMENTS = "environment IN ('dev', 'staging', 'production')"


def upgrade() -> None:
    _widen_keys()
    _make_prompts()
    _make_versions()
    _make_approvals()
    _make_deployments()
    _make_usage()
    for table in TABLES:
        for statement in policy_statements(table):
            op.execute(statement)
    for statement in immutability_statements():
        op.execute(statement)


def _widen_keys() -> None:
    op.add_column("api_keys", sa.Column("environment", sa.Text(), nullable=True, comment="of a prompt registry's key"))
    op.drop_constraint("key_families", "api_keys")
    op.create_check_constraint("key_families", "api_keys", "family IN ('productos', 'prompt_registry')")
    op.create_check_constraint("key_environments", "api_keys", _ENVIRONMENTS)
    op.create_check_constraint(
        "registry_keys_have_an_environment", "api_keys", "(family = 'prompt_registry') = (environment IS NOT NULL)"
    )


def _make_prompts() -> None:
    op.create_table(
        "prompt_projects",
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        _text("name"),
        sa.Column(
            "require_approval",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether production takes a second key's consent",
        ),
        _time("created_at"),
        sa.CheckConstraint("name <> ''", name="prompt_projects_have_a_name"),
    )
    project = sa.ForeignKey("prompt_projects.tenant_id", ondelete="CASCADE")
    op.create_table(
        "prompts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), project, nullable=False),
        _text("slug"),
        _text("name"),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "last_version",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="number of the newest",
        ),
        _time("created_at"),
        sa.UniqueConstraint("tenant_id", "slug", name="prompt_slugs_are_unique_in_a_project"),
        sa.UniqueConstraint("id", "tenant_id", name="prompts_belong_to_one_project"),
        sa.CheckConstraint("slug ~ '^[a-z0-9]([a-z0-9_-]{0,98}[a-z0-9])?$'", name="prompt_slugs_fit_into_a_path"),
        sa.CheckConstraint("name <> ''", name="prompts_have_a_name"),
        sa.CheckConstraint("last_version >= 0", name="prompt_versions_count_up"),
    )


def _make_versions() -> None:
    op.create_table(
        "prompt_versions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_owners(),
        sa.Column("number", sa.Integer(), nullable=False, comment="1, 2, 3 … without gaps"),
        sa.Column("system_prompt", sa.Text(), nullable=True),
        sa.Column("user_template", sa.Text(), nullable=True),
        _text("model"),
        sa.Column("temperature", sa.Double(), nullable=False),
        sa.Column("max_tokens", sa.Integer(), nullable=True),
        sa.Column("metadata", postgresql.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="key; none: Baton itself"),
        _time("created_at"),
        _belongs("prompts", ["prompt_id", "tenant_id"], name="prompt_versions_are_of_prompts"),
        sa.UniqueConstraint("prompt_id", "number", name="prompt_version_numbers_are_unique"),
        sa.UniqueConstraint("id", "prompt_id", "tenant_id", name="prompt_versions_belong_to_one_prompt"),
        sa.CheckConstraint("number >= 1", name="prompt_versions_count_from_one"),
        sa.CheckConstraint("coalesce(system_prompt, user_template) IS NOT NULL", name="prompt_versions_say_something"),
        sa.CheckConstraint("temperature BETWEEN 0 AND 2", name="temperatures_lie_between_0_and_2"),
        sa.CheckConstraint("max_tokens BETWEEN 1 AND 1000000", name="max_tokens_lie_between_1_and_a_million"),
    )


def _make_approvals() -> None:
    op.create_table(
        "prompt_approvals",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_owners(),
        _text("environment"),
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="of a rollout: the heaviest"),
        sa.Column("weights", postgresql.JSON(), nullable=True, comment="of a rollout: each {versionId, weight}"),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False, comment="key"),
        sa.Column("requested_by_label", sa.Text(), server_default="", nullable=False),
        _time("requested_at"),
        sa.Column("decided_by", sa.Uuid(), nullable=True, comment="another key"),
        sa.Column("decided_by_label", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        _of_version("approvals_are_for_versions_of_the_prompt"),
        sa.CheckConstraint("environment = 'production'", name="approvals_guard_production"),
        sa.CheckConstraint("state IN ('pending', 'approved', 'rejected')", name="approval_states"),
        sa.CheckConstraint("(state = 'pending') = (decided_at IS NULL)", name="decided_approvals_have_a_time"),
        sa.CheckConstraint("(state = 'pending') = (decided_by IS NULL)", name="decided_approvals_have_a_key"),
        sa.CheckConstraint("decided_by <> requested_by", name="nobody_approves_their_own_request"),
    )
    op.create_index(
        "approvals_pending_once_per_version",
        "prompt_approvals",
        ["version_id"],
        unique=True,
        postgresql_where=sa.text("state = 'pending' AND weights IS NULL"),
    )
    op.create_index("approvals_by_prompt", "prompt_approvals", ["prompt_id", "requested_at"])


def _make_deployments() -> None:
    op.create_table(
        "prompt_deployments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_owners(),
        _text("environment"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("action", comment="create: a new version went to dev by itself; else what was asked for"),
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="of a rollout: the heaviest"),
        sa.Column("from_version_id", sa.Uuid(), nullable=True, comment="what was in force before"),
        sa.Column("back_to", sa.Integer(), nullable=True, comment="number of the deployment that a rollback restores"),
        sa.Column(
            "weighted",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="whether prompt_rollouts holds shares of it",
        ),
        sa.Column("made_by", sa.Uuid(), nullable=True, comment="key; none: Baton itself"),
        sa.Column("made_by_label", sa.Text(), server_default="", nullable=False),
        sa.Column("approval_id", sa.Uuid(), sa.ForeignKey("prompt_approvals.id", ondelete="CASCADE"), nullable=True),
        _time("created_at"),
        _of_version("deployments_are_of_versions_of_the_prompt"),
        _of_version("deployments_replace_versions_of_the_prompt", column="from_version_id"),
        sa.UniqueConstraint("prompt_id", "environment", "number", name="deployments_are_numbered_per_environment"),
        sa.UniqueConstraint("id", "prompt_id", "tenant_id", name="deployments_belong_to_one_prompt"),
        sa.CheckConstraint(_ENVIRONMENTS, name="deployment_environments"),
        sa.CheckConstraint("action IN ('create', 'promote', 'rollback', 'rollout')", name="deployment_actions"),
        sa.CheckConstraint("number >= 1", name="deployments_count_from_one"),
        sa.CheckConstraint(
            "(number = 1) = (from_version_id IS NULL)", name="only_the_first_deployment_replaces_nothing"
        ),
        sa.CheckConstraint(
            "back_to >= 1 AND back_to < number AND (back_to IS NULL OR number > 1)",
            name="rollbacks_lead_to_earlier_deployments",
        ),
        sa.CheckConstraint("action <> 'create' OR environment = 'dev'", name="new_versions_go_to_dev"),
    )
    op.create_index("one_deployment_per_approval", "prompt_deployments", ["approval_id"], unique=True)
    op.create_table(
        "prompt_rollouts",
        sa.Column("deployment_id", sa.Uuid(), primary_key=True),
        sa.Column("version_id", sa.Uuid(), primary_key=True),
        *_owners(),
        sa.Column("weight", sa.Integer(), nullable=False),
        _belongs(
            "prompt_deployments",
            ["deployment_id", "prompt_id", "tenant_id"],
            name="rollouts_are_of_deployments_of_the_prompt",
        ),
        _of_version("rollouts_are_of_versions_of_the_prompt"),
        sa.CheckConstraint("weight BETWEEN 1 AND 10000", name="rollout_weights_lie_between_1_and_10000"),
    )
    op.create_index("rollouts_by_version", "prompt_rollouts", ["version_id"])


def _make_usage() -> None:
    op.create_table(
        "prompt_usage",
        sa.Column("version_id", sa.Uuid(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        *_owners(),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Numeric(18, 9), nullable=False, comment="US dollars"),
        _of_version("prompt_usage_is_of_versions_of_the_prompt"),
        sa.CheckConstraint(
            "calls >= 0 AND tokens_in >= 0 AND tokens_out >= 0 AND cost >= 0", name="prompt_usage_stays_positive"
        ),
    )
    op.create_index("prompt_usage_by_prompt", "prompt_usage", ["prompt_id", "day"])


def _owners() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("prompt_id", sa.Uuid(), nullable=False),
    ]


def _belongs(to: str, columns: Sequence[str], *, name: str) -> sa.ForeignKeyConstraint:
    referred = [f"{to}.{column}" for column in ("id", *columns[1:])]
    return sa.ForeignKeyConstraint(columns, referred, name=name, ondelete="CASCADE")


def _of_version(name: str, *, column: str = "version_id") -> sa.ForeignKeyConstraint:
    return _belongs("prompt_versions", [column, "prompt_id", "tenant_id"], name=name)


def _text(name: str, *, comment: str | None = None) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    """The registry's keys go with it: the older constraint has no room for them."""
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_prompt_changes()")
    op.execute("DELETE FROM api_keys WHERE family = 'prompt_registry'")
    for constraint in ("registry_keys_have_an_environment", "key_environments", "key_families"):
        op.drop_constraint(constraint, "api_keys")
    op.create_check_constraint("key_families", "api_keys", "family IN ('productos')")
    op.drop_column("api_keys", "environment")

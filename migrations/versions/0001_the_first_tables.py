"""The first tables: sessions, runs, events, budgets, keys, products; and the API's role with its policies

Revision: 0001, after
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.accounts import models as accounts
from app.storage.database import API_ROLE
from app.storage.tenancy import policy_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


POLICED = (
    "sessions",
    "session_heads",
    "runs",
    "run_events",
    "checkpoints",
    "budgets",
    "budget_holds",
    "budget_lines",
    "idempotency_keys",
    "build_sessions",
    "product_projects",
)
"""Tables of which the API's role sees the current tenant's rows only."""


def upgrade() -> None:
    _make_role()
    op.create_table(
        "run_events",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSON(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("cursor > 0", name="events_count_from_one"),
        sa.PrimaryKeyConstraint("session_id", "cursor"),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name="tenants_have_a_name"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "workers",
        sa.Column("key", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("draining", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False, comment="the API that it opens, and no other"),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False, comment="sha256 of the whole key"),
        sa.Column("prefix", sa.Text(), nullable=False, comment="its first characters, for people to tell keys apart"),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("family IN ('productos')", name="key_families"),
        sa.CheckConstraint("length(prefix) = 12", name="key_prefixes_have_12_characters"),
        sa.CheckConstraint("octet_length(key_hash) = 32", name="key_hashes_are_sha256"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_hash", name="api_keys_are_unique"),
    )
    op.create_index("api_keys_by_prefix", "api_keys", ["prefix"], unique=False)
    op.create_index("api_keys_by_tenant", "api_keys", ["tenant_id", "created_at"], unique=False)
    op.create_table(
        "budgets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True, comment="the cap above it, always older"),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("tokens_limit", sa.BigInteger(), nullable=True),
        sa.Column("tokens_used", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("tokens_held", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cost_limit", sa.Numeric(precision=18, scale=9), nullable=True),
        sa.Column("cost_used", sa.Numeric(precision=18, scale=9), server_default=sa.text("0"), nullable=False),
        sa.Column("cost_held", sa.Numeric(precision=18, scale=9), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("scope IN ('run', 'project', 'organization')", name="budget_scopes"),
        sa.CheckConstraint("parent_id <> id", name="no_budget_is_its_own_parent"),
        sa.CheckConstraint("tokens_limit >= 0 AND cost_limit >= 0", name="limits_stay_positive"),
        sa.CheckConstraint(
            "tokens_used >= 0 AND tokens_held >= 0 AND cost_used >= 0 AND cost_held >= 0", name="budgets_stay_positive"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["budgets.id"],
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="the dialect that owns it, e.g. productos"),
        sa.Column("state", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("sessions_by_tenant", "sessions", ["tenant_id", "kind", "created_at"], unique=False)
    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("budget_id", sa.Uuid(), nullable=False),
        sa.Column(
            "run_id", sa.Uuid(), nullable=False, comment="kept when the run is deleted: what was spent stays spent"
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("calls", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind IN ('used', 'lost_call', 'carried')", name="kinds_of_budget_line"),
        sa.CheckConstraint("tokens >= 0 AND cost >= 0", name="lines_stay_positive"),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("budget_lines_by_budget", "budget_lines", ["budget_id"], unique=False)
    op.create_index(
        "one_used_line_per_step",
        "budget_lines",
        ["run_id", "step"],
        unique=True,
        postgresql_where=sa.text("kind = 'used'"),
    )
    op.create_table(
        "build_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="the run that made it"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("build_sessions_by_session", "build_sessions", ["session_id", "created_at"], unique=False)
    op.create_table(
        "product_projects",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="the run that made it"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("opportunity_index", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("name <> ''", name="product_projects_have_a_name"),
        sa.CheckConstraint("opportunity_index >= 0", name="opportunities_count_from_zero"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("product_projects_by_session", "product_projects", ["session_id", "created_at"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("root_run_id", sa.Uuid(), nullable=False, comment="itself, or the run that the whole family serves"),
        sa.Column("parent_run_id", sa.Uuid(), nullable=True),
        sa.Column(
            "resumed_from",
            sa.Uuid(),
            nullable=True,
            comment="the failed or cancelled run whose checkpoints it took over",
        ),
        sa.Column("parent_step", sa.Integer(), nullable=True, comment="the step of its parent that started it"),
        sa.Column(
            "ordinal", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="place among its siblings"
        ),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("input", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("budget_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'queued'"), nullable=False),
        sa.Column("behind", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("waiting_for", sa.Text(), nullable=True),
        sa.Column("question", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("answer", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "attempt",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="the fence: every write names it",
        ),
        sa.Column(
            "deaths",
            sa.Integer(),
            server_default=sa.text("0"),
            nullable=False,
            comment="process deaths since the last step",
        ),
        sa.Column("worker_key", sa.Integer(), nullable=True),
        sa.Column("dispatch_at", sa.DateTime(timezone=True), nullable=True, comment="when its message is due (again)"),
        sa.Column("sends", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("step", sa.Integer(), server_default=sa.text("0"), nullable=False, comment="finished steps"),
        sa.Column("total_steps", sa.Integer(), nullable=True),
        sa.Column("current_step", sa.Text(), nullable=True),
        sa.Column(
            "accepted_cursor", sa.BigInteger(), nullable=False, comment="the session's head when it was accepted"
        ),
        sa.Column(
            "step_cursor", sa.BigInteger(), nullable=False, comment="the session's head at its last finished step"
        ),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column(
            "active_seconds",
            sa.Double(),
            server_default=sa.text("0"),
            nullable=False,
            comment="time in workers before the present claim",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(error IS NOT NULL) = (state = 'failed')", name="failed_says_why"),
        sa.CheckConstraint(
            "(finished_at IS NOT NULL) = (state IN ('completed', 'failed', 'cancelled'))",
            name="finished_means_terminal",
        ),
        sa.CheckConstraint("(waiting_for IS NOT NULL) = (state = 'waiting')", name="waiting_says_for_what"),
        sa.CheckConstraint("(worker_key IS NOT NULL) = (state = 'running')", name="running_has_a_worker"),
        sa.CheckConstraint(
            "NOT behind OR (state IN ('queued', 'cancelled') AND parent_run_id IS NULL)",
            name="only_queued_roots_stand_behind",
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')", name="run_states"
        ),
        sa.CheckConstraint("waiting_for IN ('children', 'person')", name="what_runs_wait_for"),
        sa.CheckConstraint("(parent_run_id IS NULL) = (root_run_id = id)", name="roots_have_no_parent"),
        sa.CheckConstraint("attempt >= 0 AND deaths >= 0 AND sends >= 0 AND step >= 0", name="run_counts_from_zero"),
        sa.ForeignKeyConstraint(
            ["budget_id"],
            ["budgets.id"],
        ),
        sa.ForeignKeyConstraint(["parent_run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_index(
        "runs_behind",
        "runs",
        ["session_id", "created_at"],
        unique=False,
        postgresql_where=sa.text("behind AND state = 'queued'"),
    )
    op.create_index(
        "runs_by_parent",
        "runs",
        ["parent_run_id", "ordinal"],
        unique=False,
        postgresql_where=sa.text("parent_run_id IS NOT NULL"),
    )
    op.create_index("runs_by_session", "runs", ["session_id", "created_at"], unique=False)
    op.create_index(
        "runs_by_worker", "runs", ["worker_key"], unique=False, postgresql_where=sa.text("state = 'running'")
    )
    op.create_index(
        "runs_due", "runs", ["dispatch_at"], unique=False, postgresql_where=sa.text("state = 'queued' AND NOT behind")
    )
    op.create_index(
        "runs_one_active_per_session",
        "runs",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("parent_run_id IS NULL AND NOT behind AND state IN ('queued', 'running', 'waiting')"),
    )
    op.create_table(
        "session_heads",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("last_cursor", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("last_cursor >= 0", name="cursors_count_from_zero"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id"),
        postgresql_with={"fillfactor": "50"},
    )
    op.create_table(
        "budget_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("budget_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("free", sa.Boolean(), nullable=False, comment="declared free: a lost call costs nothing"),
        sa.Column(
            "settled", sa.Boolean(), server_default=sa.text("false"), nullable=False, comment="the real usage is known"
        ),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=9), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("tokens >= 0 AND cost >= 0", name="holds_stay_positive"),
        sa.ForeignKeyConstraint(["budget_id"], ["budgets.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("budget_holds_by_run", "budget_holds", ["run_id", "attempt"], unique=False)
    op.create_table(
        "checkpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "output",
            postgresql.JSON(astext_type=sa.Text()),
            nullable=False,
            comment="not jsonb, which would give keys another order than they had",
        ),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("step > 0", name="checkpoints_count_from_one"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("run_id", "step", name="one_checkpoint_per_step"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False, comment="what the key was given for, e.g. session and agent"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="sha256 of the request"),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "scope", "key"),
    )
    op.create_index("idempotency_keys_by_age", "idempotency_keys", ["created_at"], unique=False)
    op.create_index("idempotency_keys_by_run", "idempotency_keys", ["run_id"], unique=False)
    _police()


def _make_role() -> None:
    """The role that the API takes on. Roles belong to the cluster, so another database may have made it."""
    op.execute(
        f"""DO $$ BEGIN
              CREATE ROLE {API_ROLE} NOLOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$"""
    )
    op.execute(f"GRANT {API_ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {API_ROLE}")


def _police() -> None:
    statements = [*policy_statements("tenants", column="id"), *accounts.policy_statements()]
    for table in POLICED:
        statements += policy_statements(table)
    statements.append(f"GRANT SELECT ON workers TO {API_ROLE}")
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """The role stays: other databases of the cluster may use it."""
    op.drop_index("idempotency_keys_by_run", table_name="idempotency_keys")
    op.drop_index("idempotency_keys_by_age", table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("checkpoints")
    op.drop_index("budget_holds_by_run", table_name="budget_holds")
    op.drop_table("budget_holds")
    op.drop_table("session_heads")
    op.drop_index(
        "runs_one_active_per_session",
        table_name="runs",
        postgresql_where=sa.text("parent_run_id IS NULL AND NOT behind AND state IN ('queued', 'running', 'waiting')"),
    )
    op.drop_index("runs_due", table_name="runs", postgresql_where=sa.text("state = 'queued' AND NOT behind"))
    op.drop_index("runs_by_worker", table_name="runs", postgresql_where=sa.text("state = 'running'"))
    op.drop_index("runs_by_session", table_name="runs")
    op.drop_index("runs_by_parent", table_name="runs", postgresql_where=sa.text("parent_run_id IS NOT NULL"))
    op.drop_index("runs_behind", table_name="runs", postgresql_where=sa.text("behind AND state = 'queued'"))
    op.drop_table("runs")
    op.drop_index("product_projects_by_session", table_name="product_projects")
    op.drop_table("product_projects")
    op.drop_index("build_sessions_by_session", table_name="build_sessions")
    op.drop_table("build_sessions")
    op.drop_index("one_used_line_per_step", table_name="budget_lines", postgresql_where=sa.text("kind = 'used'"))
    op.drop_index("budget_lines_by_budget", table_name="budget_lines")
    op.drop_table("budget_lines")
    op.drop_index("sessions_by_tenant", table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("budgets")
    op.drop_index("api_keys_by_tenant", table_name="api_keys")
    op.drop_index("api_keys_by_prefix", table_name="api_keys")
    op.drop_table("api_keys")
    op.drop_table("workers")
    op.drop_table("tenants")
    op.drop_table("run_events")

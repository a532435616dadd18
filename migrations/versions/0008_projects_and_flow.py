"""Praetor's projects with their phases, ontology and features; the answers of their flow

Revision: 0008, after 0007
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ("flow_answers", "project_features", "ontology_entries", "project_phases", "projects")

WORKED_IN = "'DISCOVERY', 'FEATURE_SELECTION', 'PLAN_GENERATION', 'PLANNING', 'VISUAL_DISCOVERY', 'SPECIFICATION'"
PHASES = f"'CREATED', {WORKED_IN}"


def upgrade() -> None:
    _make_projects()
    _make_phases()
    _make_ontology()
    _make_features()
    _make_answers()
    for table in TABLES:
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def _make_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("template", sa.Text(), comment="as the client named it"),
        sa.Column(
            "details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False, comment="its metadata"
        ),
        sa.Column("status", sa.Text(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("phase", sa.Text(), server_default=sa.text("'CREATED'"), nullable=False),
        _user("created_by"),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("name <> ''", name="projects_have_a_name"),
        sa.CheckConstraint("status IN ('active', 'completed', 'archived')", name="project_states"),
        sa.CheckConstraint(f"phase IN ({PHASES})", name="project_phases"),
        sa.CheckConstraint("jsonb_typeof(details) = 'object'", name="project_details"),
        sa.UniqueConstraint("tenant_id", "id", name="projects_are_a_tenants"),
    )
    op.create_index("projects_by_tenant", "projects", ["tenant_id", "created_at"])


def _make_phases() -> None:
    op.create_table(
        "project_phases",
        *_belonging(),
        sa.Column("phase", sa.Text(), nullable=False),
        _time("started_at", now="clock_timestamp()"),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.Column("entry_actions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "phase"),
        sa.CheckConstraint(f"phase IN ({WORKED_IN})", name="phases_worked_in"),
        sa.CheckConstraint("completed_at >= started_at", name="phases_end_after_they_begin"),
    )


def _make_ontology() -> None:
    op.create_table(
        "ontology_entries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_belonging(),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="what said so: a question's key, conversation, task:ID, …"
        ),
        _time("created_at"),
        sa.CheckConstraint("type <> '' AND name <> ''", name="ontology_entries_have_type_and_name"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="ontology_confidence"),
    )
    op.create_index(
        "ontology_entries_are_unique",
        "ontology_entries",
        ["project_id", "type", sa.text("lower(name)"), "source"],
        unique=True,
    )


def _make_features() -> None:
    op.create_table(
        "project_features",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_belonging(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="what it follows from"),
        sa.Column("selected", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _time("created_at"),
        sa.CheckConstraint("name <> ''", name="features_have_a_name"),
        sa.CheckConstraint("priority IN ('must', 'should', 'could')", name="feature_priorities"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="feature_confidence"),
    )
    op.create_index(
        "project_features_are_unique", "project_features", ["project_id", sa.text("lower(name)")], unique=True
    )


def _make_answers() -> None:
    op.create_table(
        "flow_answers",
        *_belonging(),
        sa.Column("question", sa.Text(), nullable=False, comment="the key of the question in its template's bank"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False, comment="string, list of strings, boolean or number"),
        sa.Column("variant", sa.Text(), comment="the wording that was shown"),
        sa.Column("confidence", sa.Float(), server_default=sa.text("1"), nullable=False),
        sa.Column("notes", sa.Text(), server_default="", nullable=False),
        _user("answered_by"),
        _time("answered_at", now="clock_timestamp()"),
        sa.Column("revision", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("project_id", "question"),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name="answer_confidence"),
        sa.CheckConstraint("revision > 0", name="answers_count_revisions_from_one"),
        sa.UniqueConstraint("id", name="answers_have_ids"),
    )


def _belonging() -> tuple[Any, ...]:
    return (
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
    )


def _user(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL"))


def _time(name: str, *, now: str = "now()") -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text(now), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)

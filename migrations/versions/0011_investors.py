"""Investors: profiles, preferences, holdings, watchlists

Revision: 0011, after 0010
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("watchlist_items", "watchlists", "holdings", "investor_preferences", "investors")

_TYPES = "instrument_type IN ('stock', 'etf', 'index', 'crypto', 'future', 'commodity', 'currency')"
_SYMBOLS = "symbol <> '' AND symbol = upper(symbol)"
_OBJECTS = ("risk_preference", "investment_preference", "agent_preference", "other_preference")


def upgrade() -> None:
    _make_investors()
    _make_preferences()
    _make_holdings()
    _make_watchlists()
    _make_items()
    for table in TABLES:
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def _make_investors() -> None:
    op.create_table(
        "investors",
        _tenant(),
        sa.Column("user_id", sa.Text(), nullable=False, comment="as the client names its user"),
        *(sa.Column(name, sa.Text()) for name in ("email", "name", "avatar_url", "timezone", "locale")),
        sa.Column("onboarding_completed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        *_times(),
        sa.Column("last_login_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("tenant_id", "user_id"),
        sa.CheckConstraint("user_id <> ''", name="investors_have_a_name"),
    )


def _make_preferences() -> None:
    op.create_table(
        "investor_preferences",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        _user(),
        *(_object(name) for name in _OBJECTS),
        *_times(),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["investors.tenant_id", "investors.user_id"],
            name="preferences_are_an_investors",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("tenant_id", "user_id", name="preferences_are_one_row"),
        sa.CheckConstraint(
            " AND ".join(f"jsonb_typeof({name}) = 'object'" for name in _OBJECTS), name="preferences_are_objects"
        ),
    )


def _make_holdings() -> None:
    op.create_table(
        "holdings",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        _user(),
        *_instrument(),
        sa.Column(
            "quantity", sa.Numeric(), nullable=False, comment="as many digits as were written; short if negative"
        ),
        sa.Column("average_cost", sa.Numeric(), comment="per unit, in currency"),
        sa.Column("currency", sa.Text(), server_default=sa.text("'USD'"), nullable=False),
        sa.Column("account_name", sa.Text()),
        sa.Column("notes", sa.Text()),
        _object("metadata"),
        sa.Column("first_purchased_at", sa.DateTime(timezone=True)),
        *_times(),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "symbol",
            "instrument_type",
            "account_name",
            name="holdings_are_one_per_account",
            postgresql_nulls_not_distinct=True,
        ),
        sa.CheckConstraint(_TYPES, name="holdings_have_a_type"),
        sa.CheckConstraint(_SYMBOLS, name="holdings_have_a_symbol"),
        sa.CheckConstraint(
            "quantity NOT IN ('NaN', 'Infinity', '-Infinity') AND average_cost NOT IN ('NaN', 'Infinity', '-Infinity')",
            name="holdings_are_finite",
        ),
    )


def _make_watchlists() -> None:
    op.create_table(
        "watchlists",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        _user(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        *_times(),
        sa.UniqueConstraint("tenant_id", "user_id", "name", name="watchlists_of_a_user_differ_in_name"),
        sa.CheckConstraint("name <> ''", name="watchlists_have_a_name"),
    )
    op.create_index(
        "watchlists_have_one_default",
        "watchlists",
        ["tenant_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("is_default"),
    )


def _make_items() -> None:
    op.create_table(
        "watchlist_items",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("watchlist_id", sa.Uuid(), sa.ForeignKey("watchlists.id", ondelete="CASCADE"), nullable=False),
        _tenant(),
        _user(),
        *_instrument(),
        sa.Column("notes", sa.Text()),
        _object("alert_settings"),
        _object("metadata"),
        *_times(),
        sa.UniqueConstraint("watchlist_id", "symbol", "instrument_type", name="watchlists_hold_an_instrument_once"),
        sa.CheckConstraint(_TYPES, name="watchlist_items_have_a_type"),
        sa.CheckConstraint(_SYMBOLS, name="watchlist_items_have_a_symbol"),
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _tenant() -> sa.Column[Any]:
    return sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False)


def _user() -> sa.Column[Any]:
    return sa.Column("user_id", sa.Text(), nullable=False)


def _object(name: str) -> sa.Column[Any]:
    return sa.Column(name, postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False)


def _instrument() -> list[sa.Column[Any]]:
    return [
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("instrument_type", sa.Text(), nullable=False),
        sa.Column("exchange", sa.Text()),
        sa.Column("name", sa.Text()),
    ]


def _times() -> list[sa.Column[Any]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)
        for name in ("created_at", "updated_at")
    ]

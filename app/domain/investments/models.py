"""The tables of investors and of what they hold and watch.

An investor is named by the client: the same name in two tenants is two people. Holdings and watchlists need no
profile, since a client may keep them for a user who has never filled one in.
"""

from datetime import datetime
from decimal import Decimal
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
    Numeric,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

INSTRUMENT_TYPES = ("stock", "etf", "index", "crypto", "future", "commodity", "currency")

_IS_A_TYPE = f"instrument_type IN ({', '.join(map(repr, INSTRUMENT_TYPES))})"
_IS_A_SYMBOL = "symbol <> '' AND symbol = upper(symbol)"
_TIME = DateTime(timezone=True)
_EMPTY = text("'{}'")


class Investor(Model):
    """A user's profile."""

    __tablename__ = "investors"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "user_id"),
        CheckConstraint("user_id <> ''", name="investors_have_a_name"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text, comment="as the client names its user")
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    avatar_url: Mapped[str | None] = mapped_column(Text)
    timezone: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(Text)
    onboarding_completed: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    last_login_at: Mapped[datetime | None] = mapped_column(_TIME)


class InvestorPreferences(Model):
    """What an investor likes, in four objects that clients add words of their own to."""

    __tablename__ = "investor_preferences"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["investors.tenant_id", "investors.user_id"],
            name="preferences_are_an_investors",
            ondelete="CASCADE",
        ),
        UniqueConstraint("tenant_id", "user_id", name="preferences_are_one_row"),
        CheckConstraint(
            "jsonb_typeof(risk_preference) = 'object' AND jsonb_typeof(investment_preference) = 'object'"
            " AND jsonb_typeof(agent_preference) = 'object' AND jsonb_typeof(other_preference) = 'object'",
            name="preferences_are_objects",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text)
    risk_preference: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    investment_preference: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    agent_preference: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    other_preference: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class Holding(Model):
    """So many of an instrument, in one account or in none that has a name."""

    __tablename__ = "holdings"
    __table_args__ = (
        UniqueConstraint(
            "tenant_id",
            "user_id",
            "symbol",
            "instrument_type",
            "account_name",
            name="holdings_are_one_per_account",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(_IS_A_TYPE, name="holdings_have_a_type"),
        CheckConstraint(_IS_A_SYMBOL, name="holdings_have_a_symbol"),
        CheckConstraint(
            "quantity NOT IN ('NaN', 'Infinity', '-Infinity') AND average_cost NOT IN ('NaN', 'Infinity', '-Infinity')",
            name="holdings_are_finite",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text)
    symbol: Mapped[str] = mapped_column(Text)
    instrument_type: Mapped[str] = mapped_column(Text)
    exchange: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[Decimal] = mapped_column(Numeric, comment="as many digits as were written; short if negative")
    average_cost: Mapped[Decimal | None] = mapped_column(Numeric, comment="per unit, in currency")
    currency: Mapped[str] = mapped_column(Text, server_default=text("'USD'"))
    account_name: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, server_default=_EMPTY)
    first_purchased_at: Mapped[datetime | None] = mapped_column(_TIME)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class Watchlist(Model):
    """A list of instruments. At most one of a user's is the default."""

    __tablename__ = "watchlists"
    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id", "name", name="watchlists_of_a_user_differ_in_name"),
        CheckConstraint("name <> ''", name="watchlists_have_a_name"),
        Index(
            "watchlists_have_one_default",
            "tenant_id",
            "user_id",
            unique=True,
            postgresql_where=text("is_default"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    display_order: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class WatchlistItem(Model):
    """An instrument on a list."""

    __tablename__ = "watchlist_items"
    __table_args__ = (
        UniqueConstraint("watchlist_id", "symbol", "instrument_type", name="watchlists_hold_an_instrument_once"),
        CheckConstraint(_IS_A_TYPE, name="watchlist_items_have_a_type"),
        CheckConstraint(_IS_A_SYMBOL, name="watchlist_items_have_a_symbol"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    watchlist_id: Mapped[UUID] = mapped_column(ForeignKey("watchlists.id", ondelete="CASCADE"))
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text)
    symbol: Mapped[str] = mapped_column(Text)
    instrument_type: Mapped[str] = mapped_column(Text)
    exchange: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    alert_settings: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=_EMPTY)
    details: Mapped[dict[str, Any]] = mapped_column("metadata", JSONB, server_default=_EMPTY)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())

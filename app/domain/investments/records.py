"""What is known of investors, as reads and writes hand it out. Times are aware, amounts exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvestorRecord:
    """A profile."""

    user_id: str
    email: str | None
    name: str | None
    avatar_url: str | None
    timezone: str | None
    locale: str | None
    onboarding_completed: bool
    created_at: datetime
    updated_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesRecord:
    """What an investor likes."""

    id: UUID
    user_id: str
    risk_preference: Mapping[str, Any]
    investment_preference: Mapping[str, Any]
    agent_preference: Mapping[str, Any]
    other_preference: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingRecord:
    """So many of an instrument."""

    id: UUID
    user_id: str
    symbol: str
    instrument_type: str
    exchange: str | None
    name: str | None
    quantity: Decimal
    average_cost: Decimal | None
    currency: str
    account_name: str | None
    notes: str | None
    metadata: Mapping[str, Any]
    first_purchased_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistRecord:
    """A watchlist without its items."""

    id: UUID
    user_id: str
    name: str
    description: str | None
    is_default: bool
    display_order: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistItemRecord:
    """An instrument on a watchlist."""

    id: UUID
    watchlist_id: UUID
    user_id: str
    symbol: str
    instrument_type: str
    exchange: str | None
    name: str | None
    notes: str | None
    alert_settings: Mapping[str, Any]
    metadata: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime

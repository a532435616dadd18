"""Users, preferences, holdings and watchlists as PTC's clients see them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.api.http.json_bodies import moment
from app.domain.investments.records import (
    HoldingRecord,
    InvestorRecord,
    PreferencesRecord,
    WatchlistItemRecord,
    WatchlistRecord,
)

_RISK = {"risk_tolerance": None}
_INVESTMENT = {"company_interest": None, "holding_period": None, "analysis_focus": None}
_AGENT = {"output_style": None}
_ALERTS = {"price_above": None, "price_below": None, "percent_change": None, "news_alerts": None}
"""The documented keys, which are always there."""


def user(record: InvestorRecord) -> dict[str, Any]:
    return _shown(asdict(record))


def preferences(record: PreferencesRecord) -> dict[str, Any]:
    known = {
        "risk_preference": _RISK | dict(record.risk_preference),
        "investment_preference": _INVESTMENT | dict(record.investment_preference),
        "agent_preference": _AGENT | dict(record.agent_preference),
    }
    return _shown(asdict(record) | known, id_as="preference_id")


def user_with_preferences(record: InvestorRecord, liked: PreferencesRecord | None) -> dict[str, Any]:
    return {"user": user(record), "preferences": None if liked is None else preferences(liked)}


def holding(record: HoldingRecord) -> dict[str, Any]:
    return _shown(asdict(record), id_as="holding_id")


def watchlist(record: WatchlistRecord) -> dict[str, Any]:
    return _shown(asdict(record), id_as="watchlist_id")


def watchlist_item(record: WatchlistItemRecord) -> dict[str, Any]:
    return _shown(asdict(record) | {"alert_settings": _ALERTS | dict(record.alert_settings)}, id_as="item_id")


def watchlist_items(records: Iterable[WatchlistItemRecord]) -> dict[str, Any]:
    items = [watchlist_item(each) for each in records]
    return {"items": items, "total": len(items)}


def _shown(values: Mapping[str, Any], *, id_as: str = "id") -> dict[str, Any]:
    return {id_as if name == "id" else name: _written(value) for name, value in values.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")  # never with an exponent
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, UUID) else value

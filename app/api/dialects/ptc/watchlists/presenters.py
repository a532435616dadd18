"""Watchlists and their items as PTC's clients see them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.api.dialects.ptc.presenters import shown
from app.domain.investments.records import WatchlistItemRecord, WatchlistRecord

_ALERTS = {"price_above": None, "price_below": None, "percent_change": None, "news_alerts": None}
"""The documented keys, which are always there."""


def watchlist(record: WatchlistRecord) -> dict[str, Any]:
    return shown(asdict(record), id_as="watchlist_id")


def watchlist_item(record: WatchlistItemRecord) -> dict[str, Any]:
    return shown(asdict(record) | {"alert_settings": _ALERTS | dict(record.alert_settings)}, id_as="item_id")


def watchlist_items(records: Iterable[WatchlistItemRecord]) -> dict[str, Any]:
    items = [watchlist_item(each) for each in records]
    return {"items": items, "total": len(items)}

"""Financial Modeling Prep (FMP), through its stable HTTP API.

The key goes into a header, since addresses end up in logs. An index is asked for with its ``^``.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import httpx2
import structlog

from app.domain.market_data.provider import LATEST, Bar, Kind, Listing, Span, unknown_symbol
from app.errors import MarketDataFailed

TIMEOUT_SECONDS = 10.0

_log = structlog.get_logger(__name__)
_REFUSALS = {
    401: "The market data provider refuses the key",
    402: "The market data provider's plan does not include this",
    403: "The market data provider's plan does not include this",
    429: "The market data provider's limit is reached",
}


class FmpProvider:
    """FMP at ``base_url``, with a key. One per process: it keeps connections open."""

    name = "fmp"
    notice: str | None = None

    def __init__(self, *, base_url: str, key: str) -> None:
        self._client = httpx2.Client(
            base_url=base_url.rstrip("/") + "/stable/", timeout=TIMEOUT_SECONDS, headers={"apikey": key}
        )

    def intraday(self, kind: Kind, symbol: str, *, interval: str, span: Span) -> Sequence[Bar]:
        query = {"symbol": f"^{symbol}" if kind == "index" else symbol}
        if span.since is not None:
            query["from"] = span.since.isoformat()
        if span.until is not None:
            query["to"] = span.until.isoformat()
        bars = [bar for row in self._rows(f"historical-chart/{interval}", query) if (bar := _bar(row)) is not None]
        # It answers unknown symbols with an empty list; with dates, one that is known may have nothing either.
        if not bars and span == LATEST:
            raise unknown_symbol(symbol)
        return sorted(bars, key=lambda bar: bar.date, reverse=True)

    def search(self, query: str, *, limit: int, exchanges: Collection[str]) -> Sequence[Listing]:
        found: dict[str, Listing] = {}
        for path in ("search-symbol", "search-name"):
            # It takes one exchange at most, so several are sorted out here, from as much as it gives.
            asked = {"query": query, "limit": str(limit if not exchanges else 1_000)}
            for row in self._rows(path, asked):
                listing = _listing(row)
                if listing is not None and (not exchanges or listing.exchange in exchanges):
                    found.setdefault(listing.symbol, listing)
        return list(found.values())[:limit]

    def close(self) -> None:
        self._client.close()

    def _rows(self, path: str, query: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        try:
            response = self._client.get(path, params=query)
            answer = response.json() if response.status_code == 200 else None
        except httpx2.TimeoutException:
            raise MarketDataFailed("The market data provider did not answer in time") from None
        except (httpx2.HTTPError, ValueError) as error:
            _log.warning("market_data_failed", provider=self.name, reason=type(error).__name__)
            raise MarketDataFailed("The market data provider could not be asked") from None
        if not isinstance(answer, list):
            # A refusal may also come as 200 with an object that holds an error message.
            _log.warning("market_data_refused", provider=self.name, status=response.status_code)
            raise MarketDataFailed(_REFUSALS.get(response.status_code, "The market data provider gave no data"))
        return [row for row in answer if isinstance(row, dict)]


def _bar(row: Mapping[str, Any]) -> Bar | None:
    """A bar of what was sent; None if it is none."""
    try:
        return Bar(
            date=str(row["date"]),
            open=float(row["open"]),
            high=float(row["high"]),
            low=float(row["low"]),
            close=float(row["close"]),
            volume=int(row.get("volume") or 0),
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _listing(row: Mapping[str, Any]) -> Listing | None:
    symbol = row.get("symbol")
    if not isinstance(symbol, str) or not symbol:
        return None
    return Listing(
        symbol=symbol,
        name=str(row.get("name") or symbol),
        currency=_text(row.get("currency")),
        exchange_name=_text(row.get("exchangeFullName") or row.get("stockExchange")),
        exchange=_text(row.get("exchange") or row.get("exchangeShortName")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None

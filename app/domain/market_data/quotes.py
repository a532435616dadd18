"""Market data as the API and the agents ask for it: from the cache, else from the provider in force.

One :class:`Quotes` per process. It is synchronous: a coroutine calls it in a thread.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis

from app.domain.market_data.cache import Cache, Found
from app.domain.market_data.fmp import FmpProvider
from app.domain.market_data.provider import LATEST, Kind, Listing, Provider, Span, check_interval, spelled
from app.domain.market_data.sample import SampleProvider
from app.errors import BatonError
from app.settings import Settings

AT_ONCE = 10
"""Symbols of one batch that are fetched at the same time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intraday:
    """One symbol's bars as JSON objects {date, open, high, low, close, volume}, newest first."""

    symbol: str
    bars: Sequence[dict[str, Any]]
    found: Found


class Quotes:
    """Market data of one provider, through the cache."""

    def __init__(self, provider: Provider, cache: Cache) -> None:
        self._provider = provider
        self.cache = cache

    @property
    def notice(self) -> str | None:
        """What has to be said beside the data; None if it is real."""
        return self._provider.notice

    def intraday(self, symbol: str, *, kind: Kind = "stock", interval: str = "1min", span: Span = LATEST) -> Intraday:
        """The symbol's bars. An index may be named with or without ``^``.

        Raises:
            InvalidRequest: there are no bars of this interval.
            NotFound: the provider knows no such symbol.
            MarketDataFailed: the provider gave nothing.
        """
        check_interval(kind, interval)
        symbol = spelled(kind, symbol)
        fetch = partial(self._fetch, kind, symbol, interval, span)
        found = self.cache.get(self._key(kind, symbol, interval, span), fetch)
        return Intraday(symbol=symbol, bars=found.value, found=found)

    def batch(
        self, symbols: Sequence[str], *, kind: Kind = "stock", interval: str = "1min", span: Span = LATEST
    ) -> tuple[Sequence[Intraday], dict[str, str]]:
        """The bars of each symbol, and a sentence for each that failed, by its name.

        Raises:
            InvalidRequest: there are no bars of this interval.
        """
        check_interval(kind, interval)
        names = {symbol.strip().upper().removeprefix("^" if kind == "index" else ""): symbol for symbol in symbols}
        ask = partial(self._told, kind=kind, interval=interval, span=span)
        with ThreadPoolExecutor(AT_ONCE) as threads:
            answers = dict(zip(names, threads.map(ask, names.values()), strict=True))
        errors = {name: answer for name, answer in answers.items() if isinstance(answer, str)}
        return [answer for answer in answers.values() if isinstance(answer, Intraday)], errors

    def search(self, query: str, *, limit: int, exchanges: Collection[str] = ()) -> Sequence[Listing]:
        """Stocks by symbol or name.

        Raises:
            MarketDataFailed: the provider gave nothing.
        """
        wanted = {exchange.strip().upper() for exchange in exchanges}
        return self._provider.search(query, limit=limit, exchanges=wanted)

    def close(self) -> None:
        """Close the connections to the provider."""
        self._provider.close()

    def _told(self, symbol: str, **asked: Any) -> Intraday | str:
        try:
            return self.intraday(symbol, **asked)
        except BatonError as error:
            return error.message

    def _fetch(self, kind: Kind, symbol: str, interval: str, span: Span) -> list[dict[str, Any]]:
        return [bar.as_json() for bar in self._provider.intraday(kind, symbol, interval=interval, span=span)]

    def _key(self, kind: Kind, symbol: str, interval: str, span: Span) -> str:
        days = [f":{name}={day}" for name, day in (("from", span.since), ("to", span.until)) if day is not None]
        return f"{self._provider.name}:intraday:{kind}:symbol={symbol}:interval={interval}{''.join(days)}"


def open_quotes(settings: Settings, client: "redis.Redis") -> Quotes:
    """Market data of FMP if there is a key for it, else the bundled sample. Nothing connects before its first use."""
    provider: Provider = SampleProvider()
    if settings.fmp_api_key:
        provider = FmpProvider(base_url=settings.fmp_base_url, key=settings.fmp_api_key)
    return Quotes(provider, Cache(client, seconds=settings.market_data_seconds))

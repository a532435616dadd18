"""What a source of market data does, and the words that all sources share.

Times are the exchange's own wall clock, written ``YYYY-MM-DD HH:MM:SS``; bars come newest first.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, Protocol

from app.errors import InvalidRequest, NotFound

Kind = Literal["stock", "index"]

INTERVALS: Mapping[Kind, Sequence[str]] = {
    "stock": ("1min", "5min", "15min", "30min", "1hour", "4hour"),
    "index": ("1min", "5min", "1hour"),
}
LONGEST_SYMBOL = 50

_PLURAL = {"stock": "stocks", "index": "indexes"}
_SYMBOL = re.compile(rf"[A-Z0-9][A-Z0-9.=_-]{{0,{LONGEST_SYMBOL - 1}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What a price did in one interval, which begins at ``date``."""

    date: str
    open: float
    high: float
    low: float
    close: float
    volume: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A stock as a search finds it. ``exchange`` is the exchange's short name."""

    symbol: str
    name: str
    currency: str | None = None
    exchange_name: str | None = None
    exchange: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days, first and last included; None leaves an end to the provider."""

    since: date | None = None
    until: date | None = None


LATEST = Span()
"""The last few days that there are."""


class Provider(Protocol):
    """A source of market data. Every method may raise MarketDataFailed."""

    name: str
    notice: str | None
    """What has to be said beside its data; None for real data."""

    def intraday(self, kind: Kind, symbol: str, *, interval: str, span: Span) -> Sequence[Bar]:
        """The symbol's bars, newest first. An index is named without ``^``.

        Raises:
            NotFound: it knows no such symbol.
        """

    def search(self, query: str, *, limit: int, exchanges: Collection[str]) -> Sequence[Listing]:
        """Stocks whose symbol or name holds ``query``; of these exchanges alone, unless there are none."""

    def close(self) -> None:
        """Close what it holds open."""


def check_interval(kind: Kind, interval: str) -> None:
    """Refuse an interval that there are no bars of.

    Raises:
        InvalidRequest: in the documented words.
    """
    if interval not in INTERVALS[kind]:
        supported = ", ".join(INTERVALS[kind])
        raise InvalidRequest(f"Invalid interval '{interval}' for {_PLURAL[kind]}. Supported: {supported}")


def spelled(kind: Kind, symbol: str) -> str:
    """The symbol as it is asked for and answered: upper case, an index without its ``^``.

    Raises:
        NotFound: no symbol is spelled like this.
    """
    found = symbol.strip().upper()
    if kind == "index":
        found = found.removeprefix("^")
    if not _SYMBOL.fullmatch(found):
        raise unknown_symbol(symbol[:LONGEST_SYMBOL])
    return found


def unknown_symbol(symbol: str) -> NotFound:
    """The error for a symbol that the provider has nothing about."""
    return NotFound(f"Symbol not found: {symbol}")

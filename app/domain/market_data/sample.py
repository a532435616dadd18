"""Market data without a key and without a network: prices that are made up, and say so.

Each day's path is drawn from a generator seeded by symbol and day, so that every process on every machine
gives the same numbers. Minutes are drawn, longer intervals are put together from them: a 5-minute bar always
agrees with the five minutes in it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from random import Random

from app.domain.market_data.provider import Bar, Kind, Listing, Span, unknown_symbol

NOTICE = "Sample data: made-up prices for trying things out, not quotes of any market. Set FMP_API_KEY for real data."

FIRST_DAY = date(2025, 3, 3)
TRADING_DAYS = tuple(day for n in range(26) if (day := FIRST_DAY + timedelta(days=n)).weekday() < 5)

_OPENING = time(9, 30)
_MINUTES = 390
_LENGTHS = {"1min": 1, "5min": 5, "15min": 15, "30min": 30, "1hour": 60, "4hour": 240}
_DAYS_WITHOUT_A_SPAN = {"1min": 1, "5min": 5, "15min": 10}


@dataclass(frozen=True, slots=True)
class _Instrument:
    kind: Kind
    name: str
    exchange: str
    exchange_name: str
    price: float
    daily_move: float
    minute_volume: int


_NASDAQ = ("NASDAQ", "NASDAQ Global Select")
_INSTRUMENTS = {
    "AAPL": _Instrument("stock", "Apple Inc.", *_NASDAQ, 210.0, 0.013, 140_000),
    "MSFT": _Instrument("stock", "Microsoft Corporation", *_NASDAQ, 390.0, 0.012, 60_000),
    "NVDA": _Instrument("stock", "NVIDIA Corporation", *_NASDAQ, 115.0, 0.028, 700_000),
    "TSLA": _Instrument("stock", "Tesla, Inc.", *_NASDAQ, 260.0, 0.033, 280_000),
    "SPY": _Instrument(
        "stock", "SPDR S&P 500 ETF Trust", "AMEX", "New York Stock Exchange Arca", 570.0, 0.008, 150_000
    ),
    "GSPC": _Instrument("index", "S&P 500", "INDEX", "Index", 5_700.0, 0.008, 6_000_000),
    "DJI": _Instrument("index", "Dow Jones Industrial Average", "INDEX", "Index", 42_000.0, 0.007, 1_200_000),
    "IXIC": _Instrument("index", "NASDAQ Composite", "INDEX", "Index", 17_800.0, 0.011, 15_000_000),
}


class SampleProvider:
    """Twenty trading days of March 2025 for five stocks and three indexes."""

    name = "sample"
    notice: str | None = NOTICE

    def intraday(self, kind: Kind, symbol: str, *, interval: str, span: Span) -> Sequence[Bar]:
        instrument = _INSTRUMENTS.get(symbol)
        if instrument is None or instrument.kind != kind:
            raise unknown_symbol(symbol)
        days = [_day_of_bars(symbol, day, _LENGTHS[interval]) for day in _days(interval, span)]
        return [bar for day in reversed(days) for bar in reversed(day)]

    def search(self, query: str, *, limit: int, exchanges: Collection[str]) -> Sequence[Listing]:
        words = query.casefold()
        found = [
            Listing(
                symbol=symbol,
                name=each.name,
                currency="USD",
                exchange_name=each.exchange_name,
                exchange=each.exchange,
            )
            for symbol, each in _INSTRUMENTS.items()
            if each.kind == "stock" and (words in symbol.casefold() or words in each.name.casefold())
        ]
        return [each for each in found if not exchanges or each.exchange in exchanges][:limit]

    def close(self) -> None:
        """It holds nothing open."""


def _days(interval: str, span: Span) -> Sequence[date]:
    """The days asked for; without a span, the last few of the set."""
    if span.since is None and span.until is None:
        return TRADING_DAYS[-_DAYS_WITHOUT_A_SPAN.get(interval, len(TRADING_DAYS)) :]
    first, last = span.since or TRADING_DAYS[0], span.until or TRADING_DAYS[-1]
    return [day for day in TRADING_DAYS if first <= day <= last]


@lru_cache(maxsize=256)
def _day_of_bars(symbol: str, day: date, minutes: int) -> tuple[Bar, ...]:
    """The day's bars of this many minutes, oldest first."""
    if minutes == 1:
        return tuple(_minutes_of(symbol, day))
    numbered = enumerate(_day_of_bars(symbol, day, 1))
    return tuple(_together([bar for _, bar in part]) for _, part in groupby(numbered, lambda each: each[0] // minutes))


def _together(bars: Sequence[Bar]) -> Bar:
    return Bar(
        date=bars[0].date,
        open=bars[0].open,
        high=max(bar.high for bar in bars),
        low=min(bar.low for bar in bars),
        close=bars[-1].close,
        volume=sum(bar.volume for bar in bars),
    )


def _minutes_of(symbol: str, day: date) -> Iterable[Bar]:
    """Each minute opens where the last one closed, and strays a little further in between."""
    instrument = _INSTRUMENTS[symbol]
    chance = Random(f"{symbol} {day.isoformat()}")
    path = _path_of(symbol, day, chance)
    wick = instrument.price * instrument.daily_move / 60
    for n, (opened, closed) in enumerate(pairwise(path)):
        busy = 0.5 + 2.5 * (2 * n / _MINUTES - 1) ** 2  # most is traded at both ends of the day
        yield Bar(
            date=f"{datetime.combine(day, _OPENING) + timedelta(minutes=n):%Y-%m-%d %H:%M:%S}",
            open=opened,
            high=round(max(opened, closed) + wick * chance.random(), 2),
            low=round(min(opened, closed) - wick * chance.random(), 2),
            close=closed,
            volume=int(instrument.minute_volume * busy * (0.6 + 0.8 * chance.random())),
        )


def _path_of(symbol: str, day: date, chance: Random) -> Sequence[float]:
    """Prices at the day's minutes: a random walk, bent so that it leads from the day's first to its last price."""
    instrument = _INSTRUMENTS[symbol]
    levels = _levels_of(symbol)
    at = TRADING_DAYS.index(day)
    step = instrument.price * instrument.daily_move / 12
    walk = [0.0, *accumulate(step * (2 * chance.random() - 1) for _ in range(_MINUTES))]
    slope = (levels[at + 1] - levels[at] - walk[-1]) / _MINUTES
    return [round(levels[at] + strayed + slope * n, 2) for n, strayed in enumerate(walk)]


@lru_cache(maxsize=len(_INSTRUMENTS))
def _levels_of(symbol: str) -> Sequence[float]:
    """The price at which the first day opens, and at which each day closes and the next one opens."""
    instrument = _INSTRUMENTS[symbol]
    chance = Random(symbol)
    moves = (1 + instrument.daily_move * (2 * chance.random() - 1) for _ in TRADING_DAYS)
    return list(accumulate(moves, lambda level, move: level * move, initial=instrument.price))

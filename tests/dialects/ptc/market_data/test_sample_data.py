"""Market data without a key: a sample, which says so, with all documented intervals, filters and refusals."""

import pytest

from tests.dialects.ptc.callers import Caller, refused, sentence, told

STOCKS = "/market-data/intraday/stocks"
INDEXES = "/market-data/intraday/indexes"


def test_a_stocks_bars_come_newest_first_and_say_that_they_are_a_sample(caller: Caller) -> None:
    shown = told(caller.get(f"{STOCKS}/aapl"))

    dates = [bar["date"] for bar in shown["data"]]
    assert (shown["symbol"], shown["interval"], shown["count"]) == ("AAPL", "1min", 390)
    assert (dates[0], dates[-1]) == ("2025-03-28 15:59:00", "2025-03-28 09:30:00")
    assert dates == sorted(dates, reverse=True)
    assert all(bar["low"] <= min(bar["open"], bar["close"]) for bar in shown["data"])
    assert all(bar["high"] >= max(bar["open"], bar["close"]) for bar in shown["data"])
    assert shown["sample"] is True
    assert "FMP_API_KEY" in shown["notice"]
    assert shown["cache"]["cache_key"] == "sample:intraday:stock:symbol=AAPL:interval=1min"


@pytest.mark.parametrize(
    ("interval", "bars"), [("1min", 390), ("5min", 78), ("15min", 26), ("30min", 13), ("1hour", 7), ("4hour", 2)]
)
def test_longer_intervals_are_put_together_from_the_minutes(caller: Caller, interval: str, bars: int) -> None:
    day = "from=2025-03-14&to=2025-03-14"
    minutes = told(caller.get(f"{STOCKS}/TSLA?interval=1min&{day}"))["data"]
    shown = told(caller.get(f"{STOCKS}/TSLA?interval={interval}&{day}"))["data"]

    assert len(shown) == bars
    assert {bar["date"][:10] for bar in shown} == {"2025-03-14"}
    assert (shown[-1]["open"], shown[0]["close"]) == (minutes[-1]["open"], minutes[0]["close"])
    assert max(bar["high"] for bar in shown) == max(bar["high"] for bar in minutes)
    assert sum(bar["volume"] for bar in shown) == sum(bar["volume"] for bar in minutes)


def test_days_without_data_give_an_empty_answer_and_impossible_ones_are_refused(caller: Caller) -> None:
    assert told(caller.get(f"{STOCKS}/MSFT?from=2025-03-15&to=2025-03-16"))["data"] == []
    assert told(caller.get(f"{STOCKS}/MSFT?interval=4hour&to=2025-03-04"))["count"] == 4
    assert refused(caller.get(f"{STOCKS}/MSFT?from=2025-03-16&to=2025-03-15")) == {"to"}
    assert refused(caller.get(f"{STOCKS}/MSFT?from=15.03.2025")) == {"from"}


def test_an_index_is_named_with_or_without_its_caret(caller: Caller) -> None:
    with_caret = told(caller.get(f"{INDEXES}/%5EGSPC?interval=1hour"))

    assert with_caret["symbol"] == "GSPC"
    assert with_caret["cache"]["cache_key"] == "sample:intraday:index:symbol=GSPC:interval=1hour"
    assert told(caller.get(f"{INDEXES}/gspc?interval=1hour"))["data"] == with_caret["data"]


def test_unknown_symbols_and_intervals_are_told_in_the_documented_words(caller: Caller) -> None:
    assert sentence(caller.get(f"{STOCKS}/nosuch"), 404) == "Symbol not found: NOSUCH"
    assert sentence(caller.get(f"{STOCKS}/GSPC"), 404) == "Symbol not found: GSPC"
    assert sentence(caller.get(f"{STOCKS}/A%20*"), 404) == "Symbol not found: A *"
    assert sentence(caller.get(f"{STOCKS}/AAPL?interval=2min"), 422) == (
        "Invalid interval '2min' for stocks. Supported: 1min, 5min, 15min, 30min, 1hour, 4hour"
    )
    for answer in (
        caller.get(f"{INDEXES}/DJI?interval=4hour"),
        caller.post(INDEXES, {"symbols": ["^DJI"], "interval": "4hour"}),
    ):
        assert sentence(answer, 422) == "Invalid interval '4hour' for indexes. Supported: 1min, 5min, 1hour"


def test_a_batch_tells_what_it_found_and_why_the_rest_failed(caller: Caller) -> None:
    caller.get(f"{STOCKS}/NVDA?interval=30min")
    shown = told(caller.post(STOCKS, {"symbols": ["nvda", "NVDA", "spy", "nosuch", "a b"], "interval": "30min"}))

    assert set(shown["results"]) == {"NVDA", "SPY"}
    assert shown["errors"] == {"NOSUCH": "Symbol not found: NOSUCH", "A B": "Symbol not found: a b"}
    assert shown["cache_stats"]["total_requests"] == 4
    assert shown["cache_stats"]["cache_hits"] >= 1
    assert shown["cache_stats"]["cache_hits"] + shown["cache_stats"]["cache_misses"] == 4
    assert shown["sample"] is True
    indexes = told(caller.post(INDEXES, {"symbols": ["^GSPC", "^DJI", "^IXIC"], "interval": "1min"}))
    assert set(indexes["results"]) == {"GSPC", "DJI", "IXIC"}


@pytest.mark.parametrize("symbols", [[], ["AAPL"] * 51, "AAPL", [1], None])
def test_a_batch_has_one_to_fifty_symbols(caller: Caller, symbols: object) -> None:
    assert {name.partition(".")[0] for name in refused(caller.post(STOCKS, {"symbols": symbols}))} == {"symbols"}


def test_stocks_are_found_by_symbol_and_name_on_the_exchanges_asked_for(caller: Caller) -> None:
    shown = told(caller.get("/market-data/search/stocks?query=micro"))

    assert (shown["query"], shown["count"], shown["sample"]) == ("micro", 1, True)
    assert shown["results"][0] == {
        "symbol": "MSFT",
        "name": "Microsoft Corporation",
        "currency": "USD",
        "stockExchange": "NASDAQ Global Select",
        "exchangeShortName": "NASDAQ",
    }
    found = told(caller.get("/market-data/search/stocks?query=s&exchange=AMEX&exchange=nyse"))["results"]
    assert [each["symbol"] for each in found] == ["SPY"]
    assert told(caller.get("/market-data/search/stocks?query=a&limit=2"))["count"] == 2
    assert refused(caller.get("/market-data/search/stocks")) == {"query"}
    assert refused(caller.get("/market-data/search/stocks?query=%20")) == {"query"}
    assert refused(caller.get("/market-data/search/stocks?query=a&limit=101")) == {"limit"}


def test_market_data_needs_a_key_and_no_user(caller: Caller) -> None:
    assert told(caller.as_user(None).get(f"{INDEXES}/DJI?interval=1hour"))["count"] == 140
    stranger = Caller(caller.app, key="ptc_live_wrong", user=None)
    for path in (f"{STOCKS}/AAPL", "/market-data/search/stocks?query=a", "/cache/stats"):
        sentence(stranger.get(path), 401)

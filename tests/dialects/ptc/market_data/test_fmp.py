"""FMP, played by a server on loopback: what is asked, what is made of the answers, what failures say."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from flask import Flask

from app.api.dialects.ptc.market_data.routes import NAME
from app.domain.market_data.quotes import Quotes, open_quotes
from app.settings import read_settings
from tests.dialects.clients import services_of
from tests.dialects.ptc.callers import Caller, sentence, told
from tests.dialects.ptc.market_data.fmp_server import BAR, FmpServer, fmp_server

CHART = "/stable/historical-chart/5min"


@pytest.fixture(scope="module")
def server() -> Iterator[FmpServer]:
    with fmp_server() as double:
        yield double


@pytest.fixture
def fmp(app: Flask, server: FmpServer) -> Iterator[FmpServer]:
    """The application with a key for FMP, and nothing cached."""
    held = app.extensions[NAME]
    services = services_of(app)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            patch.delenv(name, raising=False)
        quotes: Quotes = open_quotes(
            read_settings({"FMP_API_KEY": "the key", "FMP_BASE_URL": server.url + "/"}), services.redis
        )
    quotes.cache.clear()
    server.asked.clear()
    server.answers.clear()
    app.extensions[NAME] = quotes
    yield server
    app.extensions[NAME] = held
    quotes.close()


def test_a_symbol_is_asked_for_once_with_the_key_in_a_header(fmp: FmpServer, caller: Caller) -> None:
    fmp.put(CHART, "AAPL", [BAR | {"date": "2025-03-03 09:30:00"}, BAR | {"date": "2025-03-03 09:35:00"}, {"odd": 1}])
    path = "/market-data/intraday/stocks/aapl?interval=5min&from=2025-03-03&to=2025-03-04"

    shown, again = told(caller.get(path)), told(caller.get(path))

    assert fmp.asked == [(CHART, {"symbol": "AAPL", "from": "2025-03-03", "to": "2025-03-04"}, "the key")]
    assert [bar["date"] for bar in shown["data"]] == ["2025-03-03 09:35:00", "2025-03-03 09:30:00"]
    assert shown["data"][0] == BAR | {"date": "2025-03-03 09:35:00"}
    assert "sample" not in shown
    assert (shown["cache"]["cached"], again["cache"]["cached"]) == (False, True)
    assert shown["cache"]["cache_key"] == ("fmp:intraday:stock:symbol=AAPL:interval=5min:from=2025-03-03:to=2025-03-04")


def test_an_index_is_asked_for_with_its_caret_and_answered_without(fmp: FmpServer, caller: Caller) -> None:
    fmp.put(CHART, "^GSPC", [BAR | {"date": "2025-03-03 09:30:00", "volume": None}])

    shown = told(caller.post("/market-data/intraday/indexes", {"symbols": ["GSPC"], "interval": "5min"}))

    assert [query for _, query, _ in fmp.asked] == [{"symbol": "^GSPC"}]
    assert shown["results"]["GSPC"][0]["volume"] == 0


@pytest.mark.parametrize(
    ("status", "answer", "words"),
    [
        (401, {"Error Message": "Invalid API KEY the key"}, "The market data provider refuses the key"),
        (402, b"Premium", "The market data provider's plan does not include this"),
        (429, {"Error Message": "Limit Reach"}, "The market data provider's limit is reached"),
        (500, b"", "The market data provider gave no data"),
        (200, {"Error Message": "Limit Reach"}, "The market data provider gave no data"),
        (200, b"<html>", "The market data provider could not be asked"),
    ],
)
def test_its_errors_become_a_sentence_per_symbol(
    fmp: FmpServer, caller: Caller, status: int, answer: Any, words: str
) -> None:
    fmp.put(CHART, "MSFT", [BAR | {"date": "2025-03-03 09:30:00"}])
    fmp.put(CHART, "AAPL", answer, status)

    body = {"symbols": ["AAPL", "MSFT", "NOSUCH"], "interval": "5min"}
    shown = told(caller.post("/market-data/intraday/stocks", body))

    assert set(shown["results"]) == {"MSFT"}
    assert shown["errors"] == {"AAPL": words, "NOSUCH": "Symbol not found: NOSUCH"}
    assert sentence(caller.get("/market-data/intraday/stocks/AAPL?interval=5min"), 500) == words


def test_a_silent_or_missing_provider_is_an_error_and_no_hang(
    fmp: FmpServer, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*_: Any, **__: Any) -> Any:
        raise httpx2.ReadTimeout("no answer")

    monkeypatch.setattr(httpx2.Client, "get", silent)

    words = sentence(caller.get("/market-data/search/stocks?query=apple"), 500)
    assert words == "The market data provider did not answer in time"


def test_a_search_asks_for_symbols_and_for_names_and_sorts_out_the_exchanges(fmp: FmpServer, caller: Caller) -> None:
    apple = {"symbol": "AAPL", "name": "Apple Inc.", "currency": "USD", "exchange": "NASDAQ"}
    apple["exchangeFullName"] = "NASDAQ Global Select"
    elsewhere = apple | {"symbol": "APC.DE", "exchange": "XETRA"}
    fmp.put("/stable/search-symbol", "apple", [])
    fmp.put("/stable/search-name", "apple", [apple, elsewhere, {"name": "no symbol"}])

    shown = told(caller.get("/market-data/search/stocks?query=apple&exchange=NASDAQ&exchange=NYSE"))
    everything = told(caller.get("/market-data/search/stocks?query=apple"))

    assert [path for path, _, _ in fmp.asked[:2]] == ["/stable/search-symbol", "/stable/search-name"]
    assert [each["symbol"] for each in shown["results"]] == ["AAPL"]
    assert shown["results"][0]["stockExchange"] == "NASDAQ Global Select"
    assert [each["symbol"] for each in everything["results"]] == ["AAPL", "APC.DE"]

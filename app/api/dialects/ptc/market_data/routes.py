"""Market data: intraday prices of stocks and indexes, and the search (rows 002-52 to 002-56)."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, current_app

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.market_data import presenters
from app.api.dialects.ptc.market_data.schemas import (
    BatchAnswer,
    BatchBody,
    IntradayAnswer,
    IntradayQuery,
    SearchAnswer,
    SearchQuery,
)
from app.api.http.error_responses import ValidationFailed
from app.api.http.json_bodies import json_response
from app.api.services import Services
from app.domain.market_data.provider import Kind, Span, check_interval
from app.domain.market_data.quotes import Quotes, open_quotes
from app.errors import InvalidRequest

NAME = "baton-market-data"

market_data = PtcBlueprint(
    "ptc-market-data", __name__, url_prefix=f"{PREFIX}/market-data", description="PTC: market data"
)


def install(app: Flask, held: Services) -> None:
    """Open the market data of this process."""
    app.extensions[NAME] = open_quotes(held.settings, held.redis)


def quotes() -> Quotes:
    """The market data of the present application."""
    found: Quotes = current_app.extensions[NAME]
    return found


@market_data.route("/intraday/stocks/<symbol>", credentials=PTC_KEY)
@market_data.takes(IntradayQuery, location="query")
@market_data.answers(
    200, IntradayAnswer, description="Newest first. Without a key for real data, a sample that says so"
)
@market_data.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def stock(query: dict[str, Any], symbol: str) -> Response:
    """Intraday prices of a stock."""
    return _single("stock", symbol, query)


@market_data.route("/intraday/stocks", method="POST", credentials=PTC_KEY)
@market_data.takes(BatchBody, example={"symbols": ["AAPL", "MSFT"], "interval": "5min"})
@market_data.answers(200, BatchAnswer, description="What was found, and a sentence for each symbol that was not")
@market_data.fails("BAD_REQUEST", "UNPROCESSABLE_ENTITY")
def stocks(body: dict[str, Any]) -> Response:
    """Intraday prices of up to 50 stocks."""
    return _batch("stock", body)


@market_data.route("/intraday/indexes/<symbol>", credentials=PTC_KEY)
@market_data.takes(IntradayQuery, location="query")
@market_data.answers(200, IntradayAnswer, description="Newest first; `symbol` without its `^`")
@market_data.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def index(query: dict[str, Any], symbol: str) -> Response:
    """Intraday prices of an index, named with or without `^`; intervals 1min, 5min and 1hour."""
    return _single("index", symbol, query)


@market_data.route("/intraday/indexes", method="POST", credentials=PTC_KEY)
@market_data.takes(BatchBody, example={"symbols": ["^GSPC", "^DJI", "^IXIC"], "interval": "1min"})
@market_data.answers(200, BatchAnswer, description="What was found, by symbols without their `^`")
@market_data.fails("BAD_REQUEST", "UNPROCESSABLE_ENTITY")
def indexes(body: dict[str, Any]) -> Response:
    """Intraday prices of up to 50 indexes."""
    return _batch("index", body)


@market_data.route("/search/stocks", credentials=PTC_KEY)
@market_data.takes(SearchQuery, location="query")
@market_data.answers(200, SearchAnswer, description="At most `limit` stocks")
@market_data.fails("UNPROCESSABLE_ENTITY")
def search(query: dict[str, Any]) -> Response:
    """Stocks whose symbol or name holds the words."""
    found = quotes().search(query["query"], limit=query["limit"], exchanges=query["exchange"])
    return json_response(presenters.search(query["query"], found, notice=quotes().notice))


def _single(kind: Kind, symbol: str, query: Mapping[str, Any]) -> Response:
    _check_interval(kind, query["interval"])
    found = quotes().intraday(symbol, kind=kind, interval=query["interval"], span=_span(query))
    return json_response(presenters.intraday(found, interval=query["interval"], notice=quotes().notice))


def _batch(kind: Kind, body: Mapping[str, Any]) -> Response:
    _check_interval(kind, body["interval"])
    found, errors = quotes().batch(body["symbols"], kind=kind, interval=body["interval"], span=_span(body))
    return json_response(presenters.batch(found, errors, interval=body["interval"], notice=quotes().notice))


def _check_interval(kind: Kind, interval: str) -> None:
    try:
        check_interval(kind, interval)
    except InvalidRequest as error:
        raise ValidationFailed(error.message) from None


def _span(asked: Mapping[str, Any]) -> Span:
    return Span(since=asked.get("from"), until=asked.get("to"))

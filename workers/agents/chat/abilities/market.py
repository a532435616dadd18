"""The ability to look up share prices, which says when they are sample data."""

import asyncio
from datetime import date
from functools import partial
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError
from pydantic_ai import RunContext
from pydantic_ai.tools import Tool

from app.domain.market_data.provider import Span
from app.domain.market_data.quotes import Intraday
from app.errors import MarketDataFailed
from app.storage.json import dumps
from workers.agents.chat.abilities.ability import REFUSALS, Outcome, Workbench

MOST_BARS = 120


class MarketDataCall(BaseModel):
    """Prices of a share or an index: bars with open, high, low, close and volume, newest first."""

    symbol: str = Field(description="the symbol, e.g. AAPL; an index with ^ in front, e.g. ^GSPC", max_length=50)
    interval: Literal["1min", "5min", "15min", "30min", "1hour", "4hour"] = "1hour"
    since: date | None = Field(None, alias="from", description="first day, YYYY-MM-DD")
    until: date | None = Field(None, alias="to", description="last day, YYYY-MM-DD")


async def market_data(bench: RunContext[Workbench], **asked: Any) -> Outcome:
    """Look the prices up, in a thread: the provider's answer may take a while."""
    try:
        call = MarketDataCall.model_validate(asked)
    except ValidationError as error:
        return Outcome(f"The arguments are not valid: {error}", failed=True)
    quotes = bench.deps.quotes
    if quotes is None:
        return Outcome("There is no market data here.", failed=True)
    fetch = partial(
        quotes.intraday,
        call.symbol,
        kind="index" if call.symbol.startswith("^") else "stock",
        interval=call.interval,
        span=Span(since=call.since, until=call.until),
    )
    try:
        found = await asyncio.to_thread(fetch)
    except (*REFUSALS, MarketDataFailed) as error:
        return Outcome(error.message, failed=True)
    return Outcome(_told(found, call, quotes.notice))


def market_data_tool() -> Tool[Workbench]:
    """The tool. Its schema is written down, since ``from`` cannot be a Python parameter's name."""
    schema = MarketDataCall.model_json_schema(by_alias=True)
    description = schema.pop("description")
    return Tool.from_schema(market_data, "market_data", description, schema, takes_ctx=True)


def _told(found: Intraday, call: MarketDataCall, notice: str | None) -> str:
    shown = list(found.bars)[:MOST_BARS]
    told: dict[str, Any] = {"symbol": found.symbol, "interval": call.interval}
    if notice is not None:
        told["notice"] = notice
    left_out = len(found.bars) - len(shown)
    if left_out:
        told["leftOut"] = f"{left_out} older bars; ask for a shorter time or a longer interval"
    return dumps({**told, "bars": shown}).decode()

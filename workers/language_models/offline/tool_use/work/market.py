"""Questions about share prices: the figures are fetched, and a script works out what is asked of them."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Desk, Wanted, Work, quiet
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.transcript import Outcome
from workers.language_models.offline.tool_use.work.telling import failure, output_of
from workers.language_models.offline.vocabulary import word_set

_SYMBOL = re.compile(r"(?<![\w^])\^?[A-Z]{1,5}(?:\.[A-Z]{1,2})?\b")
_NOT_SYMBOLS = word_set("A I AND OR THE CSV JSON OHLC OHLCV USD EUR ETF API US USA UK EU AI PE CEO Q M H D")
_COMPANIES = {
    "apple": "AAPL",
    "microsoft": "MSFT",
    "nvidia": "NVDA",
    "tesla": "TSLA",
    "amazon": "AMZN",
    "google": "GOOGL",
}
_INTERVAL = re.compile(r"\b(1|5|15|30)[\s-]?(?:min(?:ute)?s?)\b|\b(1|4)[\s-]?h(?:our)?s?\b", re.IGNORECASE)
_MOST_ROWS = 400


def market(desk: Desk, wish: Wish) -> Work[str]:
    """The figures of each symbol; with a workspace, a file of them and a script that sums them up."""
    symbols = symbols_in(wish.text)
    if not desk.toolbox.can(toolbox.MARKET):
        return "I have no market data here, so I cannot say anything about share prices."
    if not symbols:
        return "Name the symbols that you want to know about, such as AAPL or MSFT."
    interval = _interval(wish.text)
    calls = [Wanted(toolbox.MARKET, {"symbol": symbol, **interval}) for symbol in symbols]
    outcomes = yield from desk.act(f"I'll fetch the figures of {listed(symbols)}.", *calls)
    failed = [failure(f"get {symbol}", each) for symbol, each in zip(symbols, outcomes, strict=True) if each.failed]
    rows = {symbol: found for symbol, each in zip(symbols, outcomes, strict=True) if (found := rows_of(each))}
    sample = any(re.search(r"\bsample\b", each.text, re.IGNORECASE) for each in outcomes)
    if not rows:
        return (
            "\n\n".join(failed)
            or f"The figures came in a form that I cannot read:\n\n{quiet(outcomes[0].text, 10, 600)}"
        )
    told = yield from _worked_out(desk, rows)
    note = "These are sample data, not real quotes." if sample else ""
    drawn = "I cannot draw it." if re.search(r"\b(?:plot|draw|chart|graph)", wish.text, re.IGNORECASE) else ""
    return "\n\n".join(filter(None, [told, drawn, note, *failed]))


def symbols_in(text: str) -> Sequence[str]:
    """The symbols that a text names, in capitals or by the names of well known companies."""
    named = [symbol for word, symbol in _COMPANIES.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)]
    found = [symbol for symbol in _SYMBOL.findall(text) if symbol.lstrip("^") not in _NOT_SYMBOLS]
    return list(dict.fromkeys([*found, *named]))[:5]


def rows_of(outcome: Outcome) -> Sequence[Mapping[str, Any]]:
    """The rows with a closing price in what the tool returned, oldest first."""
    start = min((place for sign in "[{" if (place := outcome.text.find(sign)) >= 0), default=-1)
    if start < 0 or outcome.failed:
        return []
    try:
        data, _ = json.JSONDecoder().raw_decode(outcome.text[start:])
    except ValueError:
        return []
    rows = _rows(data)
    return sorted(rows, key=lambda row: str(row.get("date") or row.get("timestamp") or row.get("time") or ""))[
        -_MOST_ROWS:
    ]


def summary(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The figures in words, for conversations without a workspace."""
    return "\n".join(_sentence(symbol, [float(row["close"]) for row in each]) for symbol, each in rows.items())


def _worked_out(desk: Desk, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> Work[str]:
    if not (desk.has_files and desk.can_run):
        return summary(rows)
    data = {
        symbol: [[str(row.get("date") or number), float(row["close"])] for number, row in enumerate(each)]
        for symbol, each in rows.items()
    }
    name = desk.path("market_data.json")
    saved = yield from desk.write(name, json.dumps(data, indent=1) + "\n", f"I'll keep the figures in `{name}`.")
    if saved.failed:
        return summary(rows)
    path = desk.path("analyze_market.py")
    yield from desk.write(path, _script().source, "Now a script that sums them up.")
    return output_of(path, (yield from desk.run(path)))


def _script() -> Program:
    return Program(
        name="analyze_market",
        does="sums up closing prices: change, range, average and how much they moved",
        imports=("import json", "import statistics", "from pathlib import Path"),
        functions=(
            '''
            def moves(prices: list[float]) -> list[float]:
                """The change from each price to the next, in percent."""
                return [(after / before - 1) * 100 for before, after in zip(prices, prices[1:]) if before]
            ''',
        ),
        main="""
        series = json.loads(Path(__file__).with_name("market_data.json").read_text())
        for symbol, rows in series.items():
            prices = [price for _, price in rows]
            change = (prices[-1] / prices[0] - 1) * 100 if prices[0] else 0.0
            spread = statistics.pstdev(moves(prices)) if len(prices) > 2 else 0.0
            print(f"{symbol}: {len(prices)} prices from {rows[0][0]} to {rows[-1][0]}")
            print(f"  first {prices[0]:.2f}, last {prices[-1]:.2f}, change {change:+.2f} %")
            print(f"  low {min(prices):.2f}, high {max(prices):.2f}, average {statistics.mean(prices):.2f}")
            print(f"  standard deviation of the moves {spread:.3f} %")
        """,
    )


def _sentence(symbol: str, prices: Sequence[float]) -> str:
    change = (prices[-1] / prices[0] - 1) * 100 if prices[0] else 0.0
    return (
        f"{symbol}: {len(prices)} prices, first {prices[0]:.2f}, last {prices[-1]:.2f} ({change:+.2f} %), "
        f"low {min(prices):.2f}, high {max(prices):.2f}."
    )


def _rows(data: Any) -> list[Mapping[str, Any]]:
    if isinstance(data, list):
        return [row for row in data if isinstance(row, dict) and isinstance(row.get("close"), int | float | str)]
    parts = data.values() if isinstance(data, dict) else ()
    return next((rows for part in parts if (rows := _rows(part))), [])


def _interval(text: str) -> Mapping[str, str]:
    found = _INTERVAL.search(text)
    if not found:
        return {}
    return {"interval": f"{found[1]}min" if found[1] else f"{found[2]}hour"}

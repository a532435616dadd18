"""The cache of market data: fresh, stale and missing entries, one fetch for all, and clearing nothing else."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from app.api.dialects.ptc.market_data.routes import NAME
from app.domain.market_data.cache import ENTRIES, LOCKS, STATS, Cache
from app.domain.market_data.quotes import Quotes
from app.domain.market_data.sample import SampleProvider
from app.errors import InvalidRequest, MarketDataFailed
from app.storage import redis as redis_storage
from tests.dialects.clients import services_of
from tests.dialects.ptc.callers import Caller, refused, sentence, told
from tests.support.stack import until

LIFE = 60.0


@pytest.fixture
def cache(app: Flask) -> Iterator[Cache]:
    client = services_of(app).redis
    made = Cache(client, seconds=LIFE)
    made.clear()
    client.delete(STATS)
    yield made
    made.clear()


def age(app: Flask, key: str, *, seconds_left: int) -> None:
    """Let the entry be older than it is."""
    assert services_of(app).redis.expire(ENTRIES + key, seconds_left)


def test_an_entry_is_fetched_once_and_then_answered_with_what_is_left_of_its_life(cache: Cache) -> None:
    first = cache.get("one", lambda: [1])
    second = cache.get("one", lambda: pytest.fail("fetched again"))

    assert (first.value, first.cached, first.ttl_remaining) == ([1], False, 60)
    assert (second.value, second.cached, second.refreshed_in_background) == ([1], True, False)
    assert 50 < (second.ttl_remaining or 0) <= 60
    stats = cache.stats()
    assert (stats.hits, stats.misses, stats.sets, stats.hit_rate, stats.healthy) == (1, 1, 1, 50.0, True)


def test_an_old_entry_is_answered_at_once_and_renewed_beside_it_by_one_caller(app: Flask, cache: Cache) -> None:
    cache.get("old", lambda: "before")
    age(app, "old", seconds_left=20)
    may_go_on, fetches = Event(), []

    def fetch() -> str:
        fetches.append(1)
        assert may_go_on.wait(30)
        return "after"

    other_process = Cache(redis_storage.connect(services_of(app).settings.redis_url), seconds=LIFE)
    answers = [each.get("old", fetch) for each in (cache, other_process, cache, other_process)]
    may_go_on.set()

    assert [answer.value for answer in answers] == ["before"] * 4
    assert [answer.refreshed_in_background for answer in answers] == [True, False, False, False]
    until(lambda: cache.get("old", fetch).value == "after", what="the renewed entry")
    assert fetches == [1]
    until(lambda: not services_of(app).redis.exists(LOCKS + "old"), what="the released lock")


def test_an_old_entry_survives_a_provider_that_fails(app: Flask, cache: Cache) -> None:
    cache.get("kept", lambda: "before")
    age(app, "kept", seconds_left=20)

    def fail() -> Any:
        raise MarketDataFailed

    assert cache.get("kept", fail).refreshed_in_background
    until(lambda: cache.stats().errors == 1, what="the counted failure")
    assert cache.get("kept", lambda: "before").value == "before"
    with pytest.raises(MarketDataFailed):
        cache.get("missing", fail)


def test_of_many_callers_of_a_missing_entry_one_fetches(cache: Cache) -> None:
    may_go_on, fetches = Event(), []

    def fetch() -> int:
        fetches.append(1)
        assert may_go_on.wait(30)
        return len(fetches)

    with ThreadPoolExecutor(6) as threads:
        asked = [threads.submit(cache.get, "wanted", fetch) for _ in range(6)]
        until(lambda: cache.stats().misses == 6, what="all have seen that it is missing")
        may_go_on.set()
        answers = [each.result() for each in asked]

    assert [answer.value for answer in answers] == [1] * 6
    assert sorted(answer.cached for answer in answers) == [False] + [True] * 5
    assert fetches == [1]


def test_without_redis_everybody_fetches_for_himself() -> None:
    away = Cache(redis_storage.connect("redis://127.0.0.1:1/0"), seconds=LIFE)

    answer = away.get("any", lambda: [1])

    assert (answer.value, answer.cached, answer.ttl_remaining) == ([1], False, None)
    assert not away.stats().healthy
    with pytest.raises(MarketDataFailed):
        away.get("any", lambda: (_ for _ in ()).throw(MarketDataFailed()))


FOREIGN = (
    "celery",
    "_kombu.binding.celery",
    "unacked",
    "baton:count/LIMITS:LIMITER",
    "baton:cach",
    "baton:cache",
    "baton:cacheXentry:a",
    "fmp:intraday:stock:symbol=AAPL:interval=1min",
)


def keys_of_others(client: Any) -> set[bytes]:
    """Those that stay by themselves: counts of requests end with their minute."""
    found = (key for key in client.keys("*") if not key.startswith(ENTRIES.encode()))
    return {key for key in found if client.ttl(key) == -1}


@pytest.mark.parametrize(
    "pattern", [None, "*", "celery", "**", "../*", "\n*", "?", "[a-z]*", "*]*", "\\*", "a*\\", "*:*", "[^x]*"]
)
def test_clearing_reaches_no_key_of_anybody_else(app: Flask, cache: Cache, caller: Caller, pattern: str | None) -> None:
    client = services_of(app).redis
    for key in FOREIGN:
        client.set(key, "kept")
    before = keys_of_others(client)
    cache.get("sample:a", lambda: 1)

    query = "" if pattern is None else f"?pattern={quote(pattern)}"
    told(caller.post(f"/cache/clear{query}"))

    after = keys_of_others(client)
    assert before - after == set()
    client.delete(*FOREIGN)


def test_a_pattern_clears_what_it_matches_and_no_pattern_everything(cache: Cache, caller: Caller) -> None:
    for key in ("sample:intraday:stock:symbol=A", "sample:intraday:stock:symbol=B", "sample:intraday:index:symbol=C"):
        cache.get(key, lambda: 1)

    some = told(caller.post("/cache/clear?pattern=sample:intraday:stock:*"))
    assert some == {
        "message": "Cleared 2 cache entries matching pattern: sample:intraday:stock:*",
        "deleted": 2,
        "pattern": "sample:intraday:stock:*",
    }
    assert cache.get("sample:intraday:index:symbol=C", lambda: 2).cached
    assert told(caller.post("/cache/clear")) == {"message": "Cleared ALL caches", "success": True, "deleted": 1}
    counted = told(caller.get("/cache/stats"))
    assert (counted["hits"], counted["misses"], counted["deletes"]) == (1, 3, 3)
    assert (counted["total_requests"], counted["hit_rate"], counted["healthy"]) == (4, 25.0, True)


def test_patterns_that_would_keep_redis_busy_are_refused(cache: Cache, caller: Caller) -> None:
    assert refused(caller.post("/cache/clear?pattern=" + "a*" * 9)) == {"pattern"}
    assert refused(caller.post("/cache/clear?pattern=" + "a" * 201)) == {"pattern"}
    assert refused(caller.post("/cache/clear?pattern=")) == {"pattern"}
    with pytest.raises(InvalidRequest):
        cache.clear("*" * 9)


def test_without_redis_market_data_comes_and_clearing_waits(app: Flask, caller: Caller) -> None:
    held = app.extensions[NAME]
    away = Cache(redis_storage.connect("redis://127.0.0.1:1/0"), seconds=LIFE)
    app.extensions[NAME] = Quotes(SampleProvider(), away)
    try:
        assert told(caller.get("/market-data/intraday/stocks/AAPL"))["cache"]["ttl_remaining"] is None
        assert told(caller.get("/cache/stats"))["healthy"] is False
        sentence(caller.post("/cache/clear"), 503)
    finally:
        app.extensions[NAME] = held

"""The number of viewers over all API processes."""

from app.api.streaming.viewer_counts import ViewerCounts
from app.settings import Settings
from app.storage import redis


def test_processes_add_up_what_they_have_noted(api_settings: Settings) -> None:
    client = redis.connect(api_settings.redis_url)
    first = ViewerCounts(client, lambda: 2, process="first")
    second = ViewerCounts(client, lambda: 5, process="second")
    client.delete("baton:viewers")

    first.note()
    assert (first.total(), second.total()) == (2, 7)
    second.note()
    assert first.total() == 7
    client.close()


def test_without_redis_a_process_tells_its_own_count() -> None:
    assert ViewerCounts(redis.connect("redis://127.0.0.1:1/0"), lambda: 3).total() == 3

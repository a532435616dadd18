"""The least that Celery can do: a task that notes when it began. The baseline for the first event.

As Celery comes, with its own settings and pool; with ``BENCH_TUNED`` with the settings and the pool of Baton's workers.
"""

import os
import time
from typing import Any

import redis
from celery import Celery

from app.engine.queue import celery_settings

TASK = "bare.note"
STARTED = "bench:started"
"""The Redis list that receives each start, as nanoseconds since the epoch."""


def bare_celery(broker_url: str, *, tuned: bool) -> Celery:
    """An application with a queue of its own."""
    made = Celery("bare", broker=broker_url, set_as_current=False)
    if tuned:
        made.conf.update(celery_settings(broker_url))
    made.conf.task_default_queue = "bare-tuned" if tuned else "bare"
    return made


_broker = os.environ.get("REDIS_URL", "redis://")
_client = redis.Redis.from_url(_broker, protocol=2)

app = bare_celery(_broker, tuned=bool(os.environ.get("BENCH_TUNED")))


@app.task(name=TASK, ignore_result=True)
def note(**_ignored: Any) -> None:
    """Note the moment at which the task starts."""
    _client.rpush(STARTED, time.time_ns())

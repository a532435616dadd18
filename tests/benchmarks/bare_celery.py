"""The least that Celery can do: a task that notes when it began. The baseline for the first event.

Settings, pool and broker are those of Baton's own workers; only the queue is another.
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

_broker = os.environ.get("REDIS_URL", "redis://")
_client = redis.Redis.from_url(_broker, protocol=2)

app = Celery("bare", set_as_current=False)
app.conf.update({**celery_settings(_broker), "task_default_queue": "bare"})


@app.task(name=TASK)
def note(**_ignored: Any) -> None:
    """Note the moment at which the task starts."""
    _client.rpush(STARTED, time.time_ns())

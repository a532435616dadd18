"""The queue: Celery as transport and nothing more.

A message carries a run's id. There is no result backend, no late acknowledgement and no recovery by
visibility timeout: what a broker forgets or repeats does no harm, because the run's row in Postgres is
the outbox and the claim is a compare-and-set. With late acknowledgement (or prefetching) a worker
process ends when the broker goes away while a message is unacknowledged and a slot is free.
"""

import time
from typing import Any
from uuid import UUID

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

_FAILURES_UNTIL_OPEN = 2
_OPEN_SECONDS = 1.0

QUEUE_NAME = "runs"

_log = structlog.get_logger(__name__)


def celery_settings(broker_url: str) -> dict[str, Any]:
    """The Celery settings that senders and workers share."""
    return {
        "broker_url": broker_url,
        "result_backend": None,
        "task_ignore_result": True,
        "task_default_queue": QUEUE_NAME,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": False,
        "worker_disable_prefetch": True,
        "worker_prefetch_multiplier": 1,
        "task_publish_retry": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_pool_limit": 10,  # with fewer, Flower's inspections and its event reader wait for each other
        "broker_transport_options": {
            "socket_timeout": 3,
            "socket_connect_timeout": 1,
            "socket_keepalive": True,
            "health_check_interval": 5,
            "visibility_timeout": 43_200,
            "retry_on_timeout": False,
            "ack_emulation": False,
            "priority_steps": [0],
        },
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_send_task_events": False,
        "task_send_sent_event": False,
        "timezone": "UTC",
    }


class RunQueue:
    """Sends runs to the workers; when the broker does not answer, stops trying for a second."""

    def __init__(self, broker_url: str) -> None:
        self._celery = Celery("baton-sender", set_as_current=False)
        self._celery.conf.update(celery_settings(broker_url))
        # Without max_retries kombu goes on connecting for six seconds, whatever send_task is told about retrying.
        self._celery.conf.broker_transport_options |= {
            "socket_timeout": 0.5,
            "socket_connect_timeout": 0.5,
            "max_retries": 0,
        }
        self._failures = 0
        self._closed_until = 0.0

    def send(self, *, run_id: UUID, agent: str) -> bool:
        """Have a worker look at the run. Never raises: an unsent run stays due and is sent again later."""
        if time.monotonic() < self._closed_until:
            return False
        try:
            self._celery.send_task(agent, kwargs={"run_id": str(run_id)}, retry=False)
        except (OperationalError, OSError, ConnectionError) as error:
            self._note_failure(error)
            return False
        self._failures = 0
        return True

    def _note_failure(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_UNTIL_OPEN:
            self._closed_until = time.monotonic() + _OPEN_SECONDS
            _log.warning("broker_silent", reason=type(error).__name__)

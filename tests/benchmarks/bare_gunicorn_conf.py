"""The API's gunicorn configuration for an application that has no relay to start."""

from typing import Any

from app.api.gunicorn_conf import *  # noqa: F403  (gunicorn reads the names of its settings from here)


def post_worker_init(_worker: Any) -> None:  # type: ignore[no-redef]
    """Nothing is shared among the requests of a bare application."""

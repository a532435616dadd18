"""Settings of its processes."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import count, switch, text


@dataclass(frozen=True, kw_only=True)
class ProcessSettings:
    """The processes and where they listen."""

    host: str = declare("HOST", text, "127.0.0.1", "Address on which the API listens")
    port: int = declare("PORT", count, 8000, "Port of the API; 0 takes a free one")
    api_processes: int = declare("BATON_API_PROCESSES", count, 1, "gunicorn workers")
    worker_processes: int = declare(
        "BATON_WORKER_PROCESSES", count, 2, "Celery worker processes that `baton up` starts"
    )
    worker_threads: int = declare("BATON_WORKER_THREADS", count, 20, "Runs that one worker process executes at once")
    task_events: bool = declare("BATON_TASK_EVENTS", switch, True, "Task events for Flower (costs throughput)")
    flower_port: int = declare("FLOWER_PORT", count, 5555, "Port of Flower on loopback; 0 takes a free one")
    flower_user: str = declare("FLOWER_USER", text, "baton", "User name for Flower")
    flower_password: str = declare(
        "FLOWER_PASSWORD", text, "", "Password for Flower; `baton up` makes one when empty", secret=True
    )

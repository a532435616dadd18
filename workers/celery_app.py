"""The Celery application of the workers: one task per agent, all with the same five lines behind them.

The task's name is the agent's, which is how Flower and the logs show it. Importing this module opens
no connection; a worker's own services start with the signal that Celery sends when it is up.
"""

import logging
import warnings
from typing import Any

from celery import Celery
from celery.signals import task_unknown, worker_init, worker_ready

from app.engine.queue import celery_settings
from app.logs import configure_logs
from app.settings import settings
from workers.agents.catalogue import agents
from workers.free_slots import ask_when_one_is_free
from workers.run_tasks import execute_run, refuse_unknown, start_worker, take_over_signals

_SAID_ELSEWHERE = ("celery.worker.strategy", "celery.app.trace", "flower.command")
"""Loggers whose news stand in lines of our own: a run's start and end, and where Flower is."""


def _make() -> Celery:
    configure_logs(settings())
    for name in _SAID_ELSEWHERE:
        logging.getLogger(name).setLevel(logging.WARNING)
    # Agents' programs leave root before they begin.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser")
    made = Celery("baton", set_as_current=False)
    made.conf.update(celery_settings(settings().redis_url))
    made.conf.worker_send_task_events = settings().task_events
    for name in agents(settings().extra_agents):
        made.task(name=name)(execute_run)
    return made


app = _make()


@worker_init.connect
def _on_init(**_future: Any) -> None:
    start_worker(settings())


@worker_ready.connect
def _on_ready(sender: Any, **_future: Any) -> None:
    take_over_signals(sender)
    ask_when_one_is_free(sender)


@task_unknown.connect
def _on_unknown_task(name: str, message: Any, **_future: Any) -> None:
    _arguments, keywords, _options = message.decode()
    refuse_unknown(agent=name, run_id=str(keywords.get("run_id")))

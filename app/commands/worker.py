"""`baton worker`: one worker process, started the way that its settings and this stack's pitfalls ask for."""

import os
import sys

import click

from app.settings import Settings, settings


@click.command("worker")
def command() -> None:
    """Run one worker process on BATON_WORKER_THREADS threads."""
    words = worker_command(settings(), f"baton-{os.getpid()}@%h")
    os.execv(words[0], words)


def worker_command(chosen: Settings, name: str) -> list[str]:
    """A Celery worker on threads. Gossip and mingle would only make it wait for its neighbours."""
    words = [sys.executable, "-m", "celery", "-A", "workers.celery_app", "--quiet", "worker", "-n", name]
    words += ["-P", "threads", "-c", str(chosen.worker_threads), "-l", chosen.log_level]
    words += ["--without-gossip", "--without-mingle"]
    # Flower takes a worker without heartbeats for dead; without Flower's events nobody reads them.
    return [*words, "-E", "--heartbeat-interval", "10"] if chosen.task_events else [*words, "--without-heartbeat"]

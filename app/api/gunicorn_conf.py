"""How gunicorn serves the API: one gevent process per core or less, thousands of open streams in each.

The patching has to come first, before anything imports psycopg: psycopg decides at import whether waiting
for Postgres may block the whole process.
"""

import gevent  # type: ignore[import-untyped]  # gevent ships no types
from gevent import monkey

monkey.patch_all()
# Where a greenlet was spawned is of use to a debugger alone, and every viewer would keep it in memory.
gevent.config.track_greenlet_tree = False

import gc
import resource
import signal
from pathlib import Path
from typing import Any

import psycopg.waiting

from app.api.gunicorn_log import GunicornLog
from app.die_with_parent import die_with_parent
from app.settings import SettingsError, settings
from app.settings.values import is_loopback

MOST_OPEN_FILES = 65_536

_settings = settings()

bind = f"{_settings.host}:{_settings.port}"
workers = _settings.api_processes
worker_class = "gevent"
worker_connections = 10_000
backlog = 2048

# Seconds. Half-sent requests are dropped after `keepalive`; `timeout` ends a process whose loop is stuck;
# open streams are told to end at SIGTERM and get `graceful_timeout` for it.
keepalive = 5
timeout = 60
graceful_timeout = 5

# Its control socket would let any program of this user steer the server.
control_socket_disable = True
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"

errorlog = "-"
# The API logs each request itself, with its id and without the query, in which a key may travel.
accesslog = None
logger_class = GunicornLog
loglevel = _settings.log_level


def on_starting(_server: Any) -> None:
    """Take as many open files as the system allows: each stream is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def when_ready(server: Any) -> None:
    """The test mode lets everybody in who reaches us: whatever the settings say, look who that is."""
    for listener in server.LISTENERS if _settings.e2e_test_mode else ():
        if not is_loopback(str(listener.getsockname()[0])):
            raise SettingsError(f"NEXT_PUBLIC_E2E_TEST_MODE: lets everybody in, so nobody may listen on {listener}")


def post_fork(_server: Any, _worker: Any) -> None:
    """A process whose arbiter was killed must not go on serving beside its successors."""
    die_with_parent(signal.SIGKILL)
    gc.disable()  # until all is loaded: what is loaded stays


def post_worker_init(worker: Any) -> None:
    """Start what the process shares among its streams, once it is patched and has its loop."""
    if getattr(psycopg.waiting.wait, "__name__", "") == "wait_c":
        raise RuntimeError("psycopg was imported before gevent patched the sockets; its waits would stop every stream")
    from app.api.streaming.event_streams import start_relay  # noqa: PLC0415 (in the worker, after its fork)

    start_relay(worker)
    # What is there by now stays: a full collection that looks through it all would hold up every stream.
    gc.collect()
    gc.freeze()
    # Nearly all that is made later goes by itself, and every look for circles costs more than it finds.
    gc.set_threshold(20_000, 20, 50)
    gc.enable()

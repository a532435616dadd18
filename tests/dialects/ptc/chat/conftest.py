"""A user with a workspace on the application that all dialects share; a second process of the API; a worker."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.settings import Settings
from tests.dialects.clients import shut_down
from tests.dialects.ptc.chat.chatter import Chatter
from tests.dialects.ptc.chat.worker_in_process import WorkerInProcess


@pytest.fixture
def ada(app: Flask, owner: Engine) -> Chatter:
    made = Chatter(app, owner)
    made.make_workspace()
    return made


@pytest.fixture(scope="package")
def other_app(api_settings: Settings) -> Iterator[Flask]:
    """Shares nothing with the first one but Postgres and Redis, as another process would."""
    made = create_app(api_settings)
    yield made
    shut_down(made)


@pytest.fixture(scope="package")
def shared_worker(api_settings: Settings, owner: Engine) -> Iterator[WorkerInProcess]:
    extra = ("tests.support.agents", "tests.support.chat_agents")
    made = WorkerInProcess(replace(api_settings, extra_agents=extra, worker_threads=8), owner)
    yield made
    made.close()


@pytest.fixture
def at_work(shared_worker: WorkerInProcess) -> Iterator[WorkerInProcess]:
    yield shared_worker.working()
    shared_worker.pause()

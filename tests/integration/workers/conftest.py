"""A worker process's own objects in this process, without Celery: what a task would do is called directly."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.local_services import Services
from app.settings import Settings, read_settings
from tests.integration.rig import Rig
from tests.integration.workers.bench import Bench, ObservedProcess


@pytest.fixture(scope="session")
def worker_settings(engine_services: Services) -> Settings:
    settings = read_settings({"BATON_EXTRA_AGENTS": "tests.support.agents", "BATON_WORKER_THREADS": "8"})
    return replace(settings, database_url=engine_services.database_url, redis_url=engine_services.redis_url)


@pytest.fixture(scope="module")
def shared_process(shared_rig: Rig, worker_settings: Settings) -> Iterator[ObservedProcess]:
    """Ends with its file: a process that lives shows in every other test that counts the living."""
    made = ObservedProcess(worker_settings)
    yield made
    made.close()


@pytest.fixture
def bench(rig: Rig, shared_process: ObservedProcess) -> Iterator[Bench]:
    made = Bench(rig, shared_process)
    yield made
    made.close()

"""One Postgres, one Valkey and one application for all tests of the dialects; no worker.

What a worker would do to a run is done by hand (`tests.dialects.worker_by_hand`), so that each test
decides itself how far a run has come.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.commands.migrate import migrate
from app.local_services import temporary_services
from app.settings import Settings, read_settings
from app.storage.database import connect
from tests.dialects.clients import SECRET_KEY, SHARED_KEY, Client, services_of, shut_down
from tests.dialects.worker_by_hand import WorkerByHand


@pytest.fixture(scope="session")
def api_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with temporary_services() as services:
        migrate(services.database_url)
        yield read_settings(
            {
                "DATABASE_URL": services.database_url,
                "REDIS_URL": services.redis_url,
                "PRODUCTOS_API_KEY": SHARED_KEY,
                "BATON_RUN_STARTS_PER_MINUTE": "100000",
                "BATON_SIGNUPS_PER_HOUR": "100000",
                "BATON_COMPUTER_SESSIONS_PER_TENANT": "100000",
                "BATON_MAX_BODY_BYTES": "300000",
                "BATON_SECRET_KEYS": SECRET_KEY,
                "BATON_WORKSPACES_DIR": str(tmp_path_factory.mktemp("workspaces")),
                "BATON_PRAETOR_REQUESTS_PER_MINUTE": "100000",
                "BATON_LOGIN_ATTEMPTS_PER_ADDRESS": "100000",
            }
        )


@pytest.fixture(scope="session")
def app(api_settings: Settings) -> Iterator[Flask]:
    made = create_app(api_settings)
    yield made
    shut_down(made)


@pytest.fixture(scope="session")
def owner(api_settings: Settings) -> Iterator[Engine]:
    """An engine that sees every tenant's rows."""
    engine = connect(api_settings.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def productos(app: Flask) -> Client:
    """A client with the shared key."""
    return Client(app, key=SHARED_KEY)


@pytest.fixture
def worker(app: Flask, owner: Engine) -> WorkerByHand:
    return WorkerByHand(owner, services_of(app).live_channel)

"""An application whose services are nowhere: whatever needs them is not tested here."""

import pytest
from flask import Flask

from app.api.factory import create_app
from app.settings import read_settings


@pytest.fixture(scope="session")
def app() -> Flask:
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    return create_app(read_settings(nowhere))

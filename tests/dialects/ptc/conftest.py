"""A tenant of its own for each test, and an application with sandboxes in a folder of the tests."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.settings import Settings
from tests.dialects.clients import shut_down
from tests.dialects.ptc.callers import Caller, new_caller
from tests.dialects.ptc.clients import PtcClient, new_client


@pytest.fixture(scope="session")
def ptc_settings(api_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("ptc")
    return replace(
        api_settings,
        workspaces_dir=str(folder / "workspaces"),
        data_dir=str(folder / "data"),
        workspaces_per_user=3,
        sandbox_max_bytes=80 * 1024 * 1024,
    )


@pytest.fixture(scope="session")
def ptc_app(ptc_settings: Settings) -> Iterator[Flask]:
    made = create_app(ptc_settings)
    yield made
    shut_down(made)


@pytest.fixture
def ptc(ptc_app: Flask, owner: Engine) -> PtcClient:
    """Ada, with a key of a new tenant."""
    return new_client(ptc_app, owner)


@pytest.fixture
def caller(app: Flask, owner: Engine) -> Caller:
    """In a tenant of its own."""
    return new_caller(app, owner)

"""One previews process for all tests of this folder that do not end it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.migrate import migrate
from app.local_services import Services
from tests.integration.previews.show import Show, running_show
from tests.integration.rig import Rig


@pytest.fixture(scope="session")
def shared_show(engine_services: Services, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    migrate(engine_services.database_url)
    folder = tmp_path_factory.mktemp("previews")
    with running_show(engine_services.database_url, folder, BATON_PREVIEW_IDLE_SECONDS="4") as running:
        yield running


@pytest.fixture
def show(shared_show: Show, rig: Rig) -> Show:
    shared_show.rig = rig
    return shared_show


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path

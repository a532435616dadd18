"""One Postgres and one Valkey, migrated, for all tests of the engine; each test finds them empty."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from app.commands.migrate import migrate
from app.local_services import Services, temporary_services
from tests.integration.rig import Rig


@pytest.fixture(scope="session")
def engine_services() -> Iterator[Services]:
    with temporary_services() as running:
        yield running


@pytest.fixture(scope="session")
def shared_rig(engine_services: Services) -> Iterator[Rig]:
    migrate(engine_services.database_url)
    made = Rig(engine_services)
    yield made
    made.close()


@pytest.fixture
def rig(shared_rig: Rig) -> Rig:
    shared_rig.clear()
    return shared_rig


@pytest.fixture
def session_id(rig: Rig) -> UUID:
    """A session of the rig's tenant."""
    return rig.session()

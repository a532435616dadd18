"""The housekeeper destroys sandboxes that nobody owns, and only those."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.sandboxes.cleanup import clear_sandboxes
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.records import sandbox_of_session
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.rig import Rig
from tests.support.stack import until
from workers.housekeeper import Housekeeper

SOON = timedelta(minutes=1)
LATER = timedelta(hours=2)


@pytest.fixture
def provider(settings: Settings) -> LocalProvider:
    return LocalProvider(settings)


def clear(rig: Rig, provider: LocalProvider, after: timedelta = SOON) -> int:
    return clear_sandboxes(rig.owner, provider, now=datetime.now(UTC) + after)


def owned(rig: Rig, provider: LocalProvider) -> tuple[UUID, UUID]:
    """A session and its sandbox, with a file in it."""
    session_id = rig.session()
    with rig.transaction() as connection:
        record = sandbox_of_session(
            connection, tenant_id=rig.tenant_id, session_id=session_id, label="thing", provider="local"
        )
    provider.create(record.id).write({"a": b"1"})
    return session_id, record.id


def rows(rig: Rig) -> int:
    return int(rig.row("SELECT count(*) AS n FROM sandboxes").n)


def test_a_sandbox_ends_with_its_session(rig: Rig, provider: LocalProvider) -> None:
    session_id, _ = owned(rig, provider)
    _, kept = owned(rig, provider)
    assert clear(rig, provider, LATER) == 0
    rig.execute("DELETE FROM sessions WHERE id = :id", id=session_id)

    assert clear(rig, provider) == 1
    assert set(provider.existing()) == {kept}
    assert rows(rig) == 1


def test_a_folder_that_no_row_knows_is_given_an_hour(rig: Rig, provider: LocalProvider) -> None:
    lost = provider.create(new_id()).id
    _, kept = owned(rig, provider)

    assert clear(rig, provider, SOON) == 0
    assert set(provider.existing()) == {lost, kept}
    assert clear(rig, provider, LATER) == 1
    assert set(provider.existing()) == {kept}


def test_sandboxes_of_another_database_are_left_alone(rig: Rig, provider: LocalProvider) -> None:
    foreign = provider.create(new_id()).id
    provider.belongs_to("another database")

    assert clear(rig, provider, LATER) == 0
    assert set(provider.existing()) == {foreign}


def test_where_there_are_no_sandboxes_nothing_is_forgotten(
    rig: Rig, provider: LocalProvider, settings: Settings
) -> None:
    """A housekeeper on a machine without the folder must not forget what lies on another."""
    session_id, _ = owned(rig, provider)
    rig.execute("DELETE FROM sessions WHERE id = :id", id=session_id)
    elsewhere = LocalProvider(replace(settings, workspaces_dir=settings.workspaces_dir + "-not-here"))

    assert clear(rig, elsewhere) == 0
    assert rows(rig) == 1


def test_one_that_resists_is_left_for_next_time(
    rig: Rig, provider: LocalProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    session_id, _ = owned(rig, provider)
    other_session, _ = owned(rig, provider)
    rig.execute("DELETE FROM sessions WHERE id IN (:one, :two)", one=session_id, two=other_session)
    destroy, failures = provider.destroy, [OSError("busy")]

    def once_failing(sandbox_id: UUID) -> None:
        if failures:
            raise failures.pop()
        destroy(sandbox_id)

    monkeypatch.setattr(provider, "destroy", once_failing)

    assert clear(rig, provider) == 1
    assert rows(rig) == 1
    assert clear(rig, provider) == 1
    assert (rows(rig), set(provider.existing())) == (0, set())


def test_the_housekeeper_does_it_while_it_leads(rig: Rig, provider: LocalProvider, settings: Settings) -> None:
    session_id, _ = owned(rig, provider)
    rig.execute("DELETE FROM sessions WHERE id = :id", id=session_id)
    services = rig.services
    housekeeper = Housekeeper(replace(settings, database_url=services.database_url, redis_url=services.redis_url))
    running = threading.Thread(target=housekeeper.run)
    running.start()
    until(lambda: rows(rig) == 0 and not list(provider.existing()), what="the sandbox's end")
    housekeeper.stopping.set()
    running.join()

"""Several processes of one folder: the first owns the services, the others use them."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from app.errors import Unavailable
from app.local_services import LocalServices, local_services, start_services
from app.settings import Settings, read_settings
from tests.integration.local_services.owner_process import OwnerProcess


def _settings(folder: Path) -> Settings:
    return replace(read_settings({}), data_dir=str(folder))


def test_addresses_that_were_given_are_left_alone(folder: Path) -> None:
    given = replace(_settings(folder), database_url="postgresql://elsewhere/x", redis_url="redis://elsewhere/0")
    with local_services(given) as settings:
        assert settings == given
    assert not folder.exists()


def test_only_the_missing_address_is_filled_in(folder: Path) -> None:
    given = replace(_settings(folder), database_url="postgresql://elsewhere/x")
    with local_services(given) as settings:
        assert settings.database_url == given.database_url
        assert settings.redis_url.startswith("redis://:")


def test_a_second_process_joins_and_stops_nothing(folder: Path) -> None:
    with local_services(_settings(folder)) as first:
        with local_services(_settings(folder)) as second:
            assert second == first
        psycopg.connect(first.database_url).close()


def test_after_the_owner_has_ended_the_next_process_owns(folder: Path) -> None:
    owner = OwnerProcess(folder)
    owner.kill()
    with local_services(_settings(folder)) as settings:
        psycopg.connect(settings.database_url).close()


def test_who_must_own_does_not_join(folder: Path) -> None:
    with local_services(_settings(folder)), pytest.raises(Unavailable, match="already running"):
        LocalServices(_settings(folder), own=True, patience=0)


def test_an_owner_without_postgres_cannot_be_joined_for_it(folder: Path) -> None:
    owner = start_services(folder, postgres=False)
    try:
        with pytest.raises(Unavailable, match="only one of"):
            LocalServices(_settings(folder))
    finally:
        owner.stop()

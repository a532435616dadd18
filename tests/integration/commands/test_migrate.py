"""`baton migrate` and what `baton check` says before and after it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.check import check
from app.local_services import Services, temporary_services
from app.settings import Settings, read_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture
def services() -> Iterator[Services]:
    with temporary_services() as running:
        yield running


def _settings(services: Services) -> Settings:
    return read_settings({"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url})


def _findings(services: Services) -> dict[str, bool]:
    return {name: good for name, good, _ in check(_settings(services))}


def test_two_at_once_do_not_disturb_each_other_and_the_schema_is_there(services: Services) -> None:
    assert _findings(services) == {
        "settings": True,
        "postgres": True,
        "schema": False,
        "redis": True,
        "sandboxes": True,
        "previews": False,
    }
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = own | {"DATABASE_URL": services.database_url, "REDIS_URL": services.redis_url}
    command = [sys.executable, "-m", "app", "migrate"]
    runners = [subprocess.Popen(command, cwd=ROOT, env=environment) for _ in range(2)]
    assert [runner.wait() for runner in runners] == [0, 0]
    assert all(_findings(services).values())

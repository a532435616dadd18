"""Folders for embedded services that leave nothing behind, and services that several tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.local_services import Services, remove_services, temporary_services


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with temporary_services() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / ".baton"
    yield made
    remove_services(made)

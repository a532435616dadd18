"""Fixtures that every kind of test may use."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from tests.support.distribution import SlowFilesFirst, place_of
from tests.support.stack import Stack, running_stack

# Tests start hundreds of Python processes. Where this is set, each of them compiles every module anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("fuzz", deadline=None)
"""For `--hypothesis-profile=fuzz`: many more made-up requests than a run of all tests has the time for."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A running Baton that tests share and leave as they found it: nobody kills anything of it."""
    with running_stack(workers=2) as running:
        yield running


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SlowFilesFirst | None:
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return SlowFilesFirst(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_of(item.nodeid))

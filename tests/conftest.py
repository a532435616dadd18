"""Fixtures that every kind of test may use."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.stack import Stack, running_stack

settings.register_profile("fuzz", deadline=None)
"""For `--hypothesis-profile=fuzz`: many more made-up requests than a run of all tests has the time for."""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """A running Baton that tests share and leave as they found it: nobody kills anything of it."""
    with running_stack(workers=2) as running:
        yield running

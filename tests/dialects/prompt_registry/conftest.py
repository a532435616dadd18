"""A project of its own for each test."""

import pytest
from flask import Flask

from tests.dialects.prompt_registry.registry import Registry, new_project


@pytest.fixture
def registry(app: Flask) -> Registry:
    """A client with the first key of a new project: a production key."""
    return new_project(app)

"""A project of its own for each test."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.settings import settings
from tests.dialects.prompt_registry.agents_at_work import AgentsAtWork
from tests.dialects.prompt_registry.registry import Registry, new_project
from tests.integration.workers.bench import ObservedProcess
from workers.execution import step_context


@pytest.fixture
def registry(app: Flask) -> Registry:
    """A client with the first key of a new project: a production key."""
    return new_project(app)


@pytest.fixture
def agents(
    app: Flask, owner: Engine, process: ObservedProcess, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AgentsAtWork]:
    """A tenant's agents on the ``process`` of the tests' file, with a model that is listened to."""
    made = AgentsAtWork(app, owner, process)
    monkeypatch.setattr(step_context, "model_named", made.model)
    monkeypatch.setenv("RESEARCH_SOURCES", "")
    settings.cache_clear()
    yield made
    settings.cache_clear()

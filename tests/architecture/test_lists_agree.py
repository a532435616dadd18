"""Lists that are kept in two places say the same in both."""

import re
from collections.abc import Iterator

import pytest

from app.engine.agent_names import AGENT_NAMES
from app.engine.queue import QUEUE_NAME, celery_settings
from app.errors import BatonError
from app.settings import declared
from tests.architecture.sources import ROOT, python_files
from workers.agents.catalogue import AGENTS

README = (ROOT / "README.md").read_text() if (ROOT / "README.md").exists() else ""
PROCFILE = (ROOT / "Procfile").read_text()
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def errors(kind: type[BatonError] = BatonError) -> Iterator[type[BatonError]]:
    for child in kind.__subclasses__():
        yield child
        yield from errors(child)


def test_every_name_of_an_agent_has_its_agent_and_the_other_way_round() -> None:
    assert set(AGENTS) == AGENT_NAMES
    assert all(agent.name == name for name, agent in AGENTS.items())


def test_every_setting_stands_in_the_readmes_table_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| (.*?) \|", README, re.MULTILINE))

    assert rows == {name: f"`{default}`" if default else "" for name, default, _ in declared()}


def test_every_variable_that_the_sources_read_is_a_declared_setting() -> None:
    known = {name for name, _, _ in declared()}
    for path in python_files("app", "workers", "migrations"):
        if "settings" not in path.parts:
            named = set(re.findall(r"[\"'](BATON_[A-Z_]+)[\"']", path.read_text()))
            assert named - known - {"BATON_URL"} == set(), path


def test_every_queue_is_consumed() -> None:
    """Messages go to one queue; a worker that is given no list of queues takes that one."""
    assert celery_settings("memory://")["task_default_queue"] == QUEUE_NAME
    for text in (PROCFILE, COMPOSE):
        for queues in re.findall(r"(?:-Q|--queues)[ =](\S+)", text):
            assert QUEUE_NAME in queues.split(",")


def test_every_error_is_drawn_in_the_tree() -> None:
    import app.errors

    tree = app.errors.__doc__ or ""
    for error in errors():
        if error.__module__ == "app.errors":
            assert re.search(rf"\b{error.__name__}\b", tree)


@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.__name__)
def test_an_errors_docstring_is_its_message(error: type[BatonError]) -> None:
    raised = error()

    assert raised.message
    assert str(raised) == raised.message
    assert not raised.message.endswith("\n")


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in errors() if error.__module__ == "app.errors"]

    assert len(codes) == len(set(codes))

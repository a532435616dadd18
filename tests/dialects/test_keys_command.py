"""`baton keys`: what an operator does with per-user keys."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine

from app.__main__ import baton
from app.commands.development_opencomputer import opencomputer_key
from app.domain.accounts.operations import create_key, use_key
from app.errors import Conflict, InvalidRequest, NotFound
from app.settings import Settings, settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import BASE, Client
from tests.dialects.prompt_registry.registry import Registry, data


@pytest.fixture
def run(api_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("DATABASE_URL", api_settings.database_url)
    monkeypatch.setenv("REDIS_URL", api_settings.redis_url)
    settings.cache_clear()
    yield CliRunner()
    settings.cache_clear()


def test_a_key_is_made_shown_once_listed_by_its_beginning_and_revoked(run: CliRunner, app: Flask) -> None:
    made = run.invoke(baton, ["keys", "create", "--owner", "Ada Lovelace", "--label", "laptop"])
    key = made.stdout.strip()
    assert Client(app, key=key).post(BASE).status_code == 201

    listed = run.invoke(baton, ["keys", "list"]).stdout
    assert f"{key[:12]}…  Ada Lovelace  laptop  last used" in listed
    assert key not in listed

    (id,) = (line.split()[0] for line in listed.splitlines() if key[:12] in line)
    assert "revoked" in run.invoke(baton, ["keys", "revoke", id]).stdout
    assert Client(app, key=key).post(BASE).status_code == 401


def test_an_operator_makes_projects_and_keys_for_the_registry(run: CliRunner, app: Flask) -> None:
    made = run.invoke(baton, ["keys", "create-project", "Closed shop"])
    first = Registry(app, key=made.stdout.strip())
    me = data(first.get("/projects/me"))
    assert (me["name"], me["environment"]) == ("Closed shop", "production")
    (key,) = data(first.get("/api-keys"))
    data(first.delete(f"/api-keys/{key['id']}"))

    again = run.invoke(baton, ["keys", "create", "--project", me["id"], "--environment", "staging", "--label", "spare"])

    found = data(Registry(app, key=again.stdout.strip()).get("/projects/me"))
    assert (found["id"], found["environment"]) == (me["id"], "staging")
    assert f"{again.stdout[:12]}…  Closed shop  staging  spare  last used" in run.invoke(baton, ["keys", "list"]).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--owner", "A", "--project", "01a2011d-1608-7419-b1ee-63f76f701654"],
        ["--project", "x"],
        ["--environment", "dev"],
        ["--owner", "A", "--api", "prompt_registry"],
        ["--api", "ptc", "--project", "01a2011d-1608-7419-b1ee-63f76f701654"],
    ],
)
def test_a_key_is_either_an_owners_or_a_projects(run: CliRunner, arguments: list[str]) -> None:
    assert run.invoke(baton, ["keys", "create", *arguments]).exit_code == 2


@pytest.mark.parametrize(("api", "prefix"), [("ptc", "ptc_live_"), ("opencomputer", "osb_")])
def test_each_api_with_owners_has_keys_of_its_own(run: CliRunner, owner: Engine, api: str, prefix: str) -> None:
    key = run.invoke(baton, ["keys", "create", "--owner", "Ada Lovelace", "--api", api]).stdout.strip()

    assert key.startswith(prefix)
    with transaction(owner) as connection:
        opened = use_key(connection, family=api, key=key)
        assert opened is not None
        assert opened.tenant_id != create_key(connection, owner="Ada Lovelace").record.tenant_id


def test_the_development_key_of_opencomputer_is_kept_while_it_opens(api_settings: Settings, run: CliRunner) -> None:
    def key(kept: str) -> str:
        return opencomputer_key(api_settings.database_url, kept=kept)

    first = key("")
    assert key(first) == first
    run.invoke(baton, ["keys", "revoke", first[:12]])
    assert key(first) not in ("", first)


def test_a_key_of_no_project_is_not_made(run: CliRunner) -> None:
    refused = run.invoke(baton, ["keys", "create", "--project", str(new_id())])

    assert isinstance(refused.exception, NotFound)


@pytest.mark.parametrize("name", [" ", "x" * 201])
def test_a_project_has_a_printable_name(run: CliRunner, name: str) -> None:
    assert isinstance(run.invoke(baton, ["keys", "create-project", name]).exception, InvalidRequest)


def test_an_unknown_key_is_not_found(run: CliRunner) -> None:
    assert isinstance(run.invoke(baton, ["keys", "revoke", "pos_live_nobody"]).exception, NotFound)


@pytest.mark.parametrize("owner", [" ", "a\nb", "x" * 201])
def test_an_owner_has_a_printable_name(run: CliRunner, owner: str) -> None:
    assert run.invoke(baton, ["keys", "create", "--owner", owner]).exit_code == 1


def test_a_beginning_that_several_keys_share_is_refused(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.accounts.operations.shown_part", lambda _key: "pos_live_AAA")
    for _ in range(2):
        run.invoke(baton, ["keys", "create", "--owner", "Twins"])

    assert isinstance(run.invoke(baton, ["keys", "revoke", "pos_live_AAA"]).exception, Conflict)

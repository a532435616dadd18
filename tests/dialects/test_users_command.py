"""`baton users`: what an operator does with people's accounts."""

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.__main__ import baton
from app.errors import Conflict, InvalidRequest, NotFound
from app.settings import Settings, settings
from app.storage.identifiers import new_id
from tests.dialects.clients import SECRET_KEY
from tests.dialects.praetor.people import PASSWORD, PraetorClient, data


class Operator:
    """Types commands."""

    def __init__(self) -> None:
        self._runner = CliRunner()

    def run(self, *arguments: str, typed: str | None = None) -> Result:
        return self._runner.invoke(baton, ["users", *arguments], input=typed)

    def create(self, email: str, *arguments: str, password: str = PASSWORD) -> Result:
        return self.run(
            "create", "--email", email, "--name", "Ada", *arguments, "--password-stdin", typed=f"{password}\n"
        )


@pytest.fixture
def operator(api_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operator]:
    monkeypatch.setenv("DATABASE_URL", api_settings.database_url)
    monkeypatch.setenv("REDIS_URL", api_settings.redis_url)
    monkeypatch.setenv("BATON_SECRET_KEYS", SECRET_KEY)
    settings.cache_clear()
    yield Operator()
    settings.cache_clear()


@pytest.fixture
def email() -> str:
    return f"{new_id().hex}@example.com"


def tenant_in(result: Result) -> str:
    (tenant,) = re.findall(r" of (\S+)$", result.stdout.strip())
    return str(tenant)


def test_an_account_with_a_tenant_of_its_own_can_sign_in(operator: Operator, app: Flask, email: str) -> None:
    made = operator.create(email, "--new-tenant", "Engines", "--attribute", "department=engineering")
    opened = data(PraetorClient(app).login(email))

    assert opened["tenantId"] == tenant_in(made)
    me = data(PraetorClient(app, token=opened["token"]).get("/api/auth/me"))
    assert (me["role"], me["attributes"]) == ("administrator", {"department": "engineering"})


def test_others_join_the_tenant(operator: Operator, app: Flask, email: str) -> None:
    tenant = tenant_in(operator.create(email, "--new-tenant", "Engines"))
    operator.create(f"b{email}", "--tenant", tenant, "--role", "member")
    operator.create(f"c{email}", "--new-tenant", "Looms")
    operator.run("join", f"c{email}", "--tenant", tenant, "--role", "member")

    assert data(PraetorClient(app).login(f"b{email}"))["role"] == "member"
    assert data(PraetorClient(app).login(f"c{email}", tenantId=tenant))["role"] == "member"
    (line,) = (line for line in operator.run("list").stdout.splitlines() if f"c{email}" in line)
    assert "administrator of Looms" in line
    assert "member of Engines" in line


def test_a_password_can_be_typed_and_is_not_shown(operator: Operator, app: Flask, email: str) -> None:
    made = operator.run(
        "create", "--email", email, "--name", "Ada", "--new-tenant", "T", typed=f"{PASSWORD}\n{PASSWORD}\n"
    )

    assert PASSWORD not in made.output
    assert data(PraetorClient(app).login(email))


def test_a_disabled_account_is_listed_as_such(operator: Operator, app: Flask, email: str) -> None:
    operator.create(email, "--new-tenant", "T")

    assert "disabled" in operator.run("disable", email).stdout
    assert PraetorClient(app).login(email).status_code == 401
    assert f"{email}  Ada  disabled" in operator.run("list").stdout


def test_a_password_can_be_replaced(operator: Operator, app: Flask, email: str) -> None:
    operator.create(email, "--new-tenant", "T")
    operator.run("reset-password", email, "--password-stdin", typed="another password\n")

    assert PraetorClient(app).login(email).status_code == 401
    assert data(PraetorClient(app).login(email, "another password"))


def test_keys_can_be_rotated(operator: Operator, app: Flask, email: str) -> None:
    kid = operator.run("rotate-keys").stdout.strip()

    published = PraetorClient(app).get("/.well-known/jwks.json").get_json()["keys"]
    assert kid in {key["kid"] for key in published}


def test_what_is_wrong_is_said(operator: Operator, email: str) -> None:
    operator.create(email, "--new-tenant", "T")

    assert isinstance(operator.create(email.upper(), "--new-tenant", "T").exception, Conflict)
    assert isinstance(operator.create(f"x{email}", "--new-tenant", "T", password="short").exception, InvalidRequest)
    assert isinstance(operator.create("nonsense", "--new-tenant", "T").exception, InvalidRequest)
    assert isinstance(operator.create(f"x{email}", "--new-tenant", " ").exception, InvalidRequest)
    assert isinstance(
        operator.create(f"x{email}", "--new-tenant", "T", "--attribute", "department").exception, InvalidRequest
    )
    assert isinstance(operator.create(f"x{email}", "--tenant", str(new_id())).exception, NotFound)
    assert isinstance(operator.run("disable", f"y{email}").exception, NotFound)
    assert isinstance(operator.run("join", f"y{email}", "--tenant", str(new_id())).exception, NotFound)
    assert operator.create(f"x{email}").exit_code == 2
    assert f"x{email}" not in operator.run("list").stdout

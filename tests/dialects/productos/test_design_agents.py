"""Starting the design-system, design and code agents: what they take, and whose sandboxes they edit (000-8 to 10)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.domain.accounts.operations import create_key
from app.sandboxes.names import preview_url
from app.sandboxes.records import SandboxRecord, sandbox_of_session
from app.settings import Settings
from app.storage.database import transaction
from app.storage.identifiers import new_id, parsed_id
from tests.dialects.clients import Client, problem

HELLO = {"messages": [{"role": "user", "content": "Warm and minimal"}]}
AGENTS = ("design-system", "design", "code")


def input_of(owner: Engine, run: str) -> dict[str, Any]:
    with transaction(owner) as connection:
        found: dict[str, Any] = connection.execute(
            text("SELECT input FROM runs WHERE id = :id"), {"id": run.rpartition("/")[2]}
        ).scalar_one()
    return found


def sandbox_of(owner: Engine, session: str) -> SandboxRecord:
    with transaction(owner) as connection:
        session_id = parsed_id(session.rpartition("/")[2])
        assert session_id is not None
        tenant = connection.execute(
            text("SELECT tenant_id FROM sessions WHERE id = :id"), {"id": session_id}
        ).scalar_one()
        return sandbox_of_session(
            connection, tenant_id=tenant, session_id=session_id, label="Habit tracker", provider="local"
        )


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize(
    ("session", "body"),
    [
        ({"idea": "A habit tracker"}, {}),
        ({}, HELLO),
        ({"idea": "A habit tracker", "entry": "design"}, {**HELLO, "modelId": "offline", "budget": {"maxTokens": 9}}),
    ],
)
def test_each_takes_an_idea_or_a_message(
    productos: Client, agent: str, session: dict[str, str], body: dict[str, Any]
) -> None:
    run = productos.start(productos.session(**session), agent, body)

    assert productos.get(run).get_json()["agent"] == agent


@pytest.mark.parametrize("agent", AGENTS)
def test_with_nothing_to_go_by_each_is_refused_before_the_stream(productos: Client, agent: str) -> None:
    path = productos.session()

    assert problem(productos.post(f"{path}/{agent}-agent", {"messages": []})) == (409, "nothing_to_work_on")
    assert productos.get(f"{path}/runs").get_json() == {"runs": []}


def test_what_the_document_shows_reaches_the_agents(productos: Client, owner: Engine) -> None:
    brand = {"mood": "warm", "colors": {"primary": "#0f766e"}}
    screen = {"id": "home", "name": "Home", "description": "Hero and pricing", "type": "landing"}

    design = productos.start(productos.session(), "design", {"brand": brand, "targetScreen": screen})
    system = productos.start(productos.session(), "design-system", {**HELLO, "dsName": "Habit Tracker DS"})

    assert input_of(owner, design) == {"brand": brand, "targetScreen": screen}
    assert input_of(owner, system) == {**HELLO, "dsName": "Habit Tracker DS"}


@pytest.mark.parametrize(
    ("agent", "body"),
    [
        ("design", {"brand": "teal"}),
        ("design", {"brand": {"mood": 5}}),
        ("design", {"brand": {"colors": {"primary": "x" * 201}}}),
        ("design", {"targetScreen": []}),
        ("design", {"messages": [{"role": "user"}]}),
        ("design-system", {"dsName": 7}),
        ("code", {"build": "yes"}),
        ("code", {"messages": [{"role": "user", "content": "x", "sandboxUrl": 5}]}),
    ],
)
def test_a_malformed_body_is_refused(productos: Client, agent: str, body: dict[str, Any]) -> None:
    path = productos.session(idea="x")

    assert problem(productos.post(f"{path}/{agent}-agent", body)) == (400, "validation_failed")


def test_whether_to_build_is_the_servers_setting_unless_the_caller_says(productos: Client, owner: Engine) -> None:
    usual = productos.start(productos.session(idea="x"), "code", {})
    asked = productos.start(productos.session(idea="x"), "code", {"build": True})

    assert (input_of(owner, usual)["build"], input_of(owner, asked)["build"]) == (False, True)


def test_ones_own_sandbox_may_be_edited_from_another_session(
    productos: Client, owner: Engine, api_settings: Settings
) -> None:
    url = preview_url(sandbox_of(owner, productos.session(idea="x")).name, api_settings)
    old = "https://xxxxx.sandbox.example.com"
    messages = [
        {"role": "user", "content": "Start", "sandboxUrl": old},
        {"role": "user", "content": "Fix it", "sandboxUrl": f"{url}/page?x=1"},
    ]

    run = productos.start(productos.session(), "code", {"messages": messages})

    assert input_of(owner, run)["messages"] == messages


@pytest.mark.parametrize(
    "url",
    [
        "https://xxxxx.sandbox.example.com",
        "http://127.0.0.1:5432/",
        "file:///etc/passwd",
        "http://habit-tracker-abcdefgh23456789-p3000.preview.localhost:8001",
        "http://[",
        "nothing",
    ],
)
def test_a_sandbox_that_is_nobodys_is_not_found(productos: Client, url: str) -> None:
    path = productos.session(idea="x")
    body = {"messages": [{"role": "user", "content": "Fix it", "sandboxUrl": url}]}

    assert problem(productos.post(f"{path}/code-agent", body)) == (404, "not_found")


def test_somebody_elses_sandbox_is_not_found(
    app: Flask, productos: Client, owner: Engine, api_settings: Settings
) -> None:
    with transaction(owner) as connection:
        key = create_key(connection, owner=f"somebody-{new_id()}").text
    theirs = Client(app, key=key)
    url = preview_url(sandbox_of(owner, theirs.session(idea="x")).name, api_settings)
    body = {"messages": [{"role": "user", "content": "Fix it", "sandboxUrl": url}]}

    assert problem(productos.post(f"{productos.session(idea='x')}/code-agent", body)) == (404, "not_found")
    assert theirs.start(theirs.session(idea="x"), "code", body)


def test_a_sandbox_without_its_session_is_nobodys(productos: Client, owner: Engine, api_settings: Settings) -> None:
    session = productos.session(idea="x")
    url = preview_url(sandbox_of(owner, session).name, api_settings)
    assert productos.delete(session).status_code == 204
    body = {"messages": [{"role": "user", "content": "Fix it", "sandboxUrl": url}]}

    assert problem(productos.post(f"{productos.session(idea='x')}/code-agent", body)) == (404, "not_found")

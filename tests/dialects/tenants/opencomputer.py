"""OpenComputer: sessions, what is said in them, and their streams."""

from flask import Flask
from sqlalchemy import Engine

from app.domain.accounts.key_texts import OPENCOMPUTER
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.tenants.rows import Nobodys, Rows, Tenant, Wall

_SESSION = "/v1/sessions/<session_id>"

ROWS: Rows = {
    "POST /v1/sessions": Nobodys("makes one's own"),
    f"GET {_SESSION}": Wall(),
    f"DELETE {_SESSION}": Wall(),
    f"POST {_SESSION}/messages": Wall(body={"message": "Mine now", "user_id": "ada"}),
    f"POST {_SESSION}/stream-tickets": Wall(),
    f"GET {_SESSION}/events": Wall(),
}


def newcomer(app: Flask, engine: Engine) -> Tenant:
    with transaction(engine) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}", family=OPENCOMPUTER).text
    return Tenant(app=app, engine=engine, headers={"X-API-Key": key})


def things(tenant: Tenant) -> None:
    session = tenant.make("/v1/sessions", {"prompt": "Build a secret", "user_id": "ada"})
    tenant.ids["session_id"] = session["id"]

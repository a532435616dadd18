"""ProductOS: sessions, their runs, streams and replays."""

from flask import Flask
from sqlalchemy import Engine

from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import Client
from tests.dialects.tenants.rows import Nobodys, Rows, Tenant, Wall

_SESSION = "/api/v1/sessions/<session_id>"
_SAY = {"messages": [{"role": "user", "content": "Mine now"}]}

ROWS: Rows = {
    "POST /api/v1/sessions": Nobodys("makes one's own"),
    f"GET {_SESSION}": Wall(),
    f"DELETE {_SESSION}": Wall(),
    f"GET {_SESSION}/events": Wall(headers={"Accept": "application/json"}),
    f"GET {_SESSION}/runs": Wall(),
    f"GET {_SESSION}/runs/<run_id>": Wall(),
    f"POST {_SESSION}/runs/<run_id>/cancel": Wall(),
    f"POST {_SESSION}/runs/<run_id>/resume": Wall(body={}),
    f"POST {_SESSION}/ideation-agent": Wall(body=_SAY),
    f"POST {_SESSION}/research-agent": Wall(body=_SAY),
    f"POST {_SESSION}/prd-agent": Wall(body=_SAY),
    f"POST {_SESSION}/design-system-agent": Wall(body=_SAY),
    f"POST {_SESSION}/design-agent": Wall(body=_SAY),
    f"POST {_SESSION}/code-agent": Wall(body=_SAY),
}


def newcomer(app: Flask, engine: Engine) -> Tenant:
    with transaction(engine) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}").text
    return Tenant(app=app, engine=engine, headers={"Authorization": f"Bearer {key}"})


def things(tenant: Tenant) -> None:
    client = Client(tenant.app, key=tenant.headers["Authorization"].removeprefix("Bearer "))
    run = client.start(client.session(idea="A secret idea"))
    tenant.ids |= {"session_id": run.split("/")[-3], "run_id": run.split("/")[-1]}

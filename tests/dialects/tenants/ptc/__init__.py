"""The PTC Agent API: a key is a tenant; each group of routes in a file of its own."""

from flask import Flask
from sqlalchemy import Engine

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.tenants.ptc import conversations, investors, market_data, workspaces
from tests.dialects.tenants.rows import Tenant

GROUPS = (workspaces, conversations, market_data, investors)


def newcomer(app: Flask, engine: Engine) -> Tenant:
    with transaction(engine) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}", family=PTC).text
    return Tenant(app=app, engine=engine, headers={"Authorization": f"Bearer {key}", "X-User-Id": "ada"})

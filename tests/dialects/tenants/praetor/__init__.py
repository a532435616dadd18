"""Praetor: tenants with people in them; each group of routes in a file of its own."""

from flask import Flask
from sqlalchemy import Engine

from tests.dialects.praetor.people import PraetorClient, data, make_person
from tests.dialects.tenants.praetor import (
    discovery_chat,
    executions,
    identity,
    organizations,
    permissions,
    project_work,
    projects,
)
from tests.dialects.tenants.rows import Tenant

GROUPS = (identity, projects, project_work, permissions, organizations, executions, discovery_chat)


def newcomer(app: Flask, engine: Engine) -> Tenant:
    """A tenant with one administrator."""
    person = make_person(engine)
    token = data(PraetorClient(app).login(person.email))["token"]
    return Tenant(
        app=app,
        engine=engine,
        headers={"Authorization": f"Bearer {token}"},
        ids={"tenant_id": str(person.tenant_id), "user_id": str(person.id)},
    )

"""Praetor's clients on the application that all dialects share."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.domain.users.queries import MEMBER
from app.settings import Settings
from tests.dialects.praetor.agencies import Agency, make_agency
from tests.dialects.praetor.people import Person, PraetorClient, make_person, make_tenant, signed_in
from tests.dialects.praetor.workshop import Workshop


@pytest.fixture
def anybody(app: Flask) -> PraetorClient:
    """A client without a token."""
    return PraetorClient(app)


@pytest.fixture
def tenant_id(owner: Engine) -> UUID:
    return make_tenant(owner, name="Engines")


@pytest.fixture
def ada(owner: Engine, tenant_id: UUID) -> Person:
    """An administrator."""
    return make_person(owner, tenant_id=tenant_id, attributes={"department": "engineering"})


@pytest.fixture
def charles(owner: Engine, tenant_id: UUID) -> Person:
    """A member of the same tenant."""
    return make_person(owner, tenant_id=tenant_id, role=MEMBER)


@pytest.fixture
def administrator(app: Flask, ada: Person) -> PraetorClient:
    return signed_in(app, ada)


@pytest.fixture
def member(app: Flask, charles: Person) -> PraetorClient:
    return signed_in(app, charles)


@pytest.fixture
def agency(app: Flask, owner: Engine, tenant_id: UUID) -> Agency:
    return make_agency(app, owner, tenant_id)


@pytest.fixture
def stranger(app: Flask, owner: Engine) -> PraetorClient:
    """An administrator of another tenant."""
    return signed_in(app, make_person(owner))


@pytest.fixture(scope="session")
def workshop(api_settings: Settings, owner: Engine) -> Iterator[Workshop]:
    """A worker of the dialects' database, with an agent that asks people."""
    made = Workshop(replace(api_settings, extra_agents=("tests.support.asking_agents",), worker_threads=2), owner)
    yield made
    made.process.close()

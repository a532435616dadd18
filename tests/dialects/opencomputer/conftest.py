"""A key of the OpenComputer API for each test."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.domain.accounts.key_texts import OPENCOMPUTER
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from tests.dialects.opencomputer.computer import Computer


@pytest.fixture
def computer(app: Flask, owner: Engine) -> Computer:
    return Computer(app, key=new_key(owner, "Ada"))


@pytest.fixture
def stranger(app: Flask, owner: Engine) -> Computer:
    """A client with another tenant's key."""
    return Computer(app, key=new_key(owner, "Grace"))


def new_key(owner: Engine, name: str) -> str:
    with transaction(owner) as connection:
        return create_key(connection, owner=name, family=OPENCOMPUTER).text

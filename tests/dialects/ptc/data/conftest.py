"""A tenant of its own for each test."""

import pytest
from flask import Flask
from sqlalchemy import Engine

from tests.dialects.ptc.data.callers import Caller, new_caller


@pytest.fixture
def caller(app: Flask, owner: Engine) -> Caller:
    return new_caller(app, owner)

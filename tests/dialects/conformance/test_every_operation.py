"""Every operation, as its document describes it: valid and hostile requests get a described answer, never a 5xx.

The requests are the same in every run; twenty times as many come with
`make test ARGS="--hypothesis-profile=fuzz --timeout=0 tests/dialects/conformance"`.
"""

from itertools import groupby

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.dialect import owner_of
from app.api.factory import DIALECTS
from tests.dialects.conformance.requests import Operation, failures, operations
from tests.dialects.tenants.tables import TABLES

NEWCOMERS = {table.dialect: table for table in TABLES}


@pytest.mark.timeout(600)
@pytest.mark.parametrize("dialect", ["plain", *NEWCOMERS])
def test_every_request_gets_a_described_answer(app: Flask, owner: Engine, dialect: str) -> None:
    table = NEWCOMERS.get(dialect)
    found = []
    for _, group in groupby(sorted(operations_of(app, dialect), key=order), key=resource):
        tenant = (table or TABLES[0]).newcomer(app, owner)
        (table or TABLES[0]).furnish(tenant)
        for operation in group:
            found += failures(operation, tenant)

    assert not found, "\n\n".join(found)


def operations_of(app: Flask, dialect: str) -> list[Operation]:
    return [each for each in operations(app) if owner_of(each.path, dialects=DIALECTS).name == dialect]


def resource(operation: Operation) -> str:
    """What the operation is about; each has a tenant of its own, since the requests change it."""
    return "/".join(operation.path.split("/")[:4])


def order(operation: Operation) -> tuple[str, bool, str]:
    """Resource by resource, and in each what ends something last."""
    ends = operation.method.upper() == "DELETE" or operation.path.endswith("/logout")
    return resource(operation), ends, operation.label

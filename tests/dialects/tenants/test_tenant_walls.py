"""Another tenant's credential on every route: 404 for what is named, and no trace of it in what is listed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.api.credentials import declared
from app.api.dialect import owner_of
from app.api.factory import DIALECTS
from tests.dialects.tenants import outside
from tests.dialects.tenants.rows import Own, Row, Table, Tenant, Wall, ask, names_in
from tests.dialects.tenants.tables import TABLES

NOBODYS = "01a2011d-1608-7419-b1ee-63f76f701654"
_PASSING = re.compile(
    r'"(timestamp|requestId|traceId|lastUsedAt|durationMs|updated_at|last_act\w+)": ?("[^"]*"|null|[\d.]+)'
)


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Two tenants of one dialect with the same kinds of things; ``before`` is what the stranger saw when alone."""

    table: Table
    holder: Tenant
    stranger: Tenant
    before: dict[str, Any]

    def rows(self, kind: type[Row]) -> list[tuple[str, Any]]:
        return [(route, row) for route, row in self.table.rows.items() if isinstance(row, kind)]


@pytest.fixture(scope="module", params=TABLES, ids=lambda table: table.dialect)
def neighbours(request: pytest.FixtureRequest, app: Flask, owner: Engine) -> Neighbours:
    table: Table = request.param
    stranger, holder = table.newcomer(app, owner), table.newcomer(app, owner)
    table.furnish(stranger)
    own = {route: row for route, row in table.rows.items() if isinstance(row, Own)}
    for route, row in own.items():
        ask(stranger, route, row)  # what this changes it changes once
    before = {route: told(ask(stranger, route, row)) for route, row in own.items()}
    table.furnish(holder)
    return Neighbours(table=table, holder=holder, stranger=stranger, before=before)


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    served: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            dialect = owner_of(rule.rule, dialects=DIALECTS).name
            served.setdefault(dialect, set()).add(f"{method} {rule.rule}")

    written = {table.dialect: set(table.rows) for table in TABLES if table.rows}

    assert served == written | {"plain": set(outside.ROWS)}


def test_no_route_is_written_twice() -> None:
    for table in TABLES:
        assert len(table.rows) == sum(len(group.ROWS) for group in table.groups), table.dialect


def test_who_names_anothers_things_is_told_what_he_would_be_told_of_none(neighbours: Neighbours) -> None:
    seen = everything(neighbours.holder, neighbours)

    for route, row in neighbours.rows(Wall):
        in_address = names_in(route, row.query)
        named = [name for name in names_in(route, row.query, json.dumps(row.body)) if name not in row.but]
        for foreign in some_of(named):
            own = neighbours.stranger.ids
            theirs = {name: neighbours.holder.ids[name] for name in foreign}
            answer = told(ask(neighbours.stranger, route, row, {**own, **theirs}), *theirs.values())
            nothing = told(ask(neighbours.stranger, route, row, {**own, **dict.fromkeys(foreign, NOBODYS)}), NOBODYS)
            refusals = (404,) if set(foreign) & set(in_address) else (400, 404, 422)
            assert answer[0] in refusals, f"{route} with another's {foreign}: {answer}"
            assert answer == nothing, f"{route} with another's {foreign}"

    assert everything(neighbours.holder, neighbours) == seen


def test_lists_show_and_count_ones_own_alone(neighbours: Neighbours) -> None:
    for route, row in neighbours.rows(Own):
        answer = ask(neighbours.stranger, route, row)
        assert answer.status_code < 300, f"{route}: {answer.text}"
        assert not [id for id in neighbours.holder.ids.values() if id in answer.text], route
        assert told(answer) == neighbours.before[route], route
        held = ask(neighbours.holder, route, row).text
        assert any(id in held for id in neighbours.holder.ids.values()) == row.shows_ids, f"{route}: {held}"


def test_without_a_credential_or_with_another_apis_nothing_is_told(
    neighbours: Neighbours, app: Flask, owner: Engine
) -> None:
    foreign = [table.newcomer(app, owner).headers for table in TABLES if table is not neighbours.table]
    for route, row in (*neighbours.rows(Wall), *neighbours.rows(Own)):
        assert _is_closed(app, route), f"{route} has a row that names tenants' things, but is open to everybody"
        for headers in ({}, *foreign):
            nobody = Tenant(app=app, engine=owner, headers=headers)
            answer = ask(nobody, route, row, neighbours.holder.ids)
            assert answer.status_code == 401, f"{route}: {answer.status_code}"


def test_the_holder_still_finds_everything_that_strangers_did_not(neighbours: Neighbours) -> None:
    """Last, since it is done to the things: a row whose request would be told 404 anyway proves nothing."""
    rows = neighbours.rows(Wall)
    deepest_last = sorted(rows, key=lambda each: (each[0].startswith("DELETE"), -len(each[0])))
    for route, row in deepest_last:
        with ask(neighbours.holder, route, row) as answer:
            refused = answer.status_code in (400, 404, 405, 415, 422)
            assert refused == bool(row.nobody), f"{route}: {answer.status_code}"


def everything(tenant: Tenant, neighbours: Neighbours) -> dict[str, Any]:
    """What the tenant can read of its own."""
    rows = (*neighbours.rows(Wall), *neighbours.rows(Own))
    return {route: told(ask(tenant, route, row)) for route, row in rows if route.startswith("GET ")}


def told(answer: TestResponse, *ids: str) -> tuple[int, str]:
    """Status and body, without what differs from one request to the next; a stream's body is not read."""
    with answer:
        if answer.mimetype == "text/event-stream":
            return answer.status_code, ""
        text = _PASSING.sub(r'"\1":0', answer.text)
    for id in ids:
        text = text.replace(id, NOBODYS)
    return answer.status_code, text


def some_of(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Every choice of at least one name."""
    for size in range(1, len(names) + 1):
        yield from combinations(names, size)


def _is_closed(app: Flask, route: str) -> bool:
    method, rule = route.split(" ")
    endpoint = next(
        each.endpoint for each in app.url_map.iter_rules() if each.rule == rule and method in (each.methods or ())
    )
    credentials = declared(app.view_functions[endpoint])
    return credentials is not None and credentials.scheme is not None

"""What a row may say about a route, and who asks.

A row's key is the method and the rule as Flask writes them. Every ``<name>`` in the rule, the query or the body
stands for the tenant's id of that name, which the group's ``things`` (or an earlier group's) put into
``Tenant.ids``.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from tests.dialects.described import check_described

_NAME = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, kw_only=True)
class Wall:
    """A route that names things: a stranger's request for any of them is told 404, as for things that never were.

    A name that stands in the body alone may be told 400 or 422 as well, if that is what a random one is told.

    ``but`` are names in the request that are no things of a tenant. ``nobody`` says why its own tenant is told 404 too.
    """

    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    but: Sequence[str] = ()
    nobody: str = ""


@dataclass(frozen=True, kw_only=True)
class Own:
    """A list, a search, a count or oneself: everybody sees his own, and what another has changes nothing in it.

    The request is sent more than once. ``shows_ids`` is whether ids of the tenant's own stand in the answer.
    """

    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    shows_ids: bool = True


@dataclass(frozen=True)
class Nobodys:
    """A route that shows nothing of any tenant and reaches nothing of one by a name. ``reason`` says why."""

    reason: str


Row: TypeAlias = "Wall | Own | Nobodys"
Rows: TypeAlias = Mapping[str, Row]


@dataclass(kw_only=True)
class Tenant:
    """One tenant's client, and the ids of what it has, by the names that rows use."""

    app: Flask
    engine: Engine
    headers: Mapping[str, str]
    ids: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """One request. The answer's stream is not read; anything else must be as the document says."""
        client = self.app.test_client(use_cookies=False)
        kind = {} if body is None else {"Content-Type": "application/json"}
        headers = {**kind, **self.headers, **more.get("headers", {})}
        answer = client.open(path, method=method, headers=headers, data=None if body is None else json.dumps(body))
        if answer.mimetype == "application/json":
            check_described(self.app, answer, method=method, path=path.partition("?")[0])
        return answer

    def make(self, path: str, body: Any = None, *, method: str = "POST") -> Any:
        """The JSON of a good answer."""
        answer = self.send(method, path, body)
        assert answer.status_code in (200, 201, 202), f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.get_json()


class Group(Protocol):
    """A module of rows. ``things`` gives the tenant what the rows name."""

    ROWS: Rows

    @staticmethod
    def things(tenant: Tenant) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows of one dialect. ``newcomer`` makes a tenant that has nothing yet but a credential and its own ids."""

    dialect: str
    newcomer: Callable[[Flask, Engine], Tenant]
    groups: Sequence[Any]

    @property
    def rows(self) -> dict[str, Row]:
        return {route: row for group in self.groups for route, row in group.ROWS.items()}

    def furnish(self, tenant: Tenant) -> None:
        """Give the tenant everything that the rows name."""
        for group in self.groups:
            group.things(tenant)


def names_in(*texts: str) -> list[str]:
    """The names that stand in the texts, in their order."""
    return list(dict.fromkeys(_NAME.findall(" ".join(texts))))


def ask(tenant: Tenant, route: str, row: "Wall | Own", ids: Mapping[str, str] | None = None) -> TestResponse:
    """Send the row's request with these ids; with the tenant's own if none are given."""
    known = tenant.ids if ids is None else ids
    method, rule = route.split(" ")

    def fill(text: str) -> str:
        return _NAME.sub(lambda found: known.get(found[1], found[0]), text)

    body = None if row.body is None else json.loads(fill(json.dumps(row.body)))
    return tenant.send(method, fill(rule + row.query), body, headers=row.headers)

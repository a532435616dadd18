"""Errors in the words of each API, also where no route is found: for all dialects that the application serves."""

from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.exceptions import HTTPException, MethodNotAllowed, default_exceptions
from werkzeug.test import TestResponse

from app.api.dialect import PLAIN, Dialect, Fault, owner_of
from app.api.factory import DIALECTS
from app.api.http import error_responses
from app.api.http.error_responses import ValidationFailed
from app.api.openapi import NAME
from tests.dialects.tenants.tables import TABLES
from tests.unit.api.test_errors import every_error

ALL = (*DIALECTS, PLAIN)
FRAMEWORKS = (400, 404, 405, 408, 413, 415, 422, 431, 500)


def shape(body: Any) -> Any:
    """The names of an object's members, and of theirs."""
    return {name: shape(value) for name, value in body.items()} if isinstance(body, dict) else type(body).__name__


def check(app: Flask, dialect: Dialect, answer: TestResponse, status: int) -> None:
    """It is an error of the dialect, with the status that it says."""
    request_id = answer.headers.get("X-Request-ID", "none")
    with app.test_request_context(dialect.paths[0]):
        expected = dialect.error_body(Fault(status=status, code="x", message="y", trace_id=request_id))
    assert (answer.status_code, answer.mimetype) == (status, "application/json"), answer.text
    assert shape(answer.get_json()) == shape(expected)
    assert b"Traceback" not in answer.data


def told(app: Flask, dialect: Dialect, error: Exception) -> Any:
    with app.test_request_context(f"{dialect.paths[0]}/no/such/thing"):
        return error_responses.error_response(error)


@pytest.fixture(params=ALL, ids=lambda dialect: dialect.name)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


def test_unknown_paths_below_each_of_its_own_are_told_in_its_words(app: Flask, dialect: Dialect) -> None:
    for path in dialect.paths:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            unknown = f"{path.rstrip('/')}/no/such/thing/at/all/here"
            check(app, dialect, app.test_client().open(unknown, method=method, data=b" " * 400_000), 404)


def test_methods_that_a_path_does_not_take_are_named_with_those_that_it_does(app: Flask, dialect: Dialect) -> None:
    for path in own_paths(app, dialect):
        for method in ("GET", "PUT", "PATCH", "POST", "DELETE"):
            allowed = allowed_instead(app, path, method)
            if allowed:
                answer = app.test_client().open(path, method=method)
                check(app, dialect, answer, 405)
                assert set(answer.headers["Allow"].split(", ")) == allowed


def test_a_body_can_be_too_large(app: Flask, owner: Engine) -> None:
    large = b'{"a": "' + b"x" * 400_000 + b'"}'
    for table in TABLES:
        (dialect,) = (dialect for dialect in DIALECTS if dialect.name == table.dialect)
        headers = {"Content-Type": "application/json", **table.newcomer(app, owner).headers}
        statuses = []
        for path in own_paths(app, dialect, taking_bodies=True):
            answer = app.test_client(use_cookies=False).post(path, data=large, headers=headers)
            check(app, dialect, answer, answer.status_code)
            statuses.append(answer.status_code)
        assert 413 in statuses or not statuses, dialect.name
        assert set(statuses) <= {404, 405, 413}, dialect.name


@pytest.mark.parametrize("status", FRAMEWORKS)
def test_whatever_the_framework_raises_is_told_in_its_words(app: Flask, dialect: Dialect, status: int) -> None:
    kind: type[HTTPException] = default_exceptions.get(status) or _of(status)

    check(app, dialect, told(app, dialect, kind()), status)


def test_input_that_does_not_fit_has_the_status_of_the_dialect(app: Flask, dialect: Dialect) -> None:
    answer = told(app, dialect, ValidationFailed("name: Missing.", details={"fields": {"name": "Missing."}}))

    assert answer.status_code == dialect.validation_status
    assert b"name" in answer.data


def test_every_error_of_ours_can_be_told_and_what_nobody_foresaw_tells_nothing(app: Flask, dialect: Dialect) -> None:
    for kind in every_error():
        answer = told(app, dialect, kind())
        check(app, dialect, answer, answer.status_code)

    answer = told(app, dialect, RuntimeError("a secret"))
    check(app, dialect, answer, 500)
    assert b"secret" not in answer.data


def test_an_error_has_the_same_status_in_every_dialect_but_for_input_that_does_not_fit(app: Flask) -> None:
    for kind in every_error():
        assert len({told(app, dialect, kind()).status_code for dialect in ALL}) == 1 or issubclass(
            kind, ValidationFailed
        ), kind


def allowed_instead(app: Flask, path: str, method: str) -> set[str]:
    """The methods that the address takes, if it does not take this one."""
    try:
        app.url_map.bind("localhost").match(path, method)
    except MethodNotAllowed as refusal:
        return set(refusal.valid_methods or ())
    return set()


def own_paths(app: Flask, dialect: Dialect, *, taking_bodies: bool = False) -> list[str]:
    """Addresses of the dialect's routes, with a word for each variable."""
    paths: dict[str, dict[str, Any]] = app.extensions[NAME]["paths"]
    return [
        path.replace("{", "").replace("}", "")
        for path, served in paths.items()
        if owner_of(path, dialects=ALL) is dialect and (not taking_bodies or "requestBody" in served.get("post", {}))
    ]


def _of(status: int) -> type[HTTPException]:
    return type(HTTPStatus(status).phrase, (HTTPException,), {"code": status})

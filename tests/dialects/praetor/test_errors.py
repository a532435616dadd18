"""Errors and envelopes in Praetor's words, also where no route is found."""

import re
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from app.api.dialects.praetor.error_codes import CODES, DOCUMENTED, code_of
from app.api.http import error_responses
from app.errors import BatonError, BudgetExceeded, Unavailable
from tests.dialects.praetor.people import Person, PraetorClient, problem
from tests.unit.api.test_errors import every_error

LOGIN = "/api/auth/login"


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/api/nothing", (404, "NOT_FOUND")),
        ("GET", "/api", (404, "NOT_FOUND")),
        ("POST", "/api/exports/download/x", (404, "NOT_FOUND")),
        ("GET", LOGIN, (405, "METHOD_NOT_ALLOWED")),
        ("GET", "/api/auth/me", (401, "UNAUTHORIZED")),
        ("PATCH", "/api/admin/tenant", (401, "UNAUTHORIZED")),
    ],
)
def test_refusals_before_anything_is_read(
    anybody: PraetorClient, method: str, path: str, told: tuple[int, str]
) -> None:
    assert problem(anybody.send(method, path)) == told


def test_shared_paths_are_not_praetors(anybody: PraetorClient) -> None:
    assert set(anybody.get("/api/v1/nothing").get_json()) == {"error", "detail"}
    assert set(anybody.get("/api/v1/sessions/x/y/z").get_json()) == {"error"}
    assert problem(anybody.get("/api/v2")) == (404, "NOT_FOUND")


def test_a_method_that_is_not_taken_names_those_that_are(anybody: PraetorClient) -> None:
    assert "POST" in anybody.get(LOGIN).headers["Allow"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_must_say_that_it_is_json(anybody: PraetorClient, ada: Person, kind: str) -> None:
    body = b'{"email": "a@b.c", "password": "x"}'

    assert problem(anybody.post(LOGIN, body, Content_Type=kind)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json; charset=utf-8", "application/merge-patch+json"]
)
def test_every_spelling_of_json_is_json(anybody: PraetorClient, kind: str) -> None:
    assert problem(anybody.post(LOGIN, b"{}", Content_Type=kind)) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff", b'{"email": ' + b'{"a":' * 70 + b"1" + b"}" * 71])
def test_what_is_no_json_object_is_refused(anybody: PraetorClient, body: bytes) -> None:
    assert problem(anybody.post(LOGIN, body)) == (400, "VALIDATION_ERROR")


def test_a_body_can_be_too_large(anybody: PraetorClient) -> None:
    assert problem(anybody.post(LOGIN, b" " * 400_000)) == (413, "PAYLOAD_TOO_LARGE")


def test_invalid_fields_are_named_one_and_all(anybody: PraetorClient) -> None:
    error = anybody.post(LOGIN, {"tenantId": "x"}).get_json()["error"]

    assert error["details"]["field"] in error["details"]["fields"]
    assert error["details"]["issue"] == error["details"]["fields"][error["details"]["field"]]
    assert set(error["details"]["fields"]) == {"email", "password", "tenantId"}


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/nothing"])
def test_the_requests_id_is_echoed_or_made(anybody: PraetorClient, path: str) -> None:
    echoed = anybody.get(path, X_Request_ID="trace-1")
    made = anybody.get(path, X_Request_ID="not a sane one")

    assert echoed.get_json()["metadata"]["requestId"] == echoed.headers["X-Request-ID"] == "trace-1"
    assert re.fullmatch(r"req_[0-9a-f]{32}", made.get_json()["metadata"]["requestId"])


def test_every_answer_says_when_it_was_made(anybody: PraetorClient) -> None:
    made = datetime.fromisoformat(anybody.get("/api/nothing").get_json()["metadata"]["timestamp"])

    assert made.tzinfo is not None


@pytest.mark.parametrize("kind", every_error())
def test_every_error_of_ours_has_a_code_of_the_table_with_its_status(app: Flask, kind: type[BatonError]) -> None:
    with app.test_request_context("/api/x"):
        answer = error_responses.error_response(kind())

    assert CODES[answer.get_json()["error"]["code"]] == answer.status_code


def test_an_error_with_a_code_of_the_document_keeps_it() -> None:
    assert [code_of(code=code.lower(), status=status) for code, status in DOCUMENTED.items()] == list(DOCUMENTED)


def test_an_error_of_a_documented_kind_has_the_documented_status() -> None:
    for kind in every_error():
        if kind.code.upper() in DOCUMENTED:
            status = next(
                (error_responses.STATUS[each] for each in kind.__mro__ if each in error_responses.STATUS), 500
            )
            assert status == DOCUMENTED[kind.code.upper()], kind


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (BudgetExceeded(), (402, "BUDGET_EXCEEDED")),
        (Unavailable(), (503, "SERVICE_UNAVAILABLE")),
        (ValueError("a secret"), (500, "INTERNAL_ERROR")),
    ],
)
def test_what_goes_wrong_inside_tells_no_more_than_its_code(app: Flask, error: Exception, told: Any) -> None:
    with app.test_request_context("/api/x"):
        answer = error_responses.error_response(error)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == told
    assert b"secret" not in answer.data

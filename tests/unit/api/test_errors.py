"""Errors in the words of the API that the path belongs to."""

from typing import Any

import pytest
from flask import Flask

from app import errors
from app.api.dialect import PLAIN, owner_of
from app.api.dialects.productos.dialect import PRODUCTOS
from app.api.dialects.prompt_registry.dialect import PROMPT_REGISTRY
from app.api.http import error_responses
from app.errors import BatonError


def every_error(root: type[BatonError] = BatonError) -> list[type[BatonError]]:
    return [root, *(deeper for child in root.__subclasses__() for deeper in every_error(child))]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/sessions", PRODUCTOS),
        ("/api/v1/sessions/x/nothing", PRODUCTOS),
        ("/api/v1/sessionsx", PLAIN),
        ("/api/v1/prompts/welcome-email/resolve", PROMPT_REGISTRY),
        ("/api/v1/projects", PROMPT_REGISTRY),
        ("/api/v1/api-keys/x", PROMPT_REGISTRY),
        ("/api/projects", PLAIN),
        ("/api/v1/prompt", PLAIN),
        ("/api/v1", PLAIN),
        ("/", PLAIN),
        ("", PLAIN),
    ],
)
def test_the_longest_matching_path_owns_a_request(path: str, expected: Any) -> None:
    assert owner_of(path, dialects=(PRODUCTOS, PROMPT_REGISTRY)) is expected


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/sessions/a/b/c", 404, "not_found"),
        ("PATCH", "/api/v1/sessions", 405, "method_not_allowed"),
        ("GET", "/api/v1/sessions/x", 401, "unauthenticated"),
    ],
)
def test_productos_errors_have_one_shape(app: Flask, method: str, path: str, status: int, code: str) -> None:
    answer = app.test_client().open(path, method=method)

    body = answer.get_json()
    assert (answer.status_code, set(body), body["error"]["code"]) == (status, {"error"}, code)
    assert body["error"]["traceId"] == answer.headers["X-Request-ID"]


def test_a_path_of_nobody_answers_in_the_plain_superset(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/nothing")

    assert (answer.status_code, set(answer.get_json())) == (404, {"error", "detail"})


def test_a_method_that_is_not_taken_names_those_that_are(app: Flask) -> None:
    assert "POST" in app.test_client().put("/api/v1/sessions").headers["Allow"]


@pytest.mark.parametrize("kind", every_error())
def test_every_error_becomes_a_response_that_says_nothing_of_the_inside(app: Flask, kind: type[BatonError]) -> None:
    with app.test_request_context("/api/v1/sessions/x"):
        answer = error_responses.error_response(kind("What happened", details={"a": 1}, retry_after=0))

    body = answer.get_json()
    assert body["error"]["message"] == "What happened"
    assert answer.headers["Retry-After"] == "1"
    assert (answer.status_code < 500) == any(base in error_responses.STATUS for base in kind.__mro__) or isinstance(
        kind(), errors.Unavailable
    )


def test_an_unforeseen_error_does_not_tell_its_text(app: Flask) -> None:
    with app.test_request_context("/api/v1/sessions/x"):
        answer = error_responses.error_response(ValueError("a secret"))

    assert answer.status_code == 500
    assert b"secret" not in answer.data


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2:3_", True), ("a b", False), ("x" * 129, False), ("a\u00e4", False)]
)
def test_a_sane_request_id_is_kept_and_another_replaced(app: Flask, given: str, kept: bool) -> None:
    answered = app.test_client().get("/health", headers={"X-Request-ID": given}).headers["X-Request-ID"]

    assert (answered == given) == kept
    assert answered

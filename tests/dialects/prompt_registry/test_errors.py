"""Errors of the registry's paths, all in one shape."""

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException, default_exceptions

from app.api.http.error_responses import error_response
from tests.dialects.prompt_registry.registry import Registry, problem


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/projects", 405, "method_not_allowed"),
        ("PUT", "/projects/me", 405, "method_not_allowed"),
        ("GET", "/projects/nobody", 404, "not_found"),
        ("GET", "/prompts/a/b/c/d", 404, "not_found"),
        ("PATCH", "/prompts", 405, "method_not_allowed"),
        ("GET", "/api-keys/x/y", 404, "not_found"),
        ("POST", "/api-keys/x", 405, "method_not_allowed"),
        ("GET", "/prompts/x/render", 405, "method_not_allowed"),
    ],
)
def test_unknown_paths_and_methods(app: Flask, method: str, path: str, status: int, code: str) -> None:
    assert problem(Registry(app, key=None).send(method, path)) == (status, code)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, 500, 503])
def test_whatever_the_framework_raises(app: Flask, status: int) -> None:
    kind: type[HTTPException] = default_exceptions[status]
    with app.test_request_context("/api/v1/prompts/x"):
        told = error_response(kind())

    body = told.get_json()
    assert (told.status_code, set(body), set(body["error"])) == (status, {"error"}, {"code", "message", "traceId"})


def test_what_nobody_foresaw_is_a_500_that_says_nothing(app: Flask) -> None:
    with app.test_request_context("/api/v1/api-keys"):
        told = error_response(RuntimeError("a secret"))

    assert told.status_code == 500
    assert b"secret" not in told.data


def test_fields_that_do_not_fit_are_all_named(registry: Registry) -> None:
    answer = registry.post("/prompts", {"slug": "No", "name": ""})

    assert problem(answer) == (400, "validation_failed")
    assert set(answer.get_json()["error"]["details"]["fields"]) == {"slug", "name"}


def test_the_neighbours_under_the_same_prefix_keep_their_own_words(app: Flask) -> None:
    assert set(app.test_client().get("/api/v1/promptsx").get_json()) == {"error", "detail"}

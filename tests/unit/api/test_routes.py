"""Every route states its credentials, and stands in the OpenAPI document."""

import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.routing import Rule

from app.api.credentials import PUBLIC, declared

OPEN_TO_ALL = {
    "/health",
    "/readyz",
    "/docs",
    "/docs/start.js",
    "/docs/assets/<name>",
    "/openapi.json",
    "/.well-known/jwks.json",
    "/api/auth/login",
    "/api/auth/refresh",
    "/api/customer-invitations/<token>",
    "/api/customer-invitations/<token>/accept",
    "/api/exports/files/<token>",
    "/api/specification/schema/<format>",
}
OPEN_TO_ALL |= {"/api/v1/projects"}  # signing up


@pytest.fixture
def document(app: Flask) -> Any:
    return app.test_client().get("/openapi.json").get_json()


def methods_of(rule: Rule) -> set[str]:
    return (rule.methods or set()) - {"HEAD", "OPTIONS"}


def test_every_route_states_its_credentials(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        credentials = declared(app.view_functions[rule.endpoint])
        assert credentials is not None, rule
        assert (credentials is PUBLIC) == (rule.rule in OPEN_TO_ALL), rule


def test_a_route_that_forgot_to_is_closed(app: Flask) -> None:
    view = app.view_functions["operating.health"]
    app.view_functions["operating.health"] = lambda: "open"
    try:
        assert app.test_client().get("/health").status_code == 401
    finally:
        app.view_functions["operating.health"] = view


def test_every_route_is_in_the_document(app: Flask, document: Any) -> None:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in methods_of(rule):
            operation = document["paths"][path][method.lower()]
            assert operation["summary"], rule
            assert operation["responses"], rule


def test_the_document_is_valid_openapi_3_1(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_streams_errors_and_keys_are_described(document: Any) -> None:
    path = document["paths"]["/api/v1/sessions/{session_id}/ideation-agent"]
    operation = path["post"]

    assert operation["security"] == [{"productosKey": []}]
    assert "text/event-stream" in operation["responses"]["200"]["content"]
    assert "X-Run-Id" in operation["responses"]["200"]["headers"]
    assert {"400", "401", "404", "409", "413", "429"} <= set(operation["responses"])
    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]
    assert [parameter["name"] for parameter in path["parameters"]] == ["session_id"]
    assert document["components"]["securitySchemes"]["productosKey"]["scheme"] == "bearer"


def test_the_try_it_page_and_its_files_come_from_this_server(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/docs")

    paths = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert paths
    assert all(path.startswith("/docs/") for path in paths)
    for path in paths:
        with client.get(path) as answer:
            assert (answer.status_code, bool(answer.data)) == (200, True), path
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]
    assert client.get("/docs/assets/index.html").status_code == 404


def test_answers_cannot_be_framed_sniffed_or_read_by_other_origins(app: Flask) -> None:
    for path in ("/health", "/nowhere", "/api/v1/sessions/x"):
        answer = app.test_client().get(path, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_every_body_of_the_registry_has_an_example_that_it_takes(app: Flask, document: Any) -> None:
    """Examples are what people paste."""
    takers = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if path.startswith(("/api/v1/projects", "/api/v1/prompts", "/api/v1/api-keys")) and "requestBody" in operation
    ]
    assert len(takers) == 9

    for path, method, operation in takers:
        content = operation["requestBody"]["content"]["application/json"]
        components = {"components": document["components"]}
        Draft202012Validator(content["schema"] | components).validate(content["example"])
        good = [told for status, told in operation["responses"].items() if status.startswith("2")]
        assert all("application/json" in told["content"] for told in good), (method, path)

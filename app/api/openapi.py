"""The OpenAPI 3.1 document of every route, at /openapi.json, and a page to try them out, at /docs.

The page's scripts come from a package that is installed with Baton: it works without the internet, and
nobody else's server learns of its use.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import flask_smorest
from flask import Flask, Response, current_app, render_template_string, send_from_directory
from marshmallow import Schema, fields

from app.api.blueprints import ApiBlueprint
from app.api.credentials import PUBLIC, Credentials
from app.api.http.json_bodies import json_response
from app.api.version import version
from app.errors import NotFound

OPENAPI_VERSION = "3.1.0"
NAME = "baton-openapi"

_ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png")


class ErrorDetailSchema(Schema):
    """What went wrong."""

    code = fields.String(required=True, metadata={"description": "A word for programs"})
    message = fields.String(required=True, metadata={"description": "A sentence for people"})
    details = fields.Dict(metadata={"description": "More, where there is more to say"})
    traceId = fields.String(required=True, metadata={"description": "Also in X-Request-ID and in the logs"})  # noqa: N815


class ErrorSchema(Schema):
    """Every error."""

    error = fields.Nested(ErrorDetailSchema, required=True)


class PlainErrorSchema(ErrorSchema):
    """An error outside of every API."""

    detail = fields.String(required=True, metadata={"description": "The message once more, for those who look here"})


class DocumentedApi(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest as a writer of the document; errors are answered elsewhere."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        """None: see ``error_responses``."""


def install(app: Flask, *, blueprints: Sequence[ApiBlueprint], credentials: Sequence[Credentials]) -> None:
    """Register ``blueprints`` and the document that they make."""
    app.config |= {"API_TITLE": "Baton", "API_VERSION": version(), "OPENAPI_VERSION": OPENAPI_VERSION}
    api = DocumentedApi(app, spec_kwargs={"info": {"description": "Queued, streamed, replayed, budgeted agent runs."}})
    for kind in credentials:
        if kind.scheme:
            api.spec.components.security_scheme(kind.name, dict(kind.scheme))
    for blueprint in (*blueprints, documents):
        api.register_blueprint(blueprint)
    app.extensions[NAME] = api.spec.to_dict()


documents = ApiBlueprint("documents", __name__, description="This document")


@documents.route("/openapi.json", credentials=PUBLIC)
@documents.answers(200, {"type": "object"}, description="The OpenAPI document")
def openapi_document() -> Response:
    """This document."""
    document: dict[str, Any] = current_app.extensions[NAME]
    return json_response(document)


@documents.route("/docs", credentials=PUBLIC)
@documents.answers(200, {"type": "string"}, media="text/html", description="The page")
def try_it_page() -> Response:
    """A page to read this document and to try its calls."""
    return Response(render_template_string(_PAGE, assets="/docs/assets"), mimetype="text/html")


@documents.route("/docs/start.js", credentials=PUBLIC)
@documents.answers(200, {"type": "string"}, media="text/javascript", description="The script")
def start_script() -> Response:
    """The script that opens the page."""
    return Response(_START, mimetype="text/javascript")


@documents.route("/docs/assets/<name>", credentials=PUBLIC)
@documents.answers(200, {"type": "string"}, media="*/*", description="The file")
@documents.answers(404, PlainErrorSchema, description="There is no such file")
def page_asset(name: str) -> Response:
    """A file that the page needs."""
    if name not in _ASSETS:
        raise NotFound("There is nothing at this address")
    return send_from_directory(_assets_folder(), name, max_age=3600)


def _assets_folder() -> Path:
    return Path(str(files("flask_swagger_ui"))) / "dist"


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Baton API</title>
<link rel="stylesheet" href="{{ assets }}/swagger-ui.css">
<link rel="icon" type="image/png" href="{{ assets }}/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{{ assets }}/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""

_START = """window.ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
"""

"""Blueprints whose routes say everything about themselves: credentials, limits, inputs, answers.

flask-smorest makes the OpenAPI document from it. Its own ideas are changed in three places: bodies are
parsed whatever their Content-Type, invalid input becomes :class:`ValidationFailed` (whose status is the
dialect's), and answers are described here but written by the views.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, NoReturn, TypeAlias, TypeVar, cast

import flask_smorest
import marshmallow
from flask import Request, request
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from app.api import credentials as credentials_of_routes
from app.api.credentials import Credentials
from app.api.dialect import current_dialect
from app.api.http import rate_limits
from app.api.http.error_responses import ValidationFailed
from app.api.http.json_bodies import json_object

View = TypeVar("View", bound=Callable[..., Any])
SchemaLike: TypeAlias = "type[marshmallow.Schema] | Mapping[str, Any] | None"

EVENT_STREAM = "text/event-stream"


class RequestParser(FlaskParser):
    """Reads what a route takes, and refuses what does not fit."""

    DEFAULT_VALIDATION_STATUS = 400
    # By None, the schema itself says what happens to unknown fields.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012 (declared so by webargs)
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": None,
    }

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:  # noqa: ARG002
        if current_dialect().needs_json_type and req.get_data(cache=True) and not req.is_json:
            raise UnsupportedMediaType
        return json_object(req)

    def handle_error(self, error: marshmallow.ValidationError, *_: Any, **__: Any) -> NoReturn:
        # webargs puts them under the location: {"query": {field: […]}}.
        located: dict[str, Any] = error.messages  # type: ignore[assignment]
        fields = dict(told for messages in located.values() for told in _flattened(messages))
        name, message = next(iter(fields.items()))
        place = next(iter(error.messages)) if isinstance(error.messages, dict) else None
        where = {"in": place} if place == "query" else {}
        raise ValidationFailed(f"{name}: {message}" if name else message, details={"fields": fields, **where})


class ApiBlueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """A set of documented routes. See the methods for what a view may say about itself."""

    ARGUMENTS_PARSER = RequestParser()

    def route(
        self, rule: str, *, credentials: Credentials, method: str = "GET", limited_as: str | None = None
    ) -> Callable[[View], View]:
        """Serve ``rule`` to callers with ``credentials``. ``limited_as`` names the limit that counts the calls."""

        def register(view: View) -> View:
            credentials_of_routes.declare(view, credentials)
            rate_limits.declare(view, limited_as)
            security: list[dict[str, list[str]]] = [{credentials.name: []}] if credentials.scheme else []
            self.add_url_rule(rule, view.__name__, self.doc(security=security)(view), methods=[method])
            return view

        return register

    def takes(
        self, schema: type[marshmallow.Schema], *, location: str = "json", example: Mapping[str, Any] | None = None
    ) -> Callable[[View], View]:
        """Pass the loaded body (or query, or headers) to the view, as its next positional argument."""
        details = {"required": False} if location == "json" else {}
        if example is not None:
            details["example"] = example  # type: ignore[assignment]
        # One instance for all requests: a class would be made into one for each, with all that is nested in it.
        return self.arguments(schema(), location=location, **details)  # type: ignore[no-any-return]

    def takes_form(self, body: Mapping[str, Any]) -> Callable[[View], View]:
        """Describe a body that the view reads itself, as OpenAPI's ``requestBody``."""
        return self.doc(requestBody=dict(body))  # type: ignore[no-any-return]

    def takes_up_to(self, size: int) -> Callable[[View], View]:
        """Let the route's bodies have ``size`` bytes, whatever the setting says. Goes above ``takes``."""

        def register(view: View) -> View:
            @wraps(view)
            def limited(*args: Any, **values: Any) -> Any:
                request.max_content_length = size
                return view(*args, **values)

            return cast(View, limited)

        return register

    def answers(
        self,
        status: int,
        schema: SchemaLike = None,
        *,
        description: str,
        media: str | None = None,
        headers: Mapping[str, Any] | None = None,
        example: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """Describe a good answer."""
        return self.alt_response(  # type: ignore[no-any-return]
            status,
            schema=schema,
            content_type=media,
            description=description,
            headers=headers,
            example=example,
            success=True,
        )

    def fails(self, *statuses: str) -> Callable[[View], View]:
        """Name the errors to expect, as names of :class:`http.HTTPStatus`."""

        def describe(view: View) -> View:
            for name in statuses:
                view = self.alt_response(HTTPStatus[name].value, response=name)(view)
            return view

        return describe


def _flattened(messages: Any, path: str = "") -> list[tuple[str, str]]:
    """marshmallow's nested messages as (dotted path, message)."""
    if isinstance(messages, dict):
        return [
            told
            for key, value in messages.items()
            for told in _flattened(value, path if key == "_schema" else f"{path}.{key}".lstrip("."))
        ]
    if isinstance(messages, list):
        return [(path, " ".join(map(str, messages)))]
    return [(path, str(messages))]

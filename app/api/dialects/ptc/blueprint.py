"""Routes of PTC: their errors stand in the OpenAPI document in PTC's own shape, and each answer names its request."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from marshmallow import Schema, fields

from app.api.blueprints import ApiBlueprint, SchemaLike, View

ALWAYS_POSSIBLE = ("UNAUTHORIZED", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")
TRACE_HEADERS: Mapping[str, Any] = {
    "X-Trace-Id": {"schema": {"type": "string"}, "description": "The request's id, as in X-Request-ID and in the logs"}
}


class PtcError(Schema):
    """Every error of PTC: a sentence, or (422) a list of what is wrong with the request's fields."""

    detail = fields.Raw(
        required=True,
        metadata={
            "oneOf": [
                {"type": "string"},
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "loc": {"type": "array", "items": {"type": "string"}},
                            "msg": {"type": "string"},
                            "type": {"type": "string"},
                        },
                        "required": ["loc", "msg", "type"],
                    },
                },
            ]
        },
    )


class PtcBlueprint(ApiBlueprint):
    """A set of PTC's routes."""

    def answers(
        self,
        status: int,
        schema: SchemaLike = None,
        *,
        description: str,
        headers: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Callable[[View], View]:
        """Describe a good answer."""
        told = {**TRACE_HEADERS, **(headers or {})}
        return super().answers(status, schema, description=description, headers=told, **more)

    def fails(self, *statuses: str) -> Callable[[View], View]:
        """Name the errors to expect; those that any route can meet are added, and those of any body."""
        of_bodies = ("REQUEST_ENTITY_TOO_LARGE",) if "BAD_REQUEST" in statuses else ()

        def describe(view: View) -> View:
            for name in (*statuses, *of_bodies, *ALWAYS_POSSIBLE):
                status = HTTPStatus[name]
                described = self.alt_response(
                    status.value, schema=PtcError, description=status.phrase, headers=TRACE_HEADERS
                )
                view = described(view)
            return view

        return describe

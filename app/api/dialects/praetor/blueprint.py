"""Routes of Praetor: their answers and errors stand in the OpenAPI document inside the envelope."""

from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import marshmallow
from marshmallow import Schema, fields

from app.api.blueprints import ApiBlueprint, SchemaLike, View
from app.api.dialects.praetor.error_codes import CODES

ALWAYS_POSSIBLE = ("TOO_MANY_REQUESTS", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")
LIMIT_HEADERS: Mapping[str, Any] = {
    "X-RateLimit-Limit": {"schema": {"type": "integer"}, "description": "Requests that a minute allows"},
    "X-RateLimit-Remaining": {"schema": {"type": "integer"}, "description": "How many of them are left"},
    "X-RateLimit-Reset": {"schema": {"type": "integer"}, "description": "When the minute ends, in Unix seconds"},
}


class Metadata(Schema):
    """Where an answer belongs."""

    timestamp = fields.DateTime(required=True)
    requestId = fields.String(  # noqa: N815
        required=True, metadata={"description": "The `X-Request-ID` of the request, or one of ours"}
    )


class PraetorErrorDetail(Schema):
    """What went wrong."""

    code = fields.String(required=True, metadata={"enum": sorted(CODES)})
    message = fields.String(required=True)
    details = fields.Dict(metadata={"description": "For invalid requests `field` and `issue`"})


class PraetorError(Schema):
    """Every error of Praetor."""

    success = fields.Constant(False, required=True)
    error = fields.Nested(PraetorErrorDetail, required=True)
    metadata = fields.Nested(Metadata, required=True)


class PraetorBlueprint(ApiBlueprint):
    """A set of Praetor's routes. Each needs its row in ``capabilities``."""

    def answers(
        self,
        status: int,
        schema: SchemaLike = None,
        *,
        description: str,
        media: str | None = None,
        headers: Mapping[str, Any] | None = None,
        many: bool = False,
        **more: Any,
    ) -> Callable[[View], View]:
        """Describe a good answer by its data, which stands in the envelope; other media stand alone.

        With ``many`` the data is a page of a list, and ``total`` beside it tells how long the whole list is.
        """
        wrapped = _enveloped(schema, many) if media is None and isinstance(schema, type) else schema
        told = {**LIMIT_HEADERS, **(headers or {})}
        return super().answers(status, wrapped, description=description, media=media, headers=told, **more)

    def fails(self, *statuses: str) -> Callable[[View], View]:
        """Name the errors to expect; those that any route can meet are added, and those of any body."""
        of_bodies = ("REQUEST_ENTITY_TOO_LARGE",) if "UNSUPPORTED_MEDIA_TYPE" in statuses else ()

        def describe(view: View) -> View:
            for name in (*statuses, *of_bodies, *ALWAYS_POSSIBLE):
                status = HTTPStatus[name]
                described = self.alt_response(
                    status.value, schema=PraetorError, description=status.phrase, headers=LIMIT_HEADERS
                )
                view = described(view)
            return view

        return describe


@cache
def _enveloped(schema: type[marshmallow.Schema], many: bool) -> type[marshmallow.Schema]:
    total: dict[str, fields.Field[Any]] = {"total": fields.Integer(required=True)} if many else {}
    return Schema.from_dict(
        {
            "success": fields.Constant(True, required=True),
            "data": fields.Nested(schema, required=True, many=many),
            **total,
            "metadata": fields.Nested(Metadata, required=True),
        },
        name=f"{schema.__name__}{'List' if many else ''}Answer",
    )

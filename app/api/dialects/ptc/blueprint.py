"""Routes of the PTC API: their errors stand in the OpenAPI document as ``{"detail": …}``."""

from collections.abc import Callable
from http import HTTPStatus

from marshmallow import Schema, fields

from app.api.blueprints import ApiBlueprint, View

ALWAYS_POSSIBLE = ("UNAUTHORIZED", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")


class PtcError(Schema):
    """Every error of PTC."""

    detail = fields.Raw(
        required=True,
        metadata={"description": "A sentence; for a refused request (422) mostly a list of {loc, msg, type}"},
    )


class PtcBlueprint(ApiBlueprint):
    """A set of PTC's routes."""

    def fails(self, *statuses: str) -> Callable[[View], View]:
        """Name the errors to expect; those that any route can meet are added."""

        def describe(view: View) -> View:
            for name in (*statuses, *ALWAYS_POSSIBLE):
                status = HTTPStatus[name]
                view = self.alt_response(status.value, schema=PtcError, description=status.phrase)(view)
            return view

        return describe

"""Routes of OpenComputer: their errors stand in the OpenAPI document in their own shape."""

from collections.abc import Callable
from http import HTTPStatus

from marshmallow import Schema, fields

from app.api.blueprints import ApiBlueprint, View

ALWAYS_POSSIBLE = ("INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE")


class ComputerErrorDetail(Schema):
    """What went wrong."""

    type = fields.String(required=True, metadata={"description": "A word for programs, e.g. `invalid_request`"})
    message = fields.String(required=True, metadata={"description": "A sentence for people"})


class ComputerError(Schema):
    """Every error of OpenComputer."""

    error = fields.Nested(ComputerErrorDetail, required=True)


class ComputerBlueprint(ApiBlueprint):
    """A set of OpenComputer's routes."""

    def fails(self, *statuses: str) -> Callable[[View], View]:
        """Name the errors to expect; those that any route can meet are added."""

        def describe(view: View) -> View:
            for name in (*statuses, *ALWAYS_POSSIBLE):
                status = HTTPStatus[name]
                view = self.alt_response(status.value, schema=ComputerError, description=status.phrase)(view)
            return view

        return describe

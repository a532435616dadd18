"""ProductOS as a dialect: raw camelCase bodies, ``{"error": …}``, and frames of a single data line.

Its documented client skips every frame that does not begin with exactly ``data: `` and parses all the
rest as JSON: no id and no event line may be there; type and cursor live inside the object.
"""

from typing import Any

from app.api.authentication import PRODUCTOS_KEY
from app.api.dialect import Dialect, Fault
from app.api.dialects.productos.presenters import event_object
from app.engine.event_log import Event

KIND = "productos"
"""The kind of the sessions that this dialect owns."""

PREFIX = "/api/v1/sessions"


def error_body(fault: Fault) -> dict[str, Any]:
    error: dict[str, Any] = {"code": fault.code, "message": fault.message}
    if fault.details:
        error["details"] = fault.details
    return {"error": error | {"traceId": fault.trace_id}}


def frame(event: Event) -> bytes:
    return b"data: %b\n\n" % event_object(event)


PRODUCTOS = Dialect(name="productos", paths=(PREFIX,), credentials=PRODUCTOS_KEY, error_body=error_body, frame=frame)

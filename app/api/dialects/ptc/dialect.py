"""PTC as a dialect: raw snake_case bodies, ``{"detail": …}``, named events with ids.

A refused body is 422 with a list of {loc, msg, type}, as the framework of the documented server tells it;
every other error's ``detail`` is a sentence.
"""

from typing import Any

from app.api.dialect import Dialect, Fault
from app.api.dialects.ptc.frames import frame
from app.api.dialects.ptc.identity import PTC_KEY

PREFIX = "/api/v1"
GROUPS = (
    "workspaces",
    "chat",
    "workflow",
    "conversations",
    "threads",
    "messages",
    "users",
    "market-data",
    "cache",
)


def error_body(fault: Fault) -> dict[str, Any]:
    """``{"detail": "…"}``, or a list of what is wrong with the fields of a refused request."""
    fields = fault.details.get("fields") if fault.status == 422 else None
    if not fields:
        return {"detail": fault.message}
    place = fault.details.get("in", "body")
    return {
        "detail": [
            {"loc": [place, *(name.split(".") if name else ())], "msg": message, "type": "value_error"}
            for name, message in fields.items()
        ]
    }


PTC = Dialect(
    name="ptc",
    paths=tuple(f"{PREFIX}/{group}" for group in GROUPS),
    credentials=PTC_KEY,
    error_body=error_body,
    frame=frame,
    validation_status=422,
    trace_header="X-Trace-Id",
)

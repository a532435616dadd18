"""Praetor as a dialect: everything in one envelope, errors in the same one, and limits told on every answer."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.api.credentials import Credentials
from app.api.dialect import Dialect, Fault
from app.api.dialects.praetor.error_codes import code_of
from app.api.dialects.praetor.identity.authentication import check_session
from app.api.http.rate_limits import PRAETOR_REQUESTS
from app.api.http.request_ids import request_id
from app.api.streaming.event_objects import data_frame

PREFIX = "/api"

SESSION = Credentials(
    name="praetorSession",
    check=check_session,
    scheme={
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "A session token of `POST /api/auth/login` or of the configured issuer;"
        " also taken from the cookie `stytch_session_jwt`.",
    },
)


def envelope(data: Any, **beside: Any) -> dict[str, Any]:
    """A good answer; ``beside`` stands next to the data (the kits' lists have their total there)."""
    return {"success": True, "data": data, **beside, "metadata": metadata()}


def error_body(fault: Fault) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code_of(code=fault.code, status=fault.status), "message": fault.message}
    if fault.details:
        error["details"] = _details(fault.details)
    return {"success": False, "error": error, "metadata": metadata()}


def metadata() -> dict[str, str]:
    """What stands in every answer: when it was made, and for which request."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"timestamp": now, "requestId": request_id()}


def _details(details: Mapping[str, Any]) -> dict[str, Any]:
    """Clients read one ``field`` and its ``issue``; whoever wants all finds them in ``fields``."""
    fields = details.get("fields")
    if not isinstance(fields, Mapping) or not fields:
        return dict(details)
    field, issue = next(iter(fields.items()))
    return {"field": field, "issue": issue, **details}


PRAETOR = Dialect(
    name="praetor",
    paths=(PREFIX,),
    credentials=SESSION,
    error_body=error_body,
    frame=data_frame,
    envelope=envelope,
    validation_status=400,
    limited_as=PRAETOR_REQUESTS,
    needs_json_type=True,
)

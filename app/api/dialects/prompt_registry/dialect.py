"""The prompt registry as a dialect: ``{"data": …}`` around every answer, and no streams."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.api.dialect import Dialect, coded_error_body, plain_frame
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY
from app.api.http.json_bodies import json_response

PREFIX = "/api/v1"
PATHS = ("/api/v1/projects", "/api/v1/prompts", "/api/v1/api-keys")


def enveloped(data: Any) -> dict[str, Any]:
    return {"data": data}


PROMPT_REGISTRY = Dialect(
    name="prompt_registry",
    paths=PATHS,
    credentials=REGISTRY_KEY,
    error_body=coded_error_body,
    frame=plain_frame,
    envelope=enveloped,
)


def answer(data: Any, status: int = 200) -> Response:
    """``data`` in the envelope."""
    return json_response(enveloped(data), status)


def page_answer(data: Any, *, total: int, query: Mapping[str, int]) -> Response:
    """One page of a list in the envelope, and beside it how much there is in all."""
    pagination = {"total": total, "limit": query["limit"], "offset": query["offset"]}
    return json_response({**enveloped(data), "pagination": pagination})

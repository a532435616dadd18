"""Whether an answer is one that the OpenAPI document describes. Every answer in these tests is looked at."""

import re
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from app.api.openapi import NAME


def check_described(app: Flask, response: TestResponse, *, method: str, path: str) -> None:
    """Fail if the document knows the route, but not this status or this shape of an answer."""
    operation = _operation(app, method, path)
    if operation is None:
        return
    document: dict[str, Any] = app.extensions[NAME]
    described = operation["responses"].get(str(response.status_code))
    assert described is not None, f"{method} {path}: {response.status_code} is not described"
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    # A stream is read by the test alone: it may not end before the test does something.
    if response.mimetype != "text/event-stream" and response.data:
        schema = described["content"][response.mimetype]["schema"]
        if "$ref" in schema:
            _validator(app, schema["$ref"]).validate(response.get_json())


def _operation(app: Flask, method: str, path: str) -> Any:
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method, return_rule=True)
    except HTTPException:
        return None
    served = app.extensions[NAME]["paths"].get(re.sub(r"<(\w+)>", r"{\1}", rule.rule), {})
    return served.get(method.lower())


@cache
def _validator(app: Flask, reference: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": reference, "components": app.extensions[NAME]["components"]})

"""The JSON Schemas of compiled specifications, as they are published, and whether a specification keeps to one."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator

V1 = "v1"
V2 = "v2"
FORMATS: Sequence[str] = (V1, V2)
MOST_PROBLEMS = 50

_FOLDER = Path(__file__).with_name("schemas")


@cache
def schema_of(format: str) -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of a format."""
    schema: Mapping[str, Any] = orjson.loads((_FOLDER / f"spec-{format}.json").read_bytes())
    return schema


def problems_of(spec: Any, *, format: str) -> list[str]:
    """Where the specification does not keep to its schema: path and reason, at most 50."""
    found = sorted(_validator(format).iter_errors(spec), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{_path(error.absolute_path)}: {error.message[:300]}" for error in found[:MOST_PROBLEMS]]


@cache
def _validator(format: str) -> Draft202012Validator:
    schema = schema_of(format)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _path(parts: Any) -> str:
    return ".".join(map(str, parts)) or "specification"

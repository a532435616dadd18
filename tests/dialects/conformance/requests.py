"""Requests that Schemathesis makes up from the document, sent to the application in this process.

Runs that they start have no worker: of a stream only its head and its first bytes are read.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks
from werkzeug.test import TestResponse

from tests.dialects.tenants.rows import Tenant

Operation: TypeAlias = "APIOperation[Any, Any, Any, Any]"
FUZZING = settings.get_current_profile_name() == "fuzz"
EXAMPLES = 60 if FUZZING else 3

_CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
_SAYS_503 = "/readyz"
_UPPER = re.compile("[A-Z]")


def operations(app: Flask) -> Iterator[Operation]:
    """Every operation of the application's document."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        yield found.ok()


def failures(operation: Operation, tenant: Tenant) -> list[str]:
    """What is wrong with the answers to valid and to hostile requests, with the tenant's own ids and with any."""
    told: list[str] = []
    own = {each.name: tenant.ids[each.name] for each in operation.path_parameters if each.name in tenant.ids}
    for mode, ids in (
        (GenerationMode.POSITIVE, own),
        (GenerationMode.NEGATIVE, own),
        (GenerationMode.NEGATIVE, {}),
    ):
        strategy = operation.as_strategy(mode, path_parameters=ids or None)
        try:
            _try(strategy, tenant)
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE, operation.label  # it takes nothing that could be wrong
        except (Failure, FailureGroup) as error:
            told.append(f"{operation.label} ({mode.name.lower()}): {_words(error)}")
    return told


def _try(strategy: Any, tenant: Tenant) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def one(case: "Case[Any]") -> None:
        case.body = _with_own_ids(case.body, tenant.ids)
        answer = send(case, tenant)
        others = [] if case.operation.path == _SAYS_503 else [not_a_server_error]
        case.validate_response(answer, checks=[*_CHECKS, *others])

    one()


def send(case: "Case[Any]", tenant: Tenant) -> TestResponse:
    """The answer to the request with the tenant's credential; a stream's is cut after its first bytes."""
    case.query = {name: 0.01 if _waits(name, value) else value for name, value in case.query.items()}
    asked = case.as_transport_kwargs(headers={"Host": "localhost", **tenant.headers})
    client = tenant.app.test_client(use_cookies=False)
    answer = client.open(**asked)
    if answer.is_streamed and answer.mimetype == "text/event-stream":
        pieces = answer.iter_encoded()
        first = next(pieces, b"")
        answer.close()
        answer.set_data(first)
    return answer


def _waits(name: str, value: Any) -> bool:
    """Whether the value asks for an answer that comes late."""
    return name == "wait" and re.fullmatch(r"[\d.e+]+", str(value)) is not None


def _with_own_ids(body: Any, ids: Mapping[str, str]) -> Any:
    """The body with the tenant's own ids where a field is called so: organizationId for organization_id."""
    if not isinstance(body, dict):
        return body
    return {name: ids.get(_UPPER.sub(_snake, str(name)), value) for name, value in body.items()}


def _snake(found: re.Match[str]) -> str:
    return f"_{found[0].lower()}"


def _words(error: BaseException) -> str:
    """What went wrong, and with which request."""
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else [error]
    return "\n".join([*map(str, inner), *getattr(error, "__notes__", [])])

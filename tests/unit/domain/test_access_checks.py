"""What a role or a policy must look like; every refusal names the field."""

from typing import Any

import pytest

from app.domain.access_policies.checks import check_policy, check_role
from app.errors import InvalidRequest


def fields_of(error: pytest.ExceptionInfo[InvalidRequest]) -> set[str]:
    return set(error.value.details["fields"])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"description": "x" * 2001}, "description"),
        ({"capabilities": ["project:read", "project"]}, "capabilities.1"),
        ({"capabilities": ["project: read"]}, "capabilities.0"),
        ({"capabilities": ["é:read"]}, "capabilities.0"),
        ({"capabilities": ["a:b"] * 101}, "capabilities"),
    ],
)
def test_a_role_that_cannot_be(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        check_role(**values)

    assert fields_of(error) == {field}


@pytest.mark.parametrize("capability", ["*", "*:read", "project:*", "user:invite", "agency-project:bulk.delete:all"])
def test_capabilities_that_can_be(capability: str) -> None:
    check_role(name="Project Admin", description="", capabilities=[capability])


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"actions": []}, "actions"),
        ({"resources": []}, "resources"),
        ({"actions": ["read"]}, "actions.0"),
        ({"resources": ["project:*", "a b"]}, "resources.1"),
        ({"resources": ["x" * 201]}, "resources.0"),
        ({"conditions": {"user.department": {"$like": "e%"}}}, "conditions.user.department"),
        ({"conditions": {"department": {"$eq": "e"}}}, "conditions.department"),
        ({"conditions": {"user.x": {"$eq": "e" * 20000}}}, "conditions"),
        ({"conditions": {f"user.x{number}": {"$eq": 1} for number in range(51)}}, "conditions"),
    ],
)
def test_a_policy_that_cannot_be(values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as error:
        check_policy(values)

    assert fields_of(error) == {field}

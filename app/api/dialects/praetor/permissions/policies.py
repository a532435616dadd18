"""Policies of the tenant."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import actor
from app.api.dialects.praetor.permissions.answers import PoliciesData, PolicyData
from app.api.dialects.praetor.permissions.presenters import policy_data
from app.api.dialects.praetor.permissions.schemas import PolicyBody, PolicyChanges, PolicyQuery
from app.api.dialects.praetor.schemas import DeletedData
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.access_policies import policy_operations, queries
from app.storage.identifiers import parsed_id

policies = PraetorBlueprint(
    "policies", __name__, url_prefix=f"{PREFIX}/permissions/policies", description="Policies over attributes"
)
EXAMPLE = {
    "name": "Department Access Policy",
    "effect": "allow",
    "actions": ["user:read", "user:write"],
    "resources": ["user:*"],
    "conditions": {"user.department": {"$eq": "engineering"}},
    "priority": 10,
}


@policies.route("", credentials=SESSION)
@policies.takes(PolicyQuery, location="query")
@policies.answers(200, PoliciesData, description="A page of policies, the highest priority first")
@policies.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def list_all(query: dict[str, Any]) -> Response:
    """The policies of the tenant."""
    with transaction() as connection:
        found, total = queries.list_policies(connection, tenant_id=caller().tenant_id, **query)
    page = {"total": total, "limit": query["limit"], "offset": query["offset"]}
    return json_response(envelope({"policies": [policy_data(each) for each in found], **page}))


@policies.route("", method="POST", credentials=SESSION)
@policies.takes(PolicyBody, example=EXAMPLE)
@policies.answers(201, PolicyData, description="The new policy, which holds from now on")
@policies.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Make a policy. The highest priority that applies decides, denials win a tie, roles count as 0."""
    with transaction() as connection:
        made = policy_operations.create_policy(connection, tenant_id=caller().tenant_id, actor=actor(), **body)
    return json_response(envelope(policy_data(made)), 201)


@policies.route("/<policy_id>", credentials=SESSION)
@policies.answers(200, PolicyData, description="The policy")
@policies.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(policy_id: str) -> Response:
    """A policy."""
    with transaction() as connection:
        found = queries.get_policy(connection, tenant_id=caller().tenant_id, policy_id=parsed_id(policy_id))
    return json_response(envelope(policy_data(found)))


@policies.route("/<policy_id>", method="PATCH", credentials=SESSION)
@policies.takes(PolicyChanges, example={"enabled": False})
@policies.answers(200, PolicyData, description="The policy as it is now")
@policies.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any], policy_id: str) -> Response:
    """Change a policy, or switch it off and on."""
    with transaction() as connection:
        changed = policy_operations.update_policy(
            connection,
            tenant_id=caller().tenant_id,
            actor=actor(),
            policy_id=parsed_id(policy_id),
            changes=body,
        )
    return json_response(envelope(policy_data(changed)))


@policies.route("/<policy_id>", method="DELETE", credentials=SESSION)
@policies.answers(200, DeletedData, description="The policy is gone")
@policies.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def delete(policy_id: str) -> Response:
    """Delete a policy."""
    with transaction() as connection:
        policy_operations.delete_policy(
            connection, tenant_id=caller().tenant_id, actor=actor(), policy_id=parsed_id(policy_id)
        )
    return json_response(envelope({"id": UUID(policy_id), "deleted": True}))

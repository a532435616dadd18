"""Members of an organization."""

from typing import Any

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import actor
from app.api.dialects.praetor.organizations.presenters import member_data
from app.api.dialects.praetor.organizations.schemas import MemberBody, MemberChanges, MemberData, RemovedMemberData
from app.api.dialects.praetor.schemas import ListQuery
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.organizations import members, queries
from app.storage.identifiers import parsed_id

organization_members = PraetorBlueprint(
    "organization_members",
    __name__,
    url_prefix=f"{PREFIX}/organizations/<organization_id>/members",
    description="Organizations and their members",
)


@organization_members.route("", credentials=SESSION)
@organization_members.takes(ListQuery, location="query")
@organization_members.answers(200, MemberData, many=True, description="A page of members, the longest-standing first")
@organization_members.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any], organization_id: str) -> Response:
    """The members of an organization that one is in."""
    tenant_id = caller().tenant_id
    with transaction() as connection:
        organization = queries.get_organization(
            connection, tenant_id=tenant_id, organization_id=parsed_id(organization_id), user_id=caller().user_id
        )
        found, total = queries.list_members(connection, tenant_id=tenant_id, organization_id=organization.id, **query)
    return json_response(envelope([member_data(each) for each in found], total=total))


@organization_members.route("", method="POST", credentials=SESSION)
@organization_members.takes(MemberBody, example={"userId": "0194e5a8-7c1e-7000-8000-000000000001", "role": "admin"})
@organization_members.answers(201, MemberData, description="The new member")
@organization_members.fails(
    "BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE"
)
def add(body: dict[str, Any], organization_id: str) -> Response:
    """Take a user of the tenant in; for owners and admins. Only owners make owners."""
    with transaction() as connection:
        added = members.add_member(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=parsed_id(organization_id),
            actor=actor(),
            user_id=body["userId"],
            role=body["role"],
        )
    return json_response(envelope(member_data(added)), 201)


@organization_members.route("/<user_id>", method="PUT", credentials=SESSION)
@organization_members.takes(MemberChanges, example={"role": "member"})
@organization_members.answers(200, MemberData, description="The member as he is now")
@organization_members.fails(
    "BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE"
)
def change(body: dict[str, Any], organization_id: str, user_id: str) -> Response:
    """Give a member another role; for owners and admins. The last owner stays one."""
    with transaction() as connection:
        changed = members.change_role(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=parsed_id(organization_id),
            actor=actor(),
            user_id=parsed_id(user_id),
            role=body["role"],
        )
    return json_response(envelope(member_data(changed)))


@organization_members.route("/<user_id>", method="DELETE", credentials=SESSION)
@organization_members.answers(200, RemovedMemberData, description="He is no member any more")
@organization_members.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def remove(organization_id: str, user_id: str) -> Response:
    """Take a member out, for owners and admins; or leave oneself. The last owner cannot."""
    with transaction() as connection:
        removed = members.remove_member(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=parsed_id(organization_id),
            actor=actor(),
            user_id=parsed_id(user_id),
        )
    return json_response(envelope({"id": removed.id, "userId": removed.user_id, "deleted": True}))

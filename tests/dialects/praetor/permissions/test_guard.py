"""The guard: what roles and policies say holds for every Praetor route, at once, and refusals are written down."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, Response
from sqlalchemy import Connection, Engine

from app.api.dialects.praetor import capabilities
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.dialect import SESSION, envelope
from app.api.dialects.praetor.resources import RESOURCES
from app.api.factory import create_app
from app.api.http.json_bodies import json_response
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in
from tests.dialects.praetor.permissions.requests import POLICIES, entries, give, make_policy, make_role, take

WIDGET = new_id()


@pytest.fixture
def widgets(api_settings: Settings, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """Another process of the API, which serves a resource more: one widget of the tenant."""
    blueprint = PraetorBlueprint("widgets", __name__, url_prefix="/api/widgets")

    @blueprint.route("/<widget_id>", method="DELETE", credentials=SESSION)
    def delete(widget_id: str) -> Response:
        return json_response(envelope({"id": widget_id}))

    def find(connection: Connection, tenant: UUID, id: UUID) -> dict[str, Any] | None:
        return {"colour": "red"} if (tenant, id) == (tenant_id, WIDGET) else None

    monkeypatch.setitem(capabilities.CAPABILITIES, "DELETE /api/widgets/<widget_id>", "widget:delete")
    monkeypatch.setitem(RESOURCES, "widget", find)
    made = create_app(api_settings)
    made.register_blueprint(blueprint)
    yield made
    shut_down(made)


def delete_widget(client: PraetorClient, id: object = WIDGET) -> Any:
    return client.send("DELETE", f"/api/widgets/{id}")


def test_a_role_opens_a_route_and_closes_it_for_the_very_next_request(
    app: Flask, widgets: Flask, administrator: PraetorClient, charles: Person
) -> None:
    """Given in one process and asked for in another."""
    client = signed_in(widgets, charles)
    role = make_role(administrator, "Cleaner", "widget:delete")

    for _ in range(3):
        assert problem(delete_widget(client)) == (403, "FORBIDDEN")
        give(administrator, role, charles)
        assert data(delete_widget(client)) == {"id": str(WIDGET)}
        take(administrator, role, charles)


def test_a_policy_closes_a_route_to_an_administrator_and_opens_one_to_a_member(
    widgets: Flask, administrator: PraetorClient, ada: Person, charles: Person
) -> None:
    department = {"user.department": {"$eq": "engineering"}}
    deny = make_policy(administrator, "deny", "widget:delete", "widget:*", conditions=department, priority=1)
    make_policy(
        administrator, "allow", "widget:delete", f"widget:{WIDGET}", conditions={"user.role": {"$eq": "member"}}
    )

    assert problem(delete_widget(signed_in(widgets, ada))) == (403, "PERMISSION_DENIED")
    data(delete_widget(signed_in(widgets, charles)))

    data(administrator.patch(f"{POLICIES}/{deny['id']}", {"enabled": False}))
    data(delete_widget(signed_in(widgets, ada)))


def test_a_policy_sees_what_the_resource_is_and_who_calls(
    widgets: Flask, administrator: PraetorClient, ada: Person
) -> None:
    conditions = {"resource.colour": {"$in": ["red"]}, "user.email": {"$eq": ada.email}, "user.roles": {"$in": ["x"]}}
    make_policy(administrator, "deny", "widget:delete", conditions=conditions, priority=1)
    client = signed_in(widgets, ada)

    data(delete_widget(client))
    give(administrator, make_role(administrator, "x", "*"), ada)

    assert problem(delete_widget(client)) == (403, "PERMISSION_DENIED")


def test_what_the_tenant_does_not_have_is_not_found_rather_than_forbidden(widgets: Flask, charles: Person) -> None:
    client = signed_in(widgets, charles)

    assert problem(delete_widget(client)) == (403, "FORBIDDEN")
    for id in (new_id(), "nonsense", "%00", "x" * 300, "%ed%a0%80"):
        assert problem(delete_widget(client, id)) == (404, "NOT_FOUND")


def test_another_tenants_resource_looks_like_none(widgets: Flask, owner: Engine) -> None:
    stranger = signed_in(widgets, make_person(owner, role="member"))

    foreign, random = delete_widget(stranger), delete_widget(stranger, new_id())

    assert problem(foreign) == problem(random) == (404, "NOT_FOUND")
    assert foreign.get_json()["error"] == random.get_json()["error"]


def test_no_policy_locks_an_administrator_out_of_the_policies(
    administrator: PraetorClient, member: PraetorClient
) -> None:
    everything = make_policy(administrator, "deny", "*", priority=1_000_000)

    assert problem(administrator.get("/api/admin/tenant")) == (403, "PERMISSION_DENIED")
    assert problem(member.get("/api/permissions/roles")) == (403, "PERMISSION_DENIED")
    assert data(administrator.get(POLICIES))["total"] == 1
    data(administrator.send("DELETE", f"{POLICIES}/{everything['id']}"))
    data(administrator.get("/api/admin/tenant"))


def test_no_policy_and_no_role_makes_a_member_change_the_rules(
    administrator: PraetorClient, member: PraetorClient, charles: Person
) -> None:
    make_policy(administrator, "allow", "*", priority=1_000_000)
    give(administrator, make_role(administrator, "Everything", "*", "permission:administer"), charles)
    role = make_role(administrator, "Prize", "*")

    for method, path, body in (
        ("POST", "/api/permissions/roles", {"name": "x", "capabilities": ["*"]}),
        ("PATCH", f"/api/permissions/roles/{role['id']}", {"name": "x"}),
        ("DELETE", f"/api/permissions/roles/{role['id']}", None),
        ("PUT", f"/api/permissions/roles/{role['id']}/members/{charles.id}", {}),
        ("POST", POLICIES, {"name": "x", "effect": "allow", "actions": ["*"], "resources": ["*"]}),
        ("PATCH", "/api/admin/tenant", {"flags": {"kits_enabled": True}}),
    ):
        assert problem(member.send(method, path, body)) == (403, "FORBIDDEN"), (method, path)


def test_who_may_see_policies_and_the_trail_is_given_it(
    administrator: PraetorClient, member: PraetorClient, charles: Person
) -> None:
    for path in (POLICIES, "/api/permissions/audit"):
        assert problem(member.get(path)) == (403, "FORBIDDEN")

    give(administrator, make_role(administrator, "Auditor", "permission:inspect"), charles)

    for path in (POLICIES, "/api/permissions/audit"):
        data(member.get(path))


def test_a_refusal_is_written_down(administrator: PraetorClient, member: PraetorClient, charles: Person) -> None:
    refused = member.patch("/api/admin/tenant", {"flags": {}}, X_Request_ID="the-refused-one")
    assert refused.status_code == 403

    (entry,) = entries(administrator, kind="decision")

    assert (entry["action"], entry["subjectType"], entry["subjectId"]) == ("tenant:administer", "tenant", None)
    assert (entry["actorId"], entry["actorEmail"]) == (str(charles.id), charles.email)
    assert entry["requestId"] == "the-refused-one"
    assert entry["details"]["allowed"] is False
    assert entry["details"]["reason"] == "administrators_only"


def test_what_is_allowed_is_not_written_down(administrator: PraetorClient) -> None:
    data(administrator.get("/api/admin/tenant"))

    assert entries(administrator) == []

"""Two tenants, their administrators and members, and what is switched on in them."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.domain.users.operations import add_member
from app.domain.users.queries import ADMINISTRATOR, MEMBER
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, make_tenant, problem, signed_in


@pytest.fixture
def looms(owner: Engine) -> UUID:
    """Another tenant."""
    return make_tenant(owner, name="Looms")


def join(owner: Engine, person: Person, tenant_id: UUID, role: str) -> None:
    with transaction(owner) as connection:
        add_member(connection, tenant_id=tenant_id, user_id=person.id, role=role)


def test_an_administrator_switches_flags_and_all_of_the_tenant_see_them(
    administrator: PraetorClient, member: PraetorClient, tenant_id: UUID
) -> None:
    switched = data(administrator.patch("/api/admin/tenant", {"flags": {"kits_enabled": True, "beta": False}}))

    assert switched == {"id": str(tenant_id), "name": "Engines", "flags": {"kits_enabled": True, "beta": False}}
    assert data(administrator.get("/api/admin/tenant")) == switched
    assert data(member.get("/api/auth/me"))["tenant"]["flags"] == switched["flags"]
    again = data(administrator.patch("/api/admin/tenant", {"flags": {"kits_enabled": False}}))
    assert again["flags"] == {"kits_enabled": False, "beta": False}


def test_a_member_administers_nothing(member: PraetorClient) -> None:
    refused = member.patch("/api/admin/tenant", {"flags": {"kits_enabled": True}})

    assert problem(refused) == (403, "FORBIDDEN")
    assert refused.get_json()["error"]["details"] == {"capability": "tenant:administer"}
    assert problem(member.get("/api/admin/tenant")) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"flags": None},
        {"flags": {"kits_enabled": "yes"}},
        {"flags": {"kits_enabled": 1}},
        {"flags": {"kits_enabled": None}},
        {"flags": {"Kits Enabled": True}},
        {"flags": {f"flag_{number}": True for number in range(51)}},
    ],
)
def test_flags_are_switches_with_sane_names(administrator: PraetorClient, body: Any) -> None:
    assert problem(administrator.patch("/api/admin/tenant", body)) == (400, "VALIDATION_ERROR")


def test_no_other_field_of_the_tenant_can_be_set(administrator: PraetorClient, tenant_id: UUID) -> None:
    body = {"flags": {}, "id": str(new_id()), "name": "Mine", "role": "owner"}

    assert data(administrator.patch("/api/admin/tenant", body)) == {
        "id": str(tenant_id),
        "name": "Engines",
        "flags": {},
    }


def test_one_tenants_flags_are_not_anothers(app: Flask, owner: Engine, administrator: PraetorClient) -> None:
    data(administrator.patch("/api/admin/tenant", {"flags": {"kits_enabled": True}}))

    assert data(signed_in(app, make_person(owner)).get("/api/admin/tenant"))["flags"] == {}


def test_who_administers_two_tenants_can_act_in_the_other(
    app: Flask, owner: Engine, ada: Person, looms: UUID, tenant_id: UUID
) -> None:
    join(owner, ada, looms, ADMINISTRATOR)
    client = signed_in(app, ada)

    switched = data(client.patch("/api/admin/tenant", {"flags": {"kits_enabled": True}}, X_Tenant_ID=str(looms)))

    assert (switched["id"], switched["name"]) == (str(looms), "Looms")
    assert data(client.get("/api/admin/tenant"))["flags"] == {}
    assert data(client.get("/api/auth/me", X_Tenant_ID=str(tenant_id)))["tenant"]["id"] == str(tenant_id)


def test_a_tenant_that_one_does_not_administer_looks_like_one_that_does_not_exist(
    app: Flask, owner: Engine, ada: Person, looms: UUID
) -> None:
    stranger = make_tenant(owner)
    join(owner, ada, looms, MEMBER)
    client = signed_in(app, ada)

    answers = [client.get("/api/auth/me", X_Tenant_ID=str(id)) for id in (looms, stranger, new_id(), "nonsense", "")]

    assert [problem(answer) for answer in answers] == [(403, "FORBIDDEN")] * 5
    assert len({answer.get_json()["error"]["message"] for answer in answers}) == 1


def test_the_header_is_for_administrators_also_where_it_changes_nothing(member: PraetorClient, tenant_id: UUID) -> None:
    assert problem(member.get("/api/auth/me", X_Tenant_ID=str(tenant_id))) == (403, "FORBIDDEN")


def test_the_header_opens_nothing_without_a_session(anybody: PraetorClient, tenant_id: UUID) -> None:
    assert problem(anybody.get("/api/auth/me", X_Tenant_ID=str(tenant_id))) == (401, "UNAUTHORIZED")

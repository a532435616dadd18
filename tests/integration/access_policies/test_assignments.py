"""Who has which role, and where it counts."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app.domain.access_policies.assignments import Scope
from app.domain.access_policies.system_roles import system_role_id
from app.errors import Conflict, InvalidRequest, NotFound
from app.storage.identifiers import new_id
from tests.integration.access_policies.tenants import Office, make_member
from tests.integration.rig import Rig

ENGINES, LOOMS = new_id(), new_id()
"""Organizations."""
BRIDGE, TUNNEL = new_id(), new_id()
"""Projects: of Engines and of Looms."""
WELD, DIG = new_id(), new_id()
"""Tasks: one in each project."""

PROJECTS = {BRIDGE: ENGINES, TUNNEL: LOOMS}
TASKS = {WELD: BRIDGE, DIG: TUNNEL}


def find_project(connection: Connection, tenant_id: UUID, id: UUID) -> dict[str, Any] | None:
    return {"organizationId": str(PROJECTS[id])} if id in PROJECTS else None


def find_task(connection: Connection, tenant_id: UUID, id: UUID) -> dict[str, Any] | None:
    if id not in TASKS:
        return None
    return {"projectId": str(TASKS[id]), "organizationId": str(PROJECTS[TASKS[id]])}


@pytest.fixture
def office(rig: Rig) -> Office:
    return Office(rig, {"project": find_project, "task": find_task})


@pytest.fixture
def grace(rig: Rig) -> UUID:
    return make_member(rig, rig.tenant_id)


def reached(office: Office, user: UUID) -> set[str]:
    asked = {
        "everything": ("task:delete", None),
        "bridge": ("project:delete", BRIDGE),
        "tunnel": ("project:delete", TUNNEL),
        "weld": ("task:delete", WELD),
        "dig": ("task:delete", DIG),
        "engines": ("organization:delete", ENGINES),
        "nothing known": ("task:delete", new_id()),
    }
    return {name for name, (action, id) in asked.items() if office.may(user, action, id)}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"everything", "bridge", "tunnel", "weld", "dig", "engines", "nothing known"}),
        (Scope(organization_id=ENGINES), {"bridge", "weld", "engines"}),
        (Scope(project_id=TUNNEL), {"tunnel", "dig"}),
    ],
    ids=["everywhere", "organization", "project"],
)
def test_a_role_reaches_what_lies_where_it_is_held(
    office: Office, grace: UUID, scope: Scope, expected: set[str]
) -> None:
    role = office.role("*:delete")
    assert reached(office, grace) == set()

    office.give(role, grace, scope)
    assert reached(office, grace) == expected

    office.take(role, grace, scope)
    assert reached(office, grace) == set()


def test_a_role_is_taken_back_only_where_it_is_named(office: Office, grace: UUID) -> None:
    role = office.role("*:delete")
    for scope in (Scope(project_id=BRIDGE), Scope(project_id=TUNNEL)):
        office.give(role, grace, scope)

    office.take(role, grace, Scope(project_id=BRIDGE))
    office.take(role, grace)

    assert reached(office, grace) == {"tunnel", "dig"}


def test_an_administrator_of_a_project_administers_nothing_else(office: Office, grace: UUID) -> None:
    office.give(system_role_id(office.tenant_id, "administrator"), grace, Scope(project_id=BRIDGE))

    assert reached(office, grace) == {"bridge", "weld"}
    assert not office.may(grace, "permission:administer")
    assert not office.may(grace, "tenant:administer")


def test_who_is_given_administrator_everywhere_becomes_one(office: Office, grace: UUID) -> None:
    administrator = system_role_id(office.tenant_id, "administrator")

    office.give(administrator, grace)
    assert office.subject(grace).role == "administrator"
    assert office.may(grace, "permission:administer")

    office.take(administrator, grace)
    assert office.subject(grace).role == "member"


def test_the_last_administrator_stays_one(office: Office, grace: UUID) -> None:
    administrator, member = (system_role_id(office.tenant_id, name) for name in ("administrator", "member"))

    with pytest.raises(Conflict):
        office.take(administrator, office.actor.user_id)
    with pytest.raises(Conflict):
        office.give(member, office.actor.user_id)

    office.give(administrator, grace)
    office.take(administrator, office.actor.user_id)
    assert office.subject(office.actor.user_id).role == "member"


def test_a_disabled_administrator_does_not_count_as_one_left(office: Office, grace: UUID) -> None:
    administrator = system_role_id(office.tenant_id, "administrator")
    office.give(administrator, grace)
    office.rig.execute("UPDATE users SET disabled_at = now() WHERE id = :id", id=grace)

    with pytest.raises(Conflict):
        office.take(administrator, office.actor.user_id)


def test_administrators_who_demote_each_other_at_once_leave_one(office: Office, grace: UUID) -> None:
    administrator = system_role_id(office.tenant_id, "administrator")
    office.give(administrator, grace)

    def demote(user: UUID) -> bool:
        try:
            office.take(administrator, user)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(demote, (grace, office.actor.user_id)))

    assert sorted(done) == [False, True]


def test_everybody_is_at_least_a_member(office: Office, grace: UUID) -> None:
    with pytest.raises(Conflict):
        office.take(system_role_id(office.tenant_id, "member"), grace)


def test_a_role_has_one_scope(office: Office, grace: UUID) -> None:
    with pytest.raises(InvalidRequest):
        office.give(office.role("*"), grace, Scope(organization_id=ENGINES, project_id=BRIDGE))


def test_strangers_get_no_role(office: Office) -> None:
    stranger = make_member(office.rig, office.rig.tenant())

    with pytest.raises(NotFound):
        office.give(office.role("*"), stranger)
    with pytest.raises(NotFound):
        office.give(new_id(), office.actor.user_id)


def test_a_hundred_at_once_give_a_role_once(office: Office, grace: UUID) -> None:
    role = office.role("project:delete")

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: office.give(role, grace), range(100)))

    assert len(office.rig.rows("SELECT 1 FROM role_assignments WHERE user_id = :user", user=grace)) == 1
    assert len(office.rig.rows("SELECT 1 FROM access_audit WHERE action = 'role.assigned'")) == 1


def test_what_an_administrator_writes_about_a_member_is_not_who_he_is(office: Office) -> None:
    poser = make_member(office.rig, office.tenant_id, role="member", id="root", roles=["administrator"])
    decision = office.decide(poser, "permission:administer", every_reason=True)

    assert (decision.allowed, decision.granting_roles) == (False, [])

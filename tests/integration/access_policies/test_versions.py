"""Every change of a tenant's rules counts up its version, whoever makes it and however."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.domain.access_policies.assignments import Scope
from app.domain.access_policies.policy_operations import create_policy, delete_policy, update_policy
from app.domain.access_policies.role_operations import delete_role, update_role
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.integration.access_policies.tenants import Office, make_member
from tests.integration.rig import Rig


@pytest.fixture
def office(rig: Rig) -> Office:
    return Office(rig)


@pytest.fixture
def role(office: Office) -> UUID:
    return office.role("project:delete")


@pytest.fixture
def grace(rig: Rig) -> UUID:
    return make_member(rig, rig.tenant_id)


@pytest.fixture
def policy(office: Office) -> UUID:
    with transaction(office.rig.api, tenant_id=office.tenant_id) as connection:
        return create_policy(
            connection,
            tenant_id=office.tenant_id,
            actor=office.actor,
            name="Nobody deletes",
            effect="deny",
            actions=["*:delete"],
            resources=["*"],
            priority=5,
        ).id


Change = Callable[[Office, UUID, UUID, UUID], None]


def rename_role(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    with transaction(office.rig.api, tenant_id=office.tenant_id) as connection:
        update_role(connection, tenant_id=office.tenant_id, actor=office.actor, role_id=role, name="Other")


def remove_role(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    with transaction(office.rig.api, tenant_id=office.tenant_id) as connection:
        delete_role(connection, tenant_id=office.tenant_id, actor=office.actor, role_id=role)


def switch_policy_off(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    with transaction(office.rig.api, tenant_id=office.tenant_id) as connection:
        changes = {"enabled": False}
        update_policy(connection, tenant_id=office.tenant_id, actor=office.actor, policy_id=policy, changes=changes)


def remove_policy(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    with transaction(office.rig.api, tenant_id=office.tenant_id) as connection:
        delete_policy(connection, tenant_id=office.tenant_id, actor=office.actor, policy_id=policy)


def give_role(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    office.give(role, grace)


def end_a_membership_that_has_a_role(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    office.give(role, grace)
    before = office.version()
    office.rig.execute("DELETE FROM memberships WHERE user_id = :user", user=grace)
    assert office.version() > before


def change_by_hand(office: Office, role: UUID, policy: UUID, grace: UUID) -> None:
    office.rig.execute("UPDATE access_policies SET priority = 7 WHERE id = :id", id=policy)


@pytest.mark.parametrize(
    "change",
    [
        rename_role,
        remove_role,
        switch_policy_off,
        remove_policy,
        give_role,
        end_a_membership_that_has_a_role,
        change_by_hand,
    ],
    ids=lambda change: change.__name__,
)
def test_a_change_counts_up_this_tenants_version_alone(
    office: Office, role: UUID, policy: UUID, grace: UUID, change: Change
) -> None:
    other = office.rig.tenant()
    before = office.version()

    change(office, role, policy, grace)

    assert office.version() > before
    assert office.rig.row("SELECT access_version FROM tenants WHERE id = :id", id=other).access_version == 0


def test_what_changes_nothing_counts_nothing(office: Office, role: UUID, grace: UUID) -> None:
    office.give(role, grace)
    before = office.version()

    office.give(role, grace)
    office.take(role, grace, Scope(project_id=new_id()))
    office.may(grace, "project:read")

    assert office.version() == before


def test_what_was_remembered_is_not_used_after_a_change(office: Office, role: UUID, grace: UUID) -> None:
    assert not office.may(grace, "project:delete")

    office.give(role, grace)
    assert office.may(grace, "project:delete")

    office.take(role, grace)
    assert not office.may(grace, "project:delete")


def test_who_comes_back_to_a_tenant_has_none_of_his_old_roles(office: Office, role: UUID, grace: UUID) -> None:
    office.give(role, grace)
    assert office.may(grace, "project:delete")

    office.rig.execute("DELETE FROM memberships WHERE user_id = :user", user=grace)
    office.rig.execute(
        "INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, 'member')",
        tenant=office.tenant_id,
        user=grace,
    )

    assert not office.may(grace, "project:delete")


def test_nothing_is_read_twice_without_a_change(office: Office, grace: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    office.may(grace, "project:read")
    subject, version = office.subject(grace), office.version()

    def refuse(tenant_id: UUID) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(office.access, "_transaction", refuse)
    rules = office.access.rules(tenant_id=office.tenant_id, version=version)

    assert rules.held == {subject.user_id: []}
    assert rules.version >= version

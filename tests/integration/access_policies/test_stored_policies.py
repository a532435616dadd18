"""Stored policies judge as those that were given, and the tables refuse what cannot be."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.access_policies.evaluation import evaluate, matches
from app.domain.access_policies.policies import AccessRequest, Policy
from app.domain.access_policies.policy_operations import create_policy
from app.domain.access_policies.queries import list_policies
from app.domain.access_policies.rules import load_rules
from app.storage.database import transaction
from tests.integration.access_policies.tenants import Office
from tests.integration.rig import Rig

PATTERNS = ("*", "project:*", "project:read", "*:delete", "pro%ct:read", "p_oject:read")
VALUES: Any = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.just(1.0), st.sampled_from(("", "e", "ä\\%_")))
conditions = st.dictionaries(
    st.sampled_from(("user.department", "context.level", "resource.id")),
    st.one_of(
        st.fixed_dictionaries({"$eq": VALUES}),
        st.fixed_dictionaries({"$ne": VALUES}),
        st.fixed_dictionaries({"$in": st.lists(VALUES, max_size=3)}),
        st.fixed_dictionaries({"$gt": st.integers(-3, 3)}),
    ),
    max_size=2,
)
policies = st.fixed_dictionaries(
    {
        "effect": st.sampled_from(("allow", "deny")),
        "actions": st.lists(st.sampled_from(("*", "project:*", "project:read", "*:delete")), min_size=1, max_size=2),
        "resources": st.lists(st.sampled_from(("*", "project", "project:7")), min_size=1, max_size=2),
        "conditions": conditions,
        "priority": st.integers(-2, 2),
    }
)
requests = st.builds(
    AccessRequest,
    action=st.sampled_from(("project:read", "project:delete")),
    resource_type=st.just("project"),
    resource_id=st.sampled_from((None, "7", "9")),
    user=st.fixed_dictionaries({}, optional={"department": VALUES}),
    context=st.fixed_dictionaries({}, optional={"level": VALUES}),
)


@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(policies, max_size=4), st.lists(requests, min_size=1, max_size=4))
def test_stored_policies_decide_as_those_that_were_given(
    shared_rig: Rig, given_policies: list[dict[str, Any]], asked: list[AccessRequest]
) -> None:
    shared_rig.clear()
    office = Office(shared_rig)
    with transaction(shared_rig.api, tenant_id=office.tenant_id) as connection:
        made = [
            create_policy(connection, tenant_id=office.tenant_id, actor=office.actor, name="p", **values)
            for values in given_policies
        ]
        stored = load_rules(connection, tenant_id=office.tenant_id).policies

    as_given = [
        Policy(id=str(record.id), name="p", **values) for record, values in zip(made, given_policies, strict=True)
    ]
    for request in asked:
        one, other = evaluate(request, stored), evaluate(request, as_given)
        assert one.allowed == other.allowed
        assert set(one.matched) == set(other.matched)
        assert set(one.decided_by) == set(other.decided_by)


@pytest.mark.parametrize("action", ["project:read", "project:delete", "task:delete", "p_oject:read", "proct:read"])
def test_policies_are_found_by_the_actions_that_they_are_about(rig: Rig, action: str) -> None:
    office = Office(rig)
    with transaction(rig.owner) as connection:
        for pattern in PATTERNS:
            rig.execute(
                """INSERT INTO access_policies (id, tenant_id, name, effect, actions, resources)
                   VALUES (gen_random_uuid(), :tenant, :name, 'allow', ARRAY[:name], ARRAY['*'])""",
                tenant=office.tenant_id,
                name=pattern,
            )
        found, total = list_policies(connection, tenant_id=office.tenant_id, limit=50, action=action)

    expected = {pattern for pattern in PATTERNS if matches(pattern, action)}
    assert ({policy.name for policy in found}, total) == (expected, len(expected))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO roles (id, tenant_id, name) VALUES (gen_random_uuid(), :tenant, 'x')",
        "INSERT INTO roles (id, tenant_id, name, capabilities) VALUES (gen_random_uuid(), :tenant, '', '{}')",
        """INSERT INTO access_policies (id, tenant_id, name, effect, actions, resources)
           VALUES (gen_random_uuid(), :tenant, 'x', 'maybe', '{*}', '{*}')""",
        """INSERT INTO access_policies (id, tenant_id, name, effect, actions, resources)
           VALUES (gen_random_uuid(), :tenant, 'x', 'deny', '{}', '{*}')""",
        """INSERT INTO access_policies (id, tenant_id, name, effect, actions, resources, conditions)
           VALUES (gen_random_uuid(), :tenant, 'x', 'deny', '{*}', '{*}', '[]')""",
    ],
)
def test_the_tables_refuse_what_cannot_be(rig: Rig, statement: str) -> None:
    with pytest.raises(IntegrityError):
        rig.execute(statement, tenant=rig.tenant_id)


@pytest.mark.parametrize("statement", ["UPDATE access_audit SET action = 'x'", "DELETE FROM access_audit"])
def test_the_trail_is_only_written_to(rig: Rig, statement: str) -> None:
    office = Office(rig)
    office.role("project:read")

    with (
        pytest.raises(DBAPIError, match="only written to"),
        transaction(rig.api, tenant_id=rig.tenant_id) as connection,
    ):
        connection.exec_driver_sql(statement)
    with pytest.raises(DBAPIError, match="only written to"):
        rig.execute("UPDATE access_audit SET action = 'x'")
    assert rig.row("SELECT action FROM access_audit").action == "role.created"


def test_the_trail_goes_with_its_tenant(rig: Rig) -> None:
    Office(rig).role("project:read")

    rig.execute("DELETE FROM tenants WHERE id = :id", id=rig.tenant_id)

    assert rig.rows("SELECT 1 FROM access_audit") == []


def test_a_role_of_one_tenant_cannot_be_given_in_another(rig: Rig) -> None:
    office = Office(rig)
    role, other = office.role("*"), rig.tenant()
    user: UUID = office.actor.user_id
    rig.execute(
        "INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, 'member')", tenant=other, user=user
    )

    with pytest.raises(IntegrityError):
        rig.execute(
            """INSERT INTO role_assignments (id, tenant_id, user_id, role_id)
               VALUES (gen_random_uuid(), :tenant, :user, :role)""",
            tenant=other,
            user=user,
            role=role,
        )

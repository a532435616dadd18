"""A tenant with people, and the shortest way to ask what they may do."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.domain.access_policies.access import Access, ResourceLookup
from app.domain.access_policies.assignments import EVERYWHERE, Scope, assign_role, unassign_role
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.policies import Decision, Question
from app.domain.access_policies.queries import Subject, find_subject
from app.domain.access_policies.role_operations import create_role
from app.domain.users.operations import add_member, create_user
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.integration.rig import Rig


def make_member(rig: Rig, tenant_id: UUID, *, role: str = "member", **attributes: Any) -> UUID:
    with rig.transaction() as connection:
        made = create_user(connection, email=f"{new_id().hex}@example.com", name="Ada")
        add_member(connection, tenant_id=tenant_id, user_id=made, role=role, attributes=attributes)
    return made


class Office:
    """Who gives and takes roles in the rig's tenant."""

    def __init__(self, rig: Rig, resources: Mapping[str, ResourceLookup] | None = None) -> None:
        self.rig = rig
        self.tenant_id = rig.tenant_id
        self.actor = Actor(user_id=make_member(rig, rig.tenant_id, role="administrator"), email="boss@example.com")
        self.access = Access(
            transaction=lambda tenant_id: transaction(rig.api, tenant_id=tenant_id), resources=resources or {}
        )

    def role(self, *capabilities: str) -> UUID:
        with self._transaction() as connection:
            return create_role(
                connection,
                tenant_id=self.tenant_id,
                actor=self.actor,
                name=new_id().hex,
                capabilities=list(capabilities),
            ).id

    def give(self, role_id: UUID, user_id: UUID, scope: Scope = EVERYWHERE) -> None:
        with self._transaction() as connection:
            assign_role(
                connection,
                tenant_id=self.tenant_id,
                actor=self.actor,
                role_id=role_id,
                user_id=user_id,
                scope=scope,
            )

    def take(self, role_id: UUID, user_id: UUID, scope: Scope = EVERYWHERE) -> None:
        with self._transaction() as connection:
            unassign_role(
                connection,
                tenant_id=self.tenant_id,
                actor=self.actor,
                role_id=role_id,
                user_id=user_id,
                scope=scope,
            )

    def version(self) -> int:
        return int(self.rig.row("SELECT access_version FROM tenants WHERE id = :id", id=self.tenant_id).access_version)

    def subject(self, user_id: UUID) -> Subject:
        with self._transaction() as connection:
            found = find_subject(connection, tenant_id=self.tenant_id, user_id=user_id)
        assert found is not None
        return found

    def decide(self, user_id: UUID, action: str, resource_id: object = None, **more: Any) -> Decision:
        return self.access.decide(
            Question(
                action=action,
                resource_type=action.partition(":")[0],
                resource_id=None if resource_id is None else str(resource_id),
            ),
            subject=self.subject(user_id),
            tenant_id=self.tenant_id,
            version=self.version(),
            **more,
        )

    def may(self, user_id: UUID, action: str, resource_id: object = None) -> bool:
        return self.decide(user_id, action, resource_id).allowed

    def _transaction(self) -> Any:
        return transaction(self.rig.api, tenant_id=self.tenant_id)

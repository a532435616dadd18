"""Decisions about the members of tenants: what is remembered, what has to be read, and the evaluation.

What a resource is (its owner, its organization, its project) is looked up only where a policy or a role
that is held somewhere asks for it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from app.domain.access_policies.assignments import Scope
from app.domain.access_policies.evaluation import evaluate
from app.domain.access_policies.policies import AccessRequest, Decision, Policy, Question, Role
from app.domain.access_policies.queries import Subject
from app.domain.access_policies.rules import (
    HeldRole,
    RememberedRules,
    TenantRules,
    ask_for_resources,
    load_held,
    load_rules,
)
from app.domain.access_policies.system_roles import system_role_id
from app.domain.users.queries import ADMINISTRATOR
from app.storage.identifiers import parsed_id

Attributes: TypeAlias = Mapping[str, Any]
ResourceLookup: TypeAlias = Callable[[Connection, UUID, UUID], Attributes | None]
"""By connection, tenant and id: what conditions may ask about the resource, None if the tenant has no such one.

``organizationId`` and ``projectId``, as text, say where it lies: roles that are held there reach it.
"""
Transaction: TypeAlias = Callable[[UUID], AbstractContextManager[Connection]]
"""Opens a transaction for a tenant's rows."""


class Access:
    """Decides, with what this process remembers of roles and policies.

    ``resources`` is the registry of resource types: those in it are looked up, others are names alone.
    """

    def __init__(self, *, transaction: Transaction, resources: Mapping[str, ResourceLookup]) -> None:
        self._transaction = transaction
        self._resources = resources
        self._remembered = RememberedRules()

    def rules(self, *, tenant_id: UUID, version: int) -> TenantRules:
        """The tenant's rules, of ``version`` or later."""
        known = self._remembered.find(tenant_id, version=version)
        if known is None:
            with self._transaction(tenant_id) as connection:
                known = load_rules(connection, tenant_id=tenant_id)
            self._remembered.keep(tenant_id, known)
        return known

    def is_registered(self, resource_type: str) -> bool:
        """Whether resources of this type can be looked up."""
        return resource_type in self._resources

    def find_resource(self, *, tenant_id: UUID, resource_type: str, resource_id: str) -> Attributes | None:
        """What the tenant's resource is; None if the tenant has none, or the type is not registered."""
        lookup, parsed = self._resources.get(resource_type), parsed_id(resource_id)
        if lookup is None or parsed is None:
            return None
        with self._transaction(tenant_id) as connection:
            return lookup(connection, tenant_id, parsed)

    def decide(
        self,
        question: Question,
        *,
        subject: Subject,
        tenant_id: UUID,
        version: int,
        resource: Attributes | None = None,
        trial: Sequence[Policy] = (),
        every_reason: bool = False,
    ) -> Decision:
        """Whether ``subject`` may do it, by rules of ``version`` or later.

        ``resource`` spares the look-up. ``trial`` are policies to be judged by as well; one with the id of a
        stored policy takes its place.
        """
        rules = self.rules(tenant_id=tenant_id, version=version)
        held = self._held(tenant_id, subject.user_id, rules)
        if resource is None and (
            rules.ask_for_resources or ask_for_resources(trial) or not all(each.scope.is_everywhere for each in held)
        ):
            resource = self._looked_up(question, tenant_id)
        system = rules.roles[system_role_id(tenant_id, subject.role)]
        roles = [system, *_holding(held, question, resource or {})]
        request = _request(question, subject, roles=roles, resource=resource or {})
        return evaluate(request, _with(trial, rules.policies), every_reason=every_reason)

    def _held(self, tenant_id: UUID, user_id: UUID, rules: TenantRules) -> Sequence[HeldRole]:
        held = rules.held.get(user_id)
        if held is None:
            with self._transaction(tenant_id) as connection:
                held = load_held(connection, tenant_id=tenant_id, user_id=user_id, rules=rules)
        return held

    def _looked_up(self, question: Question, tenant_id: UUID) -> Attributes | None:
        if question.resource_id is None:
            return None
        return self.find_resource(
            tenant_id=tenant_id, resource_type=question.resource_type, resource_id=question.resource_id
        )


def role_request(question: Question, *, role: Role, resource: Attributes) -> AccessRequest:
    """``question`` about somebody who is nothing but the holder of ``role``."""
    return AccessRequest(
        action=question.action,
        resource_type=question.resource_type,
        resource_id=question.resource_id,
        user={"role": role.name, "roles": [role.name]},
        resource=resource,
        context=question.context,
        roles=[role],
        is_administrator=role.name == ADMINISTRATOR,
    )


def _with(trial: Sequence[Policy], stored: Sequence[Policy]) -> Sequence[Policy]:
    replaced = {policy.id for policy in trial}
    return [*(policy for policy in stored if policy.id not in replaced), *trial] if trial else stored


def _holding(held: Sequence[HeldRole], question: Question, resource: Attributes) -> Sequence[Role]:
    """The roles that reach the resource."""
    return [each.role for each in held if _reaches(each.scope, question, resource)]


def _reaches(scope: Scope, question: Question, resource: Attributes) -> bool:
    if scope.is_everywhere:
        return True
    kind, id = ("organization", scope.organization_id) if scope.organization_id else ("project", scope.project_id)
    is_itself = (question.resource_type, question.resource_id) == (kind, str(id))
    return is_itself or resource.get(f"{kind}Id") == str(id)


def _request(question: Question, subject: Subject, *, roles: Sequence[Role], resource: Attributes) -> AccessRequest:
    known = {
        "id": str(subject.user_id),
        "email": subject.email,
        "name": subject.name,
        "role": subject.role,
        "roles": [role.name for role in roles],
    }
    return AccessRequest(
        action=question.action,
        resource_type=question.resource_type,
        resource_id=question.resource_id,
        # No attribute that an administrator writes passes for who somebody is.
        user={**subject.attributes, **known},
        resource=resource,
        context=question.context,
        roles=roles,
        is_administrator=subject.role == ADMINISTRATOR,
    )

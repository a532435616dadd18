"""Refuses callers what roles and policies do not give them, and writes down that it did.

What policies see: ``user`` is the caller as he is in the tenant (id, email, name, role, roles, and the
attributes of his membership such as department), ``resource`` the type that the capability names with the id
of the path, and ``context`` nothing: the address and the time of a request are no documented attributes.
"""

from flask import Flask, current_app

from app.api.dialects.praetor.caller import Caller, caller
from app.api.dialects.praetor.resources import RESOURCES
from app.api.http.request_ids import request_id
from app.api.services import Services, transaction, transaction_for
from app.domain.access_policies import audit
from app.domain.access_policies.access import Access, Attributes
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.policies import Decision, Question
from app.domain.access_policies.queries import Subject
from app.errors import Forbidden, NotFound, PermissionDenied

NAME = "praetor-access"


def install(app: Flask, held: Services) -> None:
    """Prepare the application to decide."""
    app.extensions[NAME] = Access(
        transaction=lambda tenant_id: transaction_for(held.engine, tenant_id=tenant_id), resources=RESOURCES
    )


def access() -> Access:
    """What the present application decides with."""
    held: Access = current_app.extensions[NAME]
    return held


def actor() -> Actor:
    """The caller, for the audit trail."""
    return Actor(user_id=caller().user_id, email=caller().email, request_id=request_id())


def subject_of(who: Caller) -> Subject:
    """The caller, as decisions look at him."""
    return Subject(user_id=who.user_id, email=who.email, name=who.name, role=who.role, attributes=who.attributes)


def require(capability: str, *, resource_id: str | None = None, resource: Attributes | None = None) -> None:
    """Let only those pass who may do ``capability`` to the resource of its type.

    Raises:
        NotFound: he may not, and the tenant has no such resource anyway.
        PermissionDenied: a policy denies it.
        Forbidden: nothing gives it to him.
    """
    who = caller()
    question = Question(action=capability, resource_type=capability.partition(":")[0], resource_id=resource_id)
    decision = access().decide(
        question, subject=subject_of(who), tenant_id=who.tenant_id, version=who.access_version, resource=resource
    )
    if not decision.allowed:
        _note(who, question, decision)
        raise _refusal(who, question, decision)


def _note(who: Caller, question: Question, decision: Decision) -> None:
    entry = audit.decision_entry(question, decision, user_id=who.user_id)
    with transaction() as connection:
        audit.write(connection, tenant_id=who.tenant_id, actor=actor(), entry=entry)


def _refusal(who: Caller, question: Question, decision: Decision) -> Exception:
    if question.resource_id is not None and access().is_registered(question.resource_type):
        found = access().find_resource(
            tenant_id=who.tenant_id, resource_type=question.resource_type, resource_id=question.resource_id
        )
        if found is None:
            return NotFound()
    details = {"capability": question.action}
    if decision.reason == "administrators_only":
        return Forbidden("Only administrators of the tenant may do this", details=details)
    if decision.reason == "policy":
        return PermissionDenied(details=details)
    return Forbidden("None of your roles allows this", details=details)

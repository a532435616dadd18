"""The trail: who changed which rule from what to what, and who was refused or asked for reasons.

A change is written in its own transaction, so that neither is there without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies.policies import Decision, Question
from app.storage.identifiers import new_id
from app.storage.json import cleaned, dumps

Kind = Literal["change", "decision"]
KINDS: tuple[Kind, ...] = ("change", "decision")
LONGEST_SUBJECT = 200
"""Ids of resources come from paths, where anything can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, in which request."""

    user_id: UUID
    email: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is written. For a change, ``before`` and ``after`` are the thing as it was and is."""

    kind: Kind
    action: str
    subject_type: str
    subject_id: str | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """What stands in the trail."""

    id: UUID
    at: datetime
    kind: str
    actor_id: UUID | None
    actor_email: str | None
    request_id: str | None
    action: str
    subject_type: str
    subject_id: str | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    details: Mapping[str, Any]


def decision_entry(question: Question, decision: Decision, *, user_id: UUID, explained: bool = False) -> Entry:
    """The entry of a decision about ``user_id``."""
    return Entry(
        kind="decision",
        action=question.action,
        subject_type=question.resource_type,
        subject_id=None if question.resource_id is None else cleaned(question.resource_id)[:LONGEST_SUBJECT],
        details={
            "userId": user_id,
            "allowed": decision.allowed,
            "reason": decision.reason,
            "decidedBy": decision.decided_by,
            "matchedPolicies": decision.matched,
            "explained": explained,
            "context": question.context,
        },
    )


def write(connection: Connection, *, tenant_id: UUID, actor: Actor, entry: Entry) -> None:
    """Add ``entry`` to the tenant's trail."""
    connection.execute(
        text(
            """INSERT INTO access_audit (id, tenant_id, kind, actor_id, actor_email, request_id,
                                         action, subject_type, subject_id, before, after, details)
               VALUES (:id, :tenant, :kind, :actor, :email, :request, :action, :type, :subject,
                       CAST(:before AS jsonb), CAST(:after AS jsonb), CAST(:details AS jsonb))"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "kind": entry.kind,
            "actor": actor.user_id,
            "email": actor.email,
            "request": actor.request_id,
            "action": entry.action,
            "type": entry.subject_type,
            "subject": entry.subject_id,
            "before": _json(entry.before),
            "after": _json(entry.after),
            "details": _json(entry.details),
        },
    )


def list_entries(
    connection: Connection,
    *,
    tenant_id: UUID,
    limit: int,
    before: UUID | None = None,
    kind: str | None = None,
    actor_id: UUID | None = None,
    subject_id: str | None = None,
) -> list[AuditRecord]:
    """The latest entries first, those older than the entry ``before``; the other arguments choose among them."""
    rows = connection.execute(
        text(
            """SELECT id, at, kind, actor_id, actor_email, request_id, action, subject_type, subject_id,
                      before, after, details
                 FROM access_audit
                WHERE tenant_id = :tenant
                  AND (CAST(:before AS uuid) IS NULL OR id < :before)
                  AND (CAST(:kind AS text) IS NULL OR kind = :kind)
                  AND (CAST(:actor AS uuid) IS NULL OR actor_id = :actor)
                  AND (CAST(:subject AS text) IS NULL OR subject_id = :subject)
                ORDER BY id DESC LIMIT :limit"""
        ),
        {
            "tenant": tenant_id,
            "limit": limit,
            "before": before,
            "kind": kind,
            "actor": actor_id,
            "subject": subject_id,
        },
    )
    return [AuditRecord(**row._mapping) for row in rows]


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else dumps(dict(value)).decode()

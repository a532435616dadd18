"""Requests to change production in projects that want a second key's consent."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.accounts.environments import PRODUCTION
from app.domain.prompts import deployment_log
from app.domain.prompts.queries import get_project
from app.domain.prompts.records import Actor, ApprovalRecord, DeploymentRecord, Weight, weights_of
from app.errors import AlreadyDecided, Forbidden, NotFound, WrongEnvironment
from app.storage.identifiers import new_id
from app.storage.json import dumps


def is_guarded(connection: Connection, *, tenant_id: UUID, environment: str) -> bool:
    """Whether changes of the environment take a second key's consent."""
    return environment == PRODUCTION and get_project(connection, tenant_id=tenant_id).require_approval


def list_approvals(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, limit: int, offset: int = 0
) -> list[ApprovalRecord]:
    """The prompt's requests, newest first, decided ones included."""
    return _read(
        connection,
        "a.prompt_id = :prompt AND a.tenant_id = :tenant",
        prompt=prompt_id,
        tenant=tenant_id,
        limit=limit,
        offset=offset,
    )


def count_approvals(connection: Connection, *, tenant_id: UUID, prompt_id: UUID) -> int:
    """How many requests the prompt has had."""
    return int(
        connection.execute(
            text("SELECT count(*) FROM prompt_approvals WHERE prompt_id = :prompt AND tenant_id = :tenant"),
            {"prompt": prompt_id, "tenant": tenant_id},
        ).scalar_one()
    )


def request_approval(
    connection: Connection,
    *,
    tenant_id: UUID,
    prompt_id: UUID,
    version_id: UUID,
    actor: Actor,
    weights: Sequence[Weight] = (),
) -> ApprovalRecord:
    """Ask for a change. Asking for the same version again gives the request that is pending."""
    approval_id = new_id()
    connection.execute(
        text(
            """INSERT INTO prompt_approvals (id, tenant_id, prompt_id, environment, version_id, weights,
                                             requested_by, requested_by_label, requested_at)
               VALUES (:id, :tenant, :prompt, 'production', :version, CAST(:weights AS json),
                       :key, :label, clock_timestamp())
               ON CONFLICT (version_id) WHERE state = 'pending' AND weights IS NULL DO NOTHING"""
        ),
        {
            "id": approval_id,
            "tenant": tenant_id,
            "prompt": prompt_id,
            "version": version_id,
            "weights": dumps(_listed(weights)).decode() if weights else None,
            "key": actor.key_id,
            "label": actor.label,
        },
    )
    found = _read(
        connection,
        "a.id = :id OR (a.version_id = :version AND a.state = 'pending' AND a.weights IS NULL)",
        id=approval_id,
        version=version_id,
    )
    return next((each for each in found if each.id == approval_id), found[0])


def approve(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, approval_id: UUID, actor: Actor
) -> tuple[ApprovalRecord, DeploymentRecord]:
    """Consent, and deploy what was asked for.

    Raises:
        NotFound: the prompt has no such request.
        AlreadyDecided: somebody was faster.
        WrongEnvironment: this is no production key.
        Forbidden: it is the key that asked.
    """
    approval = _decide(
        connection, tenant_id=tenant_id, prompt_id=prompt_id, approval_id=approval_id, actor=actor, state="approved"
    )
    deployment = deployment_log.append(
        connection,
        tenant_id=tenant_id,
        prompt_id=prompt_id,
        environment=approval.environment,
        action="rollout" if approval.weights else "promote",
        version_id=approval.version_id,
        weights=approval.weights,
        actor=Actor(key_id=approval.requested_by, label=approval.requested_by_label, environment=approval.environment),
        approval_id=approval.id,
    )
    return approval, deployment


def reject(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, approval_id: UUID, actor: Actor
) -> ApprovalRecord:
    """Refuse what was asked for. Raises as :func:`approve` does."""
    return _decide(
        connection, tenant_id=tenant_id, prompt_id=prompt_id, approval_id=approval_id, actor=actor, state="rejected"
    )


def _decide(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, approval_id: UUID, actor: Actor, state: str
) -> ApprovalRecord:
    # The prompt's lock also settles which of two decisions comes first.
    deployment_log.lock_prompt(connection, tenant_id=tenant_id, prompt_id=prompt_id)
    approval = _own(connection, tenant_id=tenant_id, prompt_id=prompt_id, approval_id=approval_id)
    if actor.environment != PRODUCTION:
        raise WrongEnvironment("Only a production key decides on production")
    if actor.key_id == approval.requested_by:
        raise Forbidden("Another key than the one that asked has to decide")
    if approval.state != "pending":
        raise AlreadyDecided(f"This request was {approval.state} before", details={"state": approval.state})
    connection.execute(
        text(
            """UPDATE prompt_approvals SET state = :state, decided_by = :key, decided_by_label = :label,
                      decided_at = clock_timestamp() WHERE id = :id"""
        ),
        {"id": approval_id, "state": state, "key": actor.key_id, "label": actor.label},
    )
    return _own(connection, tenant_id=tenant_id, prompt_id=prompt_id, approval_id=approval_id)


def _own(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, approval_id: UUID) -> ApprovalRecord:
    found = _read(
        connection,
        "a.id = :id AND a.prompt_id = :prompt AND a.tenant_id = :tenant",
        id=approval_id,
        prompt=prompt_id,
        tenant=tenant_id,
    )
    if not found:
        raise NotFound("Approval not found")
    return found[0]


def _read(
    connection: Connection, condition: str, *, limit: int | None = None, offset: int = 0, **parameters: object
) -> list[ApprovalRecord]:
    rows = connection.execute(
        text(
            f"""SELECT a.id, a.prompt_id, a.environment, a.version_id, v.number AS version_number, a.weights, a.state,
                       a.requested_by, a.requested_by_label, a.requested_at,
                       a.decided_by, a.decided_by_label, a.decided_at
                  FROM prompt_approvals a JOIN prompt_versions v ON v.id = a.version_id
                 WHERE {condition} ORDER BY a.requested_at DESC, a.id DESC LIMIT :limit OFFSET :offset"""
        ),
        {"limit": limit, "offset": offset, **parameters},
    )
    return [ApprovalRecord(**{**row._mapping, "weights": weights_of(row.weights)}) for row in rows]


def _listed(weights: Sequence[Weight]) -> list[dict[str, object]]:
    return [{"versionId": str(each.version_id), "weight": each.weight} for each in weights]

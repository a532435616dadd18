"""The log of deployments: appended to, never changed. Its newest entry is what an environment serves.

How rollbacks find their way: each entry says which one a rollback restores (``back_to``). A change names
the entry that was in force before it; a rollback takes over what the restored entry had named, so that
the next rollback walks on from there and never back and forth between two versions.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.prompts.records import Actor, DeploymentRecord, Weight, weights_of
from app.errors import NotFound
from app.storage.identifiers import new_id


def lock_prompt(connection: Connection, *, tenant_id: UUID, prompt_id: UUID) -> None:
    """Keep every other change away from the prompt until the transaction ends.

    Raises:
        NotFound: there is no prompt with this id in this project.
    """
    found = connection.execute(
        text("SELECT 1 FROM prompts WHERE id = :id AND tenant_id = :tenant FOR UPDATE"),
        {"id": prompt_id, "tenant": tenant_id},
    ).first()
    if found is None:
        raise NotFound("Prompt not found")


def present(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, environment: str, number: int | None = None
) -> DeploymentRecord | None:
    """What the environment serves, or the entry with ``number``; None if there is none."""
    found = _read(
        connection,
        """d.prompt_id = :prompt AND d.tenant_id = :tenant AND d.environment = :environment
           AND d.number = coalesce(CAST(:number AS integer),
                 (SELECT max(number) FROM prompt_deployments WHERE prompt_id = :prompt AND environment = :environment))
        """,
        prompt=prompt_id,
        tenant=tenant_id,
        environment=environment,
        number=number,
    )
    return found[0] if found else None


def all_present(connection: Connection, *, tenant_id: UUID, prompt_id: UUID) -> list[DeploymentRecord]:
    """What each environment serves, in which there is something."""
    return _read(
        connection,
        """d.prompt_id = :prompt AND d.tenant_id = :tenant
           AND d.number = (SELECT max(l.number) FROM prompt_deployments l
                            WHERE l.prompt_id = d.prompt_id AND l.environment = d.environment)""",
        prompt=prompt_id,
        tenant=tenant_id,
    )


def history(
    connection: Connection,
    *,
    tenant_id: UUID,
    prompt_id: UUID,
    environment: str | None = None,
    limit: int,
    offset: int = 0,
) -> list[DeploymentRecord]:
    """The prompt's deployments, newest first; of one environment, or of all."""
    return _read(
        connection,
        """d.prompt_id = :prompt AND d.tenant_id = :tenant
           AND (CAST(:environment AS text) IS NULL OR d.environment = :environment)""",
        prompt=prompt_id,
        tenant=tenant_id,
        environment=environment,
        limit=limit,
        offset=offset,
    )


def count(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, environment: str | None = None) -> int:
    """How many entries :func:`history` has in all."""
    return int(
        connection.execute(
            text(
                """SELECT count(*) FROM prompt_deployments WHERE prompt_id = :prompt AND tenant_id = :tenant
                      AND (CAST(:environment AS text) IS NULL OR environment = :environment)"""
            ),
            {"prompt": prompt_id, "tenant": tenant_id, "environment": environment},
        ).scalar_one()
    )


def append(
    connection: Connection,
    *,
    tenant_id: UUID,
    prompt_id: UUID,
    environment: str,
    action: str,
    version_id: UUID,
    actor: Actor,
    weights: Sequence[Weight] = (),
    restores: DeploymentRecord | None = None,
    approval_id: UUID | None = None,
) -> DeploymentRecord:
    """Have the environment serve ``version_id``, or ``weights`` of several. The caller holds the prompt's lock."""
    before = present(connection, tenant_id=tenant_id, prompt_id=prompt_id, environment=environment)
    back_to = restores.back_to if restores else before and before.number
    deployment_id = new_id()
    connection.execute(
        _INSERT,
        {
            "id": deployment_id,
            "tenant": tenant_id,
            "prompt": prompt_id,
            "environment": environment,
            "number": before.number + 1 if before else 1,
            "action": action,
            "version": version_id,
            "from_version": before and before.version_id,
            "back_to": back_to,
            "weighted": bool(weights),
            "made_by": actor.key_id,
            "made_by_label": actor.label,
            "approval": approval_id,
        },
    )
    _insert_weights(connection, tenant_id=tenant_id, prompt_id=prompt_id, deployment_id=deployment_id, weights=weights)
    return _read(connection, "d.id = :id", id=deployment_id)[0]


_INSERT = text(
    """INSERT INTO prompt_deployments (id, tenant_id, prompt_id, environment, number, action, version_id,
                                       from_version_id, back_to, weighted, made_by, made_by_label, approval_id,
                                       created_at)
       VALUES (:id, :tenant, :prompt, :environment, :number, :action, :version,
               :from_version, :back_to, :weighted, :made_by, :made_by_label, :approval, clock_timestamp())"""
)


def _insert_weights(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, deployment_id: UUID, weights: Sequence[Weight]
) -> None:
    if weights:
        connection.execute(
            text(
                """INSERT INTO prompt_rollouts (deployment_id, version_id, tenant_id, prompt_id, weight)
                   VALUES (:deployment, :version, :tenant, :prompt, :weight)"""
            ),
            [
                {
                    "deployment": deployment_id,
                    "version": each.version_id,
                    "tenant": tenant_id,
                    "prompt": prompt_id,
                    "weight": each.weight,
                }
                for each in weights
            ],
        )


def _read(
    connection: Connection, condition: str, *, limit: int | None = None, offset: int = 0, **parameters: object
) -> list[DeploymentRecord]:
    rows = connection.execute(
        text(
            f"""SELECT d.id, d.prompt_id, d.environment, d.number, d.action,
                       d.version_id, v.number AS version_number,
                       d.from_version_id, f.number AS from_version_number, d.back_to,
                       CASE WHEN d.weighted
                            THEN (SELECT json_agg(json_build_object('versionId', r.version_id, 'weight', r.weight)
                                                  ORDER BY r.weight DESC, r.version_id DESC)
                                    FROM prompt_rollouts r WHERE r.deployment_id = d.id)
                       END AS weights,
                       d.made_by, d.made_by_label, d.approval_id,
                       a.decided_by AS approved_by, a.decided_by_label AS approved_by_label, d.created_at
                  FROM prompt_deployments d
                  JOIN prompt_versions v ON v.id = d.version_id
                  LEFT JOIN prompt_versions f ON f.id = d.from_version_id
                  LEFT JOIN prompt_approvals a ON a.id = d.approval_id
                 WHERE {condition}
                 ORDER BY d.created_at DESC, d.number DESC LIMIT :limit OFFSET :offset"""
        ),
        {"limit": limit, "offset": offset, **parameters},
    )
    return [DeploymentRecord(**{**row._mapping, "weights": weights_of(row.weights)}) for row in rows]

"""Changing what an environment serves: promote, roll back, roll out by weight."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from app.domain.accounts.environments import PRODUCTION
from app.domain.prompts import deployment_log
from app.domain.prompts.approvals import is_guarded, request_approval
from app.domain.prompts.queries import get_version
from app.domain.prompts.records import Actor, ApprovalRecord, DeploymentRecord, Weight
from app.errors import NothingToRollBackTo, WrongEnvironment


def promote(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, environment: str, version_id: UUID, actor: Actor
) -> DeploymentRecord | ApprovalRecord:
    """Have the environment serve the version, or ask for it where that takes a second key's consent.

    Ends a rollout. Promoting what the environment serves anyway changes nothing, so that a client may
    repeat a request whose answer it has not seen without losing what a rollback would lead to.

    Raises:
        NotFound: there is no such prompt, or it has no such version.
    """
    deployment_log.lock_prompt(connection, tenant_id=tenant_id, prompt_id=prompt_id)
    get_version(connection, tenant_id=tenant_id, prompt_id=prompt_id, name=str(version_id))
    before = deployment_log.present(connection, tenant_id=tenant_id, prompt_id=prompt_id, environment=environment)
    if before is not None and before.version_id == version_id and not before.weights:
        return before
    if is_guarded(connection, tenant_id=tenant_id, environment=environment):
        return request_approval(
            connection, tenant_id=tenant_id, prompt_id=prompt_id, version_id=version_id, actor=actor
        )
    return deployment_log.append(
        connection,
        tenant_id=tenant_id,
        prompt_id=prompt_id,
        environment=environment,
        action="promote",
        version_id=version_id,
        actor=actor,
    )


def roll_back(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, environment: str, actor: Actor
) -> DeploymentRecord:
    """Restore what the environment served before its last change; the next rollback walks further back.

    It needs nobody's consent, since all of it was in force before.

    Raises:
        NotFound: there is no such prompt.
        NothingToRollBackTo: the environment has served nothing else.
        WrongEnvironment: the project guards production and this is no production key.
    """
    deployment_log.lock_prompt(connection, tenant_id=tenant_id, prompt_id=prompt_id)
    guarded = is_guarded(connection, tenant_id=tenant_id, environment=environment)
    if guarded and actor.environment != PRODUCTION:
        raise WrongEnvironment("Only a production key rolls production back")
    restored = _earlier(connection, tenant_id=tenant_id, prompt_id=prompt_id, environment=environment)
    return deployment_log.append(
        connection,
        tenant_id=tenant_id,
        prompt_id=prompt_id,
        environment=environment,
        action="rollback",
        version_id=restored.version_id,
        weights=restored.weights,
        restores=restored,
        actor=actor,
    )


def roll_out(
    connection: Connection,
    *,
    tenant_id: UUID,
    prompt_id: UUID,
    environment: str,
    weights: Sequence[Weight],
    actor: Actor,
) -> DeploymentRecord | ApprovalRecord:
    """Have the environment serve several versions by weight, or ask for it where that takes consent.

    Raises:
        NotFound: there is no such prompt, or it lacks one of the versions.
    """
    deployment_log.lock_prompt(connection, tenant_id=tenant_id, prompt_id=prompt_id)
    numbers = {
        each.version_id: get_version(
            connection, tenant_id=tenant_id, prompt_id=prompt_id, name=str(each.version_id)
        ).number
        for each in weights
    }
    heaviest = max(weights, key=lambda each: (each.weight, numbers[each.version_id])).version_id
    if is_guarded(connection, tenant_id=tenant_id, environment=environment):
        return request_approval(
            connection, tenant_id=tenant_id, prompt_id=prompt_id, version_id=heaviest, weights=weights, actor=actor
        )
    return deployment_log.append(
        connection,
        tenant_id=tenant_id,
        prompt_id=prompt_id,
        environment=environment,
        action="rollout",
        version_id=heaviest,
        weights=weights,
        actor=actor,
    )


def _earlier(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, environment: str) -> DeploymentRecord:
    place = {"tenant_id": tenant_id, "prompt_id": prompt_id, "environment": environment}
    before = deployment_log.present(connection, **place)  # type: ignore[arg-type]
    if before is None or before.back_to is None:
        raise NothingToRollBackTo(f"{environment} has no earlier deployment to roll back to")
    restored = deployment_log.present(connection, **place, number=before.back_to)  # type: ignore[arg-type]
    assert restored is not None, "deployments are never deleted one by one"
    return restored

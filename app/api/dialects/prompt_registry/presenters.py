"""What the registry's clients see of projects, prompts, versions, deployments and keys."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from app.api.http.json_bodies import moment
from app.domain.accounts.operations import CreatedKey
from app.domain.accounts.queries import KeyRecord
from app.domain.prompts.differences import differences
from app.domain.prompts.records import (
    ActivePrompt,
    ApprovalRecord,
    DayOfUse,
    DeploymentRecord,
    ProjectRecord,
    PromptRecord,
    VersionRecord,
    Weight,
)
from app.domain.prompts.rendering import render


def project(record: ProjectRecord, *, environment: str) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "name": record.name,
        "environment": environment,
        "requireApproval": record.require_approval,
        "createdAt": moment(record.created_at),
    }


def prompt(record: PromptRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "slug": record.slug,
        "name": record.name,
        "description": record.description,
        "latestVersion": record.last_version or None,
        "createdAt": moment(record.created_at),
    }


def prompt_in_full(
    record: PromptRecord, *, versions: Iterable[VersionRecord], deployments: Iterable[DeploymentRecord]
) -> dict[str, Any]:
    return {
        **prompt(record),
        "versions": [version(each) for each in versions],
        "deployments": [present_deployment(each) for each in deployments],
    }


def version(record: VersionRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "versionNumber": record.number,
        **_content(record),
        "createdAt": moment(record.created_at),
    }


def deployed(record: DeploymentRecord) -> dict[str, Any]:
    """What promote and rollback answer; of a rollout, its weights too."""
    body = {
        "environment": record.environment,
        "activeVersionId": str(record.version_id),
        "promotedAt": moment(record.created_at),
    }
    return body | ({"weights": _weights(record.weights)} if record.weights else {})


def present_deployment(record: DeploymentRecord) -> dict[str, Any]:
    return {**deployed(record), "activeVersionNumber": record.version_number, "deploymentNumber": record.number}


def history_entry(record: DeploymentRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "environment": record.environment,
        "deploymentNumber": record.number,
        "action": record.action,
        "from": _version_named(record.from_version_id, record.from_version_number),
        "to": _version_named(record.version_id, record.version_number),
        "weights": _weights(record.weights) or None,
        "by": _who(record.made_by, record.made_by_label),
        "approvalId": _text(record.approval_id),
        "approvedBy": None if record.approval_id is None else _who(record.approved_by, record.approved_by_label),
        "at": moment(record.created_at),
    }


def approval(record: ApprovalRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "status": record.state,
        "environment": record.environment,
        "versionId": str(record.version_id),
        "versionNumber": record.version_number,
        "weights": _weights(record.weights) or None,
        "requestedBy": _who(record.requested_by, record.requested_by_label),
        "requestedAt": moment(record.requested_at),
        "decidedBy": None if record.decided_by is None else _who(record.decided_by, record.decided_by_label),
        "decidedAt": moment(record.decided_at),
    }


def resolved(active: ActivePrompt) -> dict[str, Any]:
    return {"slug": active.slug, "versionNumber": active.version.number, **_content(active.version)}


def rendered(slug: str, record: VersionRecord, variables: Mapping[str, str]) -> dict[str, Any]:
    """The version with its placeholders filled in. ``variables`` must have all that need a value."""
    return {
        "slug": slug,
        "versionId": str(record.id),
        "versionNumber": record.number,
        "systemPrompt": None if record.system_prompt is None else render(record.system_prompt, variables),
        "userPrompt": None if record.user_template is None else render(record.user_template, variables),
        "model": record.model,
        "temperature": record.temperature,
        "maxTokens": record.max_tokens,
    }


def difference(old: VersionRecord, new: VersionRecord) -> dict[str, Any]:
    return {
        "from": _version_named(old.id, old.number),
        "to": _version_named(new.id, new.number),
        "fields": [
            {"field": each.field, "changed": bool(each.diff), "diff": each.diff} for each in differences(old, new)
        ],
    }


def usage(prompt_id: UUID, days: Sequence[DayOfUse]) -> dict[str, Any]:
    """Newest version and day first."""
    return {
        "promptId": str(prompt_id),
        "totals": _totals(days),
        "versions": [_version_usage(list(own)) for _, own in groupby(days, key=lambda each: each.version_number)],
    }


def key(record: KeyRecord) -> dict[str, Any]:
    return {
        "id": str(record.id),
        "keyPrefix": record.prefix,
        "environment": record.environment,
        "label": record.label or None,
        "createdAt": moment(record.created_at),
        "lastUsedAt": moment(record.last_used_at),
        "revokedAt": moment(record.revoked_at),
    }


def key_created(created: CreatedKey) -> dict[str, Any]:
    """The only answer that ever holds the whole key."""
    return {
        "id": str(created.record.id),
        "keyPrefix": created.record.prefix,
        "environment": created.record.environment,
        "label": created.record.label or None,
        "fullKey": created.text,
    }


def _content(record: VersionRecord) -> dict[str, Any]:
    return {
        "systemPrompt": record.system_prompt,
        "userTemplate": record.user_template,
        "model": record.model,
        "temperature": record.temperature,
        "maxTokens": record.max_tokens,
        "metadata": record.details,
    }


def _version_usage(days: Sequence[DayOfUse]) -> dict[str, Any]:
    return {
        "versionId": str(days[0].version_id),
        "versionNumber": days[0].version_number,
        **_totals(days),
        "days": [{"day": each.day.isoformat(), **_totals([each])} for each in days],
    }


def _totals(days: Sequence[DayOfUse]) -> dict[str, Any]:
    return {
        "calls": sum(each.calls for each in days),
        "tokensIn": sum(each.tokens_in for each in days),
        "tokensOut": sum(each.tokens_out for each in days),
        "costUSD": float(sum((each.cost for each in days), Decimal())),
    }


def _version_named(version_id: UUID | None, number: int | None) -> dict[str, Any] | None:
    return None if version_id is None else {"versionId": str(version_id), "versionNumber": number}


def _weights(weights: Iterable[Weight]) -> list[dict[str, Any]]:
    return [{"versionId": str(each.version_id), "weight": each.weight} for each in weights]


def _who(key_id: UUID | None, label: str | None) -> dict[str, Any]:
    return {"keyId": _text(key_id), "label": label or None}


def _text(id: UUID | None) -> str | None:
    return None if id is None else str(id)

"""Specifications as Praetor's clients see them."""

from typing import Any

from app.domain.specifications.packs.downloads import Pack
from app.domain.specifications.queries import FAILED, SpecificationRecord

ESTIMATED_SECONDS = 5


def compiling_data(specification: SpecificationRecord) -> dict[str, Any]:
    """Row 001-19."""
    return {
        "specId": specification.id,
        "status": specification.status,
        "estimatedTime": ESTIMATED_SECONDS,
        "statusUrl": f"/api/specification/{specification.id}/status",
    }


def specification_data(specification: SpecificationRecord) -> dict[str, Any]:
    """Row 001-20."""
    told: dict[str, Any] = {
        "id": specification.id,
        "projectId": specification.project_id,
        "version": specification.version,
        "format": specification.format,
        "status": specification.status,
        "compiledAt": specification.compiled_at,
        "spec": specification.spec,
        "validation": specification.validation,
        **specification.documents,
    }
    if specification.status == FAILED:
        told["error"] = _error(specification)
    return told


def status_data(specification: SpecificationRecord) -> dict[str, Any]:
    """Row 001-20b."""
    total = max(specification.total_steps or 0, specification.step)
    return {
        "specId": specification.id,
        "projectId": specification.project_id,
        "status": specification.status,
        "format": specification.format,
        "version": specification.version,
        "progress": {
            "completedSteps": specification.step,
            "totalSteps": total,
            "currentStep": specification.current_step,
        },
        "createdAt": specification.created_at,
        "compiledAt": specification.compiled_at,
        "error": _error(specification) if specification.status == FAILED else None,
    }


def exported_data(pack: Pack, url: str) -> dict[str, Any]:
    """Row 001-21."""
    return {
        "downloadUrl": url,
        "expiresAt": pack.expires_at,
        "size": pack.size,
        "contents": pack.contents,
        "specId": pack.specification_id,
        "version": pack.version,
    }


def _error(specification: SpecificationRecord) -> dict[str, str]:
    error = specification.error or {"code": "cancelled", "message": "The compilation was cancelled"}
    return {"code": error.get("code", "agent_error"), "message": error.get("message", "")}

"""Projects as Praetor's clients see them."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.dialects.praetor.projects.schemas import PHASE_FIELDS
from app.domain.projects.deletion import Deleted
from app.domain.projects.phases import WORKED_IN
from app.domain.projects.progress import overall
from app.domain.projects.queries import FeatureRecord, OntologyRecord, PhaseRecord, ProjectRecord


def project_data(project: ProjectRecord) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "description": project.description,
        "template": project.template,
        "metadata": project.details,
        "status": project.status,
        "phase": project.phase,
        "createdAt": project.created_at,
        "updatedAt": project.updated_at,
        "organizationId": project.organization_id,
    }


def listed_data(project: ProjectRecord, progress: Mapping[str, float]) -> dict[str, Any]:
    by_phase = {PHASE_FIELDS[phase]: share for phase, share in progress.items()}
    return {**project_data(project), "progress": {"overall": overall(progress), **by_phase}}


def detailed_data(
    project: ProjectRecord,
    *,
    phases: Mapping[str, PhaseRecord],
    progress: Mapping[str, float],
    ontology: Sequence[OntologyRecord],
    coverage: float,
    features: Sequence[FeatureRecord],
) -> dict[str, Any]:
    """Row 001-03."""
    return {
        **project_data(project),
        **_times(phases),
        "progress": {
            "overall": overall(progress),
            "byPhase": {PHASE_FIELDS[phase]: share for phase, share in progress.items()},
        },
        "discoveryOutput": _by_type(ontology),
        "selectedFeatures": [feature_data(feature) for feature in features],
        "ontologyCoverage": coverage,
    }


def feature_data(feature: FeatureRecord) -> dict[str, Any]:
    return {
        "id": feature.id,
        "name": feature.name,
        "description": feature.description,
        "priority": feature.priority,
        "confidence": feature.confidence,
        "source": feature.source,
        "selected": feature.selected,
    }


def deletion_data(deleted: Deleted) -> dict[str, Any]:
    return {"deletedTables": list(deleted.rows), "rowsDeleted": deleted.total}


def _times(phases: Mapping[str, PhaseRecord]) -> dict[str, Any]:
    times: dict[str, Any] = {}
    for phase in WORKED_IN:
        been = phases.get(phase)
        times[f"{PHASE_FIELDS[phase]}StartedAt"] = been and been.started_at
        times[f"{PHASE_FIELDS[phase]}CompletedAt"] = been and been.completed_at
    return times


def _by_type(ontology: Sequence[OntologyRecord]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in ontology:
        told = {"name": entry.name, "confidence": entry.confidence, "source": entry.source}
        found.setdefault(entry.type, []).append(told)
    return found

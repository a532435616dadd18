"""What entering a phase brings about: feature candidates, matched patterns, questions that are settled by them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, text

from app.domain.flow.conditions import holds
from app.domain.flow.libraries import LibraryFeature, features, patterns
from app.domain.flow.state import FlowState
from app.domain.projects.phases import FEATURE_SELECTION
from app.storage.identifiers import new_id

_FROM_ONTOLOGY: Mapping[str, tuple[str, str]] = {
    "entity": ("Manage {0}", "Create, find, change and remove {0}"),
    "capability": ("{0}", "Users can do this: {0}"),
    "integration": ("Connect {0}", "Works together with {0}"),
}
"""By type of what is known: name and description of the feature that it asks for."""

_MOST_OF_A_TYPE = 8
_NAME_LENGTH = 120


def enter(connection: Connection, *, state: FlowState, phase: str) -> dict[str, Any]:
    """Do what belongs to entering ``phase``; what it did, as it is kept with the phase."""
    matched = [pattern for pattern in patterns() if holds(pattern.when, state.values)]
    asked = {question.key for question in state.bank.of_phase(phase)} - set(state.answers)
    settled = sorted({key for pattern in matched for key in pattern.settles} & asked)
    made = _make_candidates(connection, state) if phase == FEATURE_SELECTION else 0
    return {
        "featureCandidatesGenerated": made,
        "patternsMatched": len(matched),
        "questionsSupressed": len(settled),
        "patterns": [pattern.name for pattern in matched],
        "suppressed": settled,
    }


def _make_candidates(connection: Connection, state: FlowState) -> int:
    candidates = [*_from_library(state), *_from_ontology(state)]
    return sum(_insert(connection, state, candidate) for candidate in candidates)


def _from_library(state: FlowState) -> Sequence[Mapping[str, Any]]:
    values = state.values
    return [
        {
            "name": feature.name,
            "description": feature.description,
            "priority": feature.priority,
            "confidence": 0.9 if feature.when else 0.7,
            "source": feature.because,
        }
        for feature in features()
        if _is_for(feature, state.bank.template) and holds(feature.when, values)
    ]


def _is_for(feature: LibraryFeature, template: str) -> bool:
    return not feature.templates or template in feature.templates


def _from_ontology(state: FlowState) -> Sequence[Mapping[str, Any]]:
    candidates = []
    for type_, (name, description) in _FROM_ONTOLOGY.items():
        known = [entry for entry in state.ontology if entry.type == type_][:_MOST_OF_A_TYPE]
        candidates += [
            {
                "name": _capitalised(name.format(entry.name))[:_NAME_LENGTH],
                "description": description.format(entry.name),
                "priority": "must" if entry.confidence >= 0.8 else "should",
                "confidence": entry.confidence,
                "source": entry.source,
            }
            for entry in known
        ]
    return candidates


def _capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]


def _insert(connection: Connection, state: FlowState, candidate: Mapping[str, Any]) -> int:
    return connection.execute(
        text(
            """INSERT INTO project_features (id, project_id, tenant_id, name, description, priority, confidence, source)
               VALUES (:id, :project, :tenant, :name, :description, :priority, :confidence, :source)
               ON CONFLICT DO NOTHING"""
        ),
        {"id": new_id(), "project": state.project.id, "tenant": state.project.tenant_id, **candidate},
    ).rowcount

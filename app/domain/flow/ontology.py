"""What an answer tells about the project: entries of its ontology, which the answer's next revision replaces."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.flow.question_bank import Question
from app.storage.identifiers import new_id

LONGEST_NAME = 200
_MOST_ENTRIES = 30
_SEPARATORS = re.compile(r"[;\n•]|,(?!\d)|\s+and\s+(?=[a-z])|\.\s+")
_LISTED_WORDS = 8
"""A text whose parts have at most so many words is read as a list; a longer one is one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One entry: its type, name, and how sure it is (0 to 1)."""

    type: str
    name: str
    confidence: float


def findings(question: Question, value: Any, *, confidence: float) -> list[Finding]:
    """What ``value`` says about the thing that the question asks for."""
    if not question.ontology or value is False or value in ("none", ["none"]):
        return []
    return [
        Finding(type=question.ontology, name=name, confidence=round(confidence, 2))
        for name in dict.fromkeys(_names(question, value))
    ][:_MOST_ENTRIES]


def replace_entries(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, source: str, entries: list[Finding]
) -> None:
    """Have ``source`` say these things about the project, and nothing that it said before."""
    connection.execute(
        text("DELETE FROM ontology_entries WHERE project_id = :project AND source = :source"),
        {"project": project_id, "source": source},
    )
    for entry in entries:
        connection.execute(
            text(
                """INSERT INTO ontology_entries (id, project_id, tenant_id, type, name, confidence, source)
                   VALUES (:id, :project, :tenant, :type, :name, :confidence, :source) ON CONFLICT DO NOTHING"""
            ),
            {
                "id": new_id(),
                "project": project_id,
                "tenant": tenant_id,
                "type": entry.type,
                "name": entry.name,
                "confidence": entry.confidence,
                "source": source,
            },
        )


def _names(question: Question, value: Any) -> list[str]:
    if question.options:
        labels = {option.value: option.label for option in question.options}
        chosen = value if isinstance(value, list) else [value]
        return [labels.get(str(each), str(each)) for each in chosen if each != "none"]
    if isinstance(value, bool):
        return [question.section.capitalize()]
    if isinstance(value, str):
        return _parts(value)
    if isinstance(value, list):
        return [str(each)[:LONGEST_NAME] for each in value]
    return [f"{question.key.replace('_', ' ')}: {value:g}"]


def _parts(written: str) -> list[str]:
    parts = [part.strip(" .\t") for part in _SEPARATORS.split(written)]
    parts = [part for part in parts if part]
    if all(len(part.split()) <= _LISTED_WORDS for part in parts):
        return [part[:LONGEST_NAME] for part in parts]
    return [written.strip()[:LONGEST_NAME]]

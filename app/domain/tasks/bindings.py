"""Where the result of a task goes in its project.

An ``outputBinding`` is one of

    project.name, project.description   the project's own name or description
    project.<path>                      its metadata, at a path of up to six names: project.database
    ontology.<type>                     what is known about the project: entries of that type, surest of all
    answers.<question>                  the flow's question with this key, answered as a person would
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.flow.answering import Answer, Effects, answer_question
from app.domain.flow.ontology import LONGEST_NAME, Finding, replace_entries
from app.domain.flow.question_bank import Question, bank_of
from app.domain.projects.operations import update_project
from app.domain.projects.queries import ProjectRecord, get_project
from app.domain.tasks.refusals import refused

PREFIXES = ("project", "ontology", "answers")
DEEPEST = 6
_MOST_ENTRIES = 30
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")


@dataclass(slots=True, kw_only=True)
class Bound:
    """What was written: as the API tells it, and what the flow made of answers."""

    told: list[dict[str, Any]] = field(default_factory=list)
    answered: list[Effects] = field(default_factory=list)


def check_binding(written: Any, where: str) -> None:
    """Refuse a binding that points nowhere.

    Raises:
        InvalidRequest: it is no path below one of the prefixes.
    """
    names = written.split(".") if isinstance(written, str) else []
    known = len(names) > 1 and names[0] in PREFIXES and all(_NAME.match(name) for name in names)
    if not known or len(names) > (DEEPEST + 1 if names[0] == "project" else 2):
        raise refused(where, f"Must be a path such as project.database, below {', '.join(PREFIXES)}.")


def check_questions(project: ProjectRecord, bindings: Mapping[str, str]) -> None:
    """Refuse bindings (by the places where they stand) to questions that the project does not have.

    Raises:
        InvalidRequest: it is not asked this.
    """
    keys = {question.key for question in bank_of(project.template).questions}
    for where, binding in bindings.items():
        prefix, _, key = binding.partition(".")
        if prefix == "answers" and key not in keys:
            raise refused(where, "The project's flow has no such question.")


def bind(
    connection: Connection,
    *,
    tenant_id: UUID,
    project_id: UUID,
    task_id: UUID,
    values: Mapping[str, Any],
    by: UUID | None,
) -> Bound:
    """Write each of ``values`` to where its name points.

    Raises:
        InvalidRequest: a question cannot have this answer, or its phase has not come.
    """
    bound = Bound()
    for binding, value in values.items():
        project = get_project(connection, tenant_id=tenant_id, project_id=project_id, locked=True)
        prefix, _, path = binding.partition(".")
        if prefix == "project":
            _set_in_project(connection, project, path.split("."), value)
        elif prefix == "ontology":
            _set_in_ontology(connection, project, path, value, task_id)
        else:
            bound.answered.append(_answer(connection, project, path, value, by))
        bound.told.append({"field": binding, "value": value})
    return bound


def _set_in_project(connection: Connection, project: ProjectRecord, path: list[str], value: Any) -> None:
    changes: dict[str, Any]
    if path in (["name"], ["description"]):
        changes = {path[0]: str(value)}
    else:
        details = deepcopy(dict(project.details))
        place = details
        for name in path[:-1]:
            inner = place.get(name)
            place[name] = place = inner if isinstance(inner, dict) else {}
        place[path[-1]] = value
        changes = {"details": details}
    update_project(connection, tenant_id=project.tenant_id, project_id=project.id, **changes)


def _set_in_ontology(connection: Connection, project: ProjectRecord, type: str, value: Any, task_id: UUID) -> None:
    listed = value if isinstance(value, list) else value.values() if isinstance(value, dict) else [value]
    names = [str(each).strip()[:LONGEST_NAME] for each in listed if str(each).strip()]
    entries = [Finding(type=type, name=name, confidence=1.0) for name in dict.fromkeys(names)]
    replace_entries(
        connection,
        tenant_id=project.tenant_id,
        project_id=project.id,
        source=f"task:{task_id}:{type}",
        entries=entries[:_MOST_ENTRIES],
    )


def _answer(connection: Connection, project: ProjectRecord, key: str, value: Any, by: UUID | None) -> Effects:
    question: Question = next(each for each in bank_of(project.template).questions if each.key == key)
    return answer_question(
        connection, project=project, question_id=question.id_in(project.id), answer=Answer(value=value), by=by
    )

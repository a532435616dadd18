"""Tasks that follow from answers: what the flow's question files propose, each once for a project."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.projects.queries import ProjectRecord
from app.domain.tasks import kinds
from app.domain.tasks.operations import NewTask, insert_task
from app.storage.identifiers import derived_id

_ACTIONS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    kinds.PROVIDE: [{"type": kinds.TEXT_INPUT, "label": "Provide it", "config": {"multiline": True}}],
    kinds.DECIDE: [{"type": kinds.TEXT_INPUT, "label": "Decide", "config": {"multiline": True}}],
    kinds.REVIEW: [{"type": kinds.APPROVE_REJECT, "label": "Approve or reject", "config": {}}],
    kinds.CONNECT: [
        {
            "type": kinds.FORM_SUBMIT,
            "label": "Say how it is reached",
            "config": {
                "fields": [
                    {"name": "system", "label": "System", "type": "text", "required": True},
                    {"name": "contact", "label": "Who administers it", "type": "text", "required": True},
                    {"name": "notes", "label": "Notes", "type": "textarea"},
                ]
            },
        }
    ],
}
"""What somebody does about a proposal that names no actions of its own, by type."""


def make_proposed(
    connection: Connection,
    *,
    project: ProjectRecord,
    proposals: Sequence[Mapping[str, Any]],
    by: UUID | None,
    target: Mapping[str, Any] | None = None,
) -> list[UUID]:
    """Make the tasks of ``proposals`` {type, title, description, priority?, actions?} that the project has not had.

    They are assigned to ``by``, whose answer has called for them. Returns the ids of the new ones.
    """
    made = []
    for proposal in proposals:
        task = NewTask(
            type=proposal["type"],
            title=proposal["title"],
            description=proposal.get("description", ""),
            priority=proposal.get("priority", "medium"),
            actions=proposal.get("actions") or _ACTIONS[proposal["type"]],
            targets=[target] if target else (),
            source="flow",
        )
        task_id = derived_id(project.id, "proposed", task.type, task.title)
        if insert_task(connection, project=project, task=task, task_id=task_id, user_id=by, agent=None, by=by):
            made.append(task_id)
    return made

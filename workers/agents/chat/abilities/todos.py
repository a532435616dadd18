"""The ability to keep a list of what is to be done, which the client shows."""

from typing import Literal

from pydantic import BaseModel, Field
from pydantic_ai import RunContext

from workers.agents.chat.abilities.ability import Outcome, Workbench

MOST_TODOS = 50


class Todo(BaseModel):
    """One thing to do."""

    content: str
    status: Literal["pending", "in_progress", "completed"] = "pending"
    active_form: str = Field("", alias="activeForm")


async def todo_write(_bench: RunContext[Workbench], todos: list[Todo]) -> Outcome:
    """Replace the list of things to do. Use it for work of three and more parts, and keep it up to date.

    Args:
        todos: the whole list; activeForm says what is being done, e.g. "Writing the script"
    """
    listed = [todo.model_dump(by_alias=True) for todo in todos[:MOST_TODOS]]
    counts = {status: sum(todo["status"] == status for todo in listed) for status in _STATUSES}
    payload = {"todos": listed, "total": len(listed), **counts}
    told = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in counts.items())
    return Outcome(f"The list has {len(listed)} entries: {told}.", artifact=("todo_update", payload))


_STATUSES = ("completed", "in_progress", "pending")

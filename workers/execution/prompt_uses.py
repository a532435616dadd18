"""What an attempt uses prompts for, call by call, until it is written beside the step's checkpoint.

Uses of a step that fails are written with the run's end: its calls were made and paid for. Only what a
process takes with it when it dies is missing here (and stands in the budget's ledger as a lost call).
"""

import threading
from collections import defaultdict
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from app.domain.prompts.uses import Use, append_uses
from app.engine.event_log import Write
from workers.agents.agent import Prompt


class PromptUses:
    """The uses of one attempt that are not written yet."""

    def __init__(self) -> None:
        self._calls: dict[tuple[UUID, UUID], list[tuple[int, int, Decimal]]] = defaultdict(list)
        self._lock = threading.Lock()

    def note(self, prompt: Prompt, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None:
        """One call of a model; cost in US dollars. A prompt that is nobody's version has no usage."""
        if prompt.version_id is not None and prompt.project_id is not None:
            with self._lock:
                self._calls[prompt.project_id, prompt.version_id].append((input_tokens, output_tokens, cost))

    def writes(self) -> list[Write]:
        """The writes of all uses so far; once they are committed, :meth:`written` is to be called."""
        with self._lock:
            calls = {version: list(made) for version, made in self._calls.items()}
        uses = [
            Use(
                project_id=project_id,
                version_id=version_id,
                calls=len(made),
                tokens_in=sum(call[0] for call in made),
                tokens_out=sum(call[1] for call in made),
                cost=sum((call[2] for call in made), Decimal(0)),
            )
            for (project_id, version_id), made in calls.items()
        ]

        def write(connection: Connection, _last_cursor: int) -> None:
            append_uses(connection, uses=uses)

        return [write] if uses else []

    def written(self) -> None:
        """Forget what :meth:`writes` gave. No step is under way meanwhile, so there is nothing else."""
        with self._lock:
            self._calls.clear()

"""What a conversation holds from before: the turns that came earlier, or all up to a checkpoint."""

from uuid import UUID

from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
from sqlalchemy import Connection, text

from app.domain.conversations.turns import EarlierTurn, earlier_turns
from app.engine.checkpoints import outputs_of
from workers.agents.chat.message_json import loaded
from workers.agents.chat.transcript import Transcript, transcript_of


def before(connection: Connection, *, session_id: UUID, run_id: UUID | None) -> list[ModelMessage]:
    """The messages of the turns before the run's, oldest first; of all turns without a run."""
    turns = earlier_turns(connection, session_id=session_id, run_id=run_id)
    return [message for turn in turns for message in _messages(connection, turn)]


def at_checkpoint(
    connection: Connection, *, tenant_id: UUID, session_id: UUID, checkpoint_id: UUID
) -> list[ModelMessage] | None:
    """The messages as they stood at a checkpoint of one of the session's runs; None if it is none of them."""
    found = connection.execute(
        text(
            """SELECT c.run_id, c.step FROM checkpoints c JOIN runs r ON r.id = c.run_id
                WHERE c.id = :id AND r.session_id = :session AND r.tenant_id = :tenant AND r.parent_run_id IS NULL"""
        ),
        {"id": checkpoint_id, "session": session_id, "tenant": tenant_id},
    ).first()
    if found is None:
        return None
    return _transcript(connection, run_id=found.run_id, steps=found.step).closed()


def _messages(connection: Connection, turn: EarlierTurn) -> list[ModelMessage]:
    """What a turn has left; of one that failed or was cancelled, what its finished steps have."""
    if turn.messages is not None:
        return loaded(turn.messages)
    made = _transcript(connection, run_id=turn.run_id, steps=None)
    return made.closed_own() or [ModelRequest(parts=[UserPromptPart(turn.content)])]


def _transcript(connection: Connection, *, run_id: UUID, steps: int | None) -> Transcript:
    outputs = list(outputs_of(connection, run_id=run_id).items())
    return transcript_of(dict(outputs if steps is None else outputs[:steps]))

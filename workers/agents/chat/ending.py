"""How a run of a conversing agent ends: with its last words, and with what later turns will remember."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal, TypeAlias

from pydantic_ai.messages import ModelMessage

from app.domain.conversations.turns import keep_messages
from workers.agents.agent import Completed, DomainWrite, Json
from workers.agents.chat.clock import now
from workers.agents.chat.message_json import stored
from workers.agents.chat.talk import Talk

StopReason: TypeAlias = Literal["end_turn", "soft_interrupted", "rejected"]


async def ended(
    talk: Talk,
    reason: StopReason,
    *,
    output: Mapping[str, Any],
    text: str | None = None,
    events: Sequence[tuple[str, Mapping[str, Json]]] = (),
) -> Completed:
    """The run's end; ``output`` is what its last step adds to the conversation.

    ``text`` is what the terminal event says, by default the model's last words.
    """
    transcript = talk.transcript
    transcript.fold(output)
    return Completed(
        output=output,
        events=events,
        writes=[*_kept(talk), *await _finishing(talk)],
        terminal="chat_complete",
        result={
            "text": transcript.text if text is None else text,
            "stopReason": reason,
            "usage": transcript.usage.as_json(),
            "timestamp": now(),
        },
    )


async def _finishing(talk: Talk) -> Sequence[DomainWrite]:
    if talk.composition.finishing is None or not talk.has_sandbox:
        return ()
    return await talk.composition.finishing(await talk.workbench())


def _kept(talk: Talk) -> Sequence[DomainWrite]:
    if not talk.composition.is_root:
        return ()
    transcript = talk.transcript
    standing: Sequence[ModelMessage] | None = transcript.closed() if transcript.condensed else None
    return [
        partial(
            keep_messages,
            run_id=talk.context.run_id,
            messages=stored(transcript.closed_own()),
            standing=None if standing is None else stored(standing),
        )
    ]

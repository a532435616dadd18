"""The opening step: what was said before, what is being asked, and what lies in the workspace."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart

from app.errors import InvalidRequest, NotFound, NothingToWorkOn
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.chat.abilities.ability import REFUSALS, Workbench
from workers.agents.chat.abilities.search import files_below
from workers.agents.chat.composition import Composition
from workers.agents.chat.earlier import at_checkpoint, before
from workers.agents.chat.message_json import stored
from workers.agents.chat.skills import Skills, put_skills
from workers.agents.chat.talk import Talk
from workers.agents.conversation import MESSAGE_LIMIT
from workers.agents.plain_text import plain

MOST_FILES = 100
"""Files that the agent is told of."""
GO_ON = "Go on."


async def open_conversation(composition: Composition, context: StepContext) -> StepOutcome:
    """Gathers all that the run depends on, so that whatever changes meanwhile changes nothing here.

    Raises:
        NothingToWorkOn: the request says nothing, and there is nothing to go on from.
        NotFound: the checkpoint to start from is not one of this conversation.
    """
    talk = Talk(composition, context)
    earlier = await _earlier(talk)
    request = _request(context.input)
    branched = bool(context.input.get("fromCheckpoint"))
    if not request and not branched:
        raise NothingToWorkOn("There is no message to answer.")
    if branched and not request and (not earlier or earlier[-1].kind == "response"):
        request = GO_ON
    files, skills = await _place(talk)
    return StepOutcome(
        output={
            "earlier": stored(earlier),
            "branched": branched,
            "messages": stored([ModelRequest(parts=[UserPromptPart(request)])] if request else []),
            "facts": {"files": list(files), "skills": list(skills.paths)},
        },
        session=skills.session,
    )


async def _earlier(talk: Talk) -> Sequence[ModelMessage]:
    context = talk.context
    if not talk.composition.is_root:
        return []
    if checkpoint := context.input.get("fromCheckpoint"):
        found = await context.read(
            partial(
                at_checkpoint,
                tenant_id=context.tenant_id,
                session_id=context.session_id,
                checkpoint_id=_uuid(checkpoint),
            )
        )
        if found is None:
            raise NotFound("There is no such checkpoint in this conversation.")
        return found
    return await context.read(partial(before, session_id=context.session_id, run_id=context.run_id))


def _request(input: Mapping[str, Any]) -> str:
    """The user's message, with what the request says to go by."""
    message = plain(input.get("message"), MESSAGE_LIMIT)
    notes = [_note(item) for item in input.get("context") or () if isinstance(item, Mapping)]
    return "\n\n".join(part for part in [message, *notes] if part)


def _note(item: Mapping[str, Any]) -> str:
    name, instruction = plain(item.get("name"), 200), plain(item.get("instruction"), 4_000)
    return f"[{plain(item.get('type'), 40)}: {name}] {instruction}".strip() if name or instruction else ""


async def _place(talk: Talk) -> tuple[Sequence[str], Skills]:
    """What lies in the working folder, and the skills."""
    if not talk.has_sandbox:
        return (), Skills()
    bench = await talk.workbench()
    skills = await put_skills(talk, bench)
    return await _files(bench), skills


async def _files(bench: Workbench) -> Sequence[str]:
    try:
        found = await files_below(bench, ".")
    except REFUSALS:
        return []  # the working folder is not made yet
    prefix = f"{bench.folder}/" if bench.folder else ""
    return [entry.path.removeprefix(prefix) for entry in found[:MOST_FILES]]


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise InvalidRequest("fromCheckpoint is not an id") from None

"""Skills: texts that requests bring for the agent to read, put into the sandbox once and not with every message.

What was put where is noted in the session's state, in the commit of the step that put it: a step that is
broken off before has noted nothing, and the next attempt puts everything again. The sandbox is looked at all
the same, since one that was lost and made anew, or an agent that tidied up, has left the note behind.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from app.errors import NotFound
from workers.agents.chat.abilities.ability import Workbench, inside
from workers.agents.chat.talk import Talk

NOTED = "skillsPut"
"""Key in the session's state: a digest of the skills and of the sandbox that has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """Where the skills lie, below the sandbox's folder, and what the session has to note of it."""

    paths: Sequence[str] = ()
    session: Mapping[str, Any] = field(default_factory=dict)


async def put_skills(talk: Talk, bench: Workbench) -> Skills:
    """See that the skills of the request are in the sandbox."""
    given: Mapping[str, str] = talk.input.get("skills") or {}
    folder = talk.composition.skills_folder
    files = {f"{folder}/{inside(path)}": str(content) for path, content in given.items()}
    if not files:
        return Skills()
    digest = _digest(bench, files)
    if talk.context.session.get(NOTED) != digest or not await _are_there(bench, folder, files):
        await bench.sandbox.write(files)
    return Skills(paths=sorted(files), session={NOTED: digest} if _has_sandbox_for_itself(talk) else {})


def _digest(bench: Workbench, files: Mapping[str, str]) -> str:
    told = orjson.dumps([str(bench.sandbox.id), files], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(told).hexdigest()


async def _are_there(bench: Workbench, folder: str, files: Mapping[str, str]) -> bool:
    try:
        entries = await bench.sandbox.list(folder, recursive=True)
    except NotFound:
        return False
    return files.keys() <= {entry.path for entry in entries if entry.kind == "file"}


def _has_sandbox_for_itself(talk: Talk) -> bool:
    """A workspace serves several conversations, of which each may put other skills at the same paths."""
    return talk.composition.is_root and not talk.input.get("workspaceId")

"""What a design system is made from: the session's idea and documents, and the brief in the messages."""

from collections.abc import Mapping
from typing import Any

from app.errors import NothingToWorkOn
from workers.agents.conversation import conversation
from workers.agents.design_system.wishes import Wishes, subject_in, wishes_in, wishes_of
from workers.agents.plain_text import one_line, plain
from workers.agents.session_material import IDEA_LIMIT, idea_material, prd_digest_of

NAME_LIMIT = 120


def material_of(input: Mapping[str, Any], session: Mapping[str, Any]) -> dict[str, Any]:
    """Everything for a prompt, under the names that briefs use.

    Raises:
        NothingToWorkOn: neither a message nor an idea nor a PRD says what it is for.
    """
    said = _said(input)
    known = idea_material(session)
    subject = known["idea"] or prd_digest_of(session) or _subject(said, session)
    if not subject:
        raise NothingToWorkOn("There is no message, no idea and no PRD to make a design system for.")
    wishes = wishes_of(said, session)
    return {
        **known,
        "idea": subject,
        "prd": prd_digest_of(session) or None,
        "messages": conversation(input) or None,
        "dsName": one_line(input.get("dsName"), NAME_LIMIT) or None,
        "wishes": wishes.as_json() if wishes else None,
        "previous": _previous(session),
    }


def wishes_for(input: Mapping[str, Any], session: Mapping[str, Any]) -> Wishes:
    """What was asked for by name, in this request and before it."""
    return wishes_of(_said(input), session)


def seed_of(input: Mapping[str, Any], session: Mapping[str, Any]) -> str:
    """The text that decides what nobody asked for.

    A message that names no look still asks for another one, so it counts; one that names a look
    changes that and leaves the rest as it is.
    """
    said = _said(input)
    last = said[-1] if said else ""
    subject = material_of(input, session)["idea"]
    return str(subject) if wishes_in(last) or subject in last else f"{subject}\n{last}".strip()


def _said(input: Mapping[str, Any]) -> list[str]:
    return [message["content"] for message in conversation(input) if message["role"] == "user"]


def _subject(said: list[str], session: Mapping[str, Any]) -> str:
    """What the newest brief is about; one that names nothing is about what the last design system was about."""
    if not said:
        return ""
    named = subject_in(said[-1])
    system = session.get("designSystem")
    kept = plain(system.get("subject"), IDEA_LIMIT) if isinstance(system, Mapping) else ""
    return named or kept or said[-1]


def _previous(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    system = session.get("designSystem")
    tokens = system.get("tokens") if isinstance(system, Mapping) else None
    if not isinstance(system, Mapping) or not isinstance(tokens, Mapping):
        return None
    return {"name": system.get("name"), "mood": tokens.get("mood"), "primary": tokens.get("primary")}

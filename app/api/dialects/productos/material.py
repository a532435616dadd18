"""Whether an agent has anything to work on: told before the stream begins, as a status that clients can read.

The agents look again when they run; this spares a client a run that could only fail.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.engine.agent_names import CODE, DESIGN, DESIGN_SYSTEM, IDEATION, PRD, RESEARCH
from app.errors import InvalidRequest, NotFound, NothingToWorkOn
from app.sandboxes.names import parsed_url
from app.sandboxes.records import owned_sandbox
from app.settings import Settings

Check = Callable[[Mapping[str, Any], Mapping[str, Any]], None]
"""Takes a run's body and the session's state."""


def check_ideation(body: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Ideation needs a message or the session's idea."""
    if not _says_something(body) and not _any_text(state, "idea", "ideaSummary"):
        raise InvalidRequest("messages must say something, since the session holds no idea")


def check_research(body: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Research needs a message, or anything that earlier agents left in the session."""
    if not _says_something(body) and not state.get("prd") and not _any_text(state, "idea", "ideaSummary"):
        raise InvalidRequest("There is nothing to research: send messages, or create the session with an idea")


def check_prd(body: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """A PRD needs an opportunity; entered at the PRD, a session's idea stands in for the first one."""
    count = len(state.get("opportunities") or ())
    if not count and not (state.get("entry") == "prd" and _any_text(state, "idea", "ideaSummary")):
        raise NothingToWorkOn("This session has no opportunities yet: run the research agent first")
    if body.get("opportunityIndex", 0) >= max(1, count):
        raise InvalidRequest(
            f"opportunityIndex must lie between 0 and {max(1, count) - 1}", details={"opportunities": count}
        )


def check_design(body: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """Designs and apps need a message, a screen's description, or anything that says what the product is."""
    screen = body.get("targetScreen") or {}
    described = _says_something(body) or _any_text(screen, "name", "description")
    if not (described or state.get("prd") or state.get("opportunities") or _any_text(state, "idea", "ideaSummary")):
        raise NothingToWorkOn("There is nothing to design yet: send messages, or create the session with an idea")


CHECKS: Mapping[str, Check] = {
    IDEATION: check_ideation,
    RESEARCH: check_research,
    PRD: check_prd,
    DESIGN_SYSTEM: check_design,
    DESIGN: check_design,
    CODE: check_design,
}


def check_sandbox(connection: Connection, body: Mapping[str, Any], *, tenant_id: UUID, settings: Settings) -> None:
    """Edits go to one of the tenant's own sandboxes.

    Raises:
        NotFound: the last ``sandboxUrl`` of the messages is nobody's, or somebody else's.
    """
    urls = [message["sandboxUrl"] for message in body.get("messages") or () if message.get("sandboxUrl")]
    if urls:
        name = parsed_url(urls[-1], settings)
        if name is None or owned_sandbox(connection, tenant_id=tenant_id, name=name) is None:
            raise NotFound("There is no sandbox at this sandboxUrl")


def _says_something(body: Mapping[str, Any]) -> bool:
    return any(message["content"].strip() for message in body.get("messages") or () if message["role"] != "assistant")


def _any_text(state: Mapping[str, Any], *keys: str) -> bool:
    return any(isinstance(state.get(key), str) and state[key].strip() for key in keys)

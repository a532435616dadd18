"""What the code agent works from: the session, the request, the sandbox that a message points to."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from app.errors import NothingToWorkOn
from workers.agents.design.material import look_asked_for, product_label, product_text
from workers.agents.design.target import request_of
from workers.agents.visual_identity.palettes import tokens_for
from workers.agents.visual_identity.tokens import DesignTokens


def require_material(input: Mapping[str, Any], session: Mapping[str, Any]) -> None:
    """Nothing, if there is anything to build or to change.

    Raises:
        NothingToWorkOn: neither idea nor PRD nor message says anything, and there is no app yet.
    """
    known = product_text(input, session) or request_of(input)
    if not (known or session.get("codeProjectId") or sandbox_url(input)):
        raise NothingToWorkOn("There is no idea, no PRD and no message to build an app from.")


def sandbox_url(input: Mapping[str, Any]) -> str | None:
    """The ``sandboxUrl`` of the last message that has one."""
    messages = input.get("messages") or ()
    urls = [one.get("sandboxUrl") for one in messages if isinstance(one, Mapping)]
    return next((url for url in reversed(urls) if isinstance(url, str) and url), None)


def chosen_tokens(
    input: Mapping[str, Any], session: Mapping[str, Any], *, designed: DesignTokens | None, mood: str
) -> DesignTokens:
    """The look: as the screens have it, else the session's design system, else made for ``mood``.

    A message that asks for a colour or a mood decides over all of them.
    """
    known = designed or system_tokens(session)
    wishes = look_asked_for(request_of(input)) or {}
    if known and not wishes:
        return known
    label = product_label(input, session)
    return tokens_for(
        name=known.name if known else label,
        mood=", ".join(wishes.get("words") or ()) or (known.mood if known else mood),
        primary=wishes.get("colour") or (known.primary if known else None),
        seed=product_text(input, session) or label,
    )


def system_tokens(session: Mapping[str, Any]) -> DesignTokens | None:
    """The tokens of the session's design system, if it has one."""
    system = session.get("designSystem")
    if not isinstance(system, Mapping):
        return None
    try:
        return DesignTokens.model_validate(system.get("tokens"))
    except ValidationError:
        return None

"""Which opportunity a PRD is for, and whether there is one at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.errors import InvalidRequest, NothingToWorkOn
from workers.agents.session_material import idea_material


def chosen_index(input: Mapping[str, Any]) -> int:
    """``opportunityIndex`` of the request, by default 0: the top-ranked one."""
    return int(input.get("opportunityIndex") or 0)


def derives(input: Mapping[str, Any], session: Mapping[str, Any]) -> bool:
    """Whether the opportunity has to be derived from the idea, since the session was entered at the PRD.

    Raises:
        NothingToWorkOn: there is neither an opportunity nor an idea that stands in for it.
        InvalidRequest: ``opportunityIndex`` is out of range.
    """
    there = len(_opportunities(session))
    if not there and (session.get("entry") != "prd" or not idea_material(session)["idea"]):
        raise NothingToWorkOn("This session has no opportunities yet: run research first.")
    if not 0 <= chosen_index(input) < max(there, 1):
        raise InvalidRequest(f"opportunityIndex must be between 0 and {max(there, 1) - 1}.")
    return not there


def chosen_opportunity(input: Mapping[str, Any], session: Mapping[str, Any]) -> dict[str, Any]:
    """The session's opportunity that the request asks for. Raises IndexError if there is none."""
    return dict(_opportunities(session)[chosen_index(input)])


def _opportunities(session: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return session.get("opportunities") or ()

"""Requests to change production, where a project wants a second key's consent. Not in the document."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import APPROVAL, ApprovalAnswer, ApprovalsAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer, page_answer
from app.api.dialects.prompt_registry.prompts import own_prompt
from app.api.dialects.prompt_registry.schemas import VersionsQuery
from app.api.services import transaction
from app.domain.prompts import approvals as domain
from app.domain.prompts import queries
from app.errors import NotFound
from app.storage.identifiers import parsed_id

approvals = ApiBlueprint(
    "registry-approvals",
    __name__,
    url_prefix=f"{PREFIX}/prompts/<prompt_id>/approvals",
    description="Prompt registry: approvals",
)

_REFUSALS = ("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")


@approvals.route("", credentials=REGISTRY_KEY)
@approvals.takes(VersionsQuery, location="query")
@approvals.answers(200, ApprovalsAnswer, description="The prompt's requests, newest first")
@approvals.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def list_(query: dict[str, Any], prompt_id: str) -> Response:
    """The prompt's requests, newest first, decided ones included."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        queries.get_prompt(connection, **own)
        found = domain.list_approvals(connection, **own, **query)
        total = domain.count_approvals(connection, **own)
    return page_answer([presenters.approval(each) for each in found], total=total, query=query)


@approvals.route("/<approval_id>/approve", method="POST", credentials=REGISTRY_KEY)
@approvals.answers(200, ApprovalAnswer, description="What was asked for is in force", example=APPROVAL)
@approvals.fails(*_REFUSALS)
def approve(prompt_id: str, approval_id: str) -> Response:
    """Consent to a request, with another production key than the one that asked."""
    own, asked = own_prompt(prompt_id), _approval_key(approval_id)
    with transaction() as connection:
        decided, _ = domain.approve(connection, **own, approval_id=asked, actor=caller().actor)
    return answer(presenters.approval(decided))


@approvals.route("/<approval_id>/reject", method="POST", credentials=REGISTRY_KEY)
@approvals.answers(200, ApprovalAnswer, description="Nothing has changed", example=APPROVAL)
@approvals.fails(*_REFUSALS)
def reject(prompt_id: str, approval_id: str) -> Response:
    """Refuse a request, with another production key than the one that asked."""
    own, asked = own_prompt(prompt_id), _approval_key(approval_id)
    with transaction() as connection:
        decided = domain.reject(connection, **own, approval_id=asked, actor=caller().actor)
    return answer(presenters.approval(decided))


def _approval_key(approval_id: str) -> UUID:
    key = parsed_id(approval_id)
    if key is None:
        raise NotFound("Approval not found")
    return key

"""Prompts: create, list, look, delete (rows 003-04 to 003-07)."""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import (
    PROMPT,
    DeletedAnswer,
    PromptAnswer,
    PromptInFullAnswer,
    PromptsAnswer,
)
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer, page_answer
from app.api.dialects.prompt_registry.schemas import PromptBody, PromptsQuery, VersionsQuery
from app.api.services import transaction
from app.domain.prompts import deployment_log, operations, queries
from app.errors import NotFound
from app.storage.identifiers import parsed_id

prompts = ApiBlueprint(
    "registry-prompts", __name__, url_prefix=f"{PREFIX}/prompts", description="Prompt registry: prompts"
)


@prompts.route("", method="POST", credentials=REGISTRY_KEY)
@prompts.takes(
    PromptBody,
    example={"slug": "welcome-email", "name": "Welcome Email", "description": "Generates welcome emails"},
)
@prompts.answers(201, PromptAnswer, description="The prompt, yet without a version", example=PROMPT)
@prompts.fails("BAD_REQUEST", "UNAUTHORIZED", "CONFLICT")
def create(body: dict[str, Any]) -> Response:
    """Create a prompt."""
    with transaction() as connection:
        made = operations.create_prompt(connection, tenant_id=caller().tenant_id, **body)
    return answer(presenters.prompt(made), 201)


@prompts.route("", credentials=REGISTRY_KEY)
@prompts.takes(PromptsQuery, location="query")
@prompts.answers(200, PromptsAnswer, description="The project's prompts, newest first")
@prompts.fails("BAD_REQUEST", "UNAUTHORIZED")
def list_(query: dict[str, Any]) -> Response:
    """List the project's prompts."""
    tenant_id = caller().tenant_id
    with transaction() as connection:
        found = queries.list_prompts(connection, tenant_id=tenant_id, **query)
        total = queries.count_prompts(connection, tenant_id=tenant_id)
    return page_answer([presenters.prompt(each) for each in found], total=total, query=query)


@prompts.route("/<prompt_id>", credentials=REGISTRY_KEY)
@prompts.takes(VersionsQuery, location="query")
@prompts.answers(200, PromptInFullAnswer, description="With its versions, newest first, and what is deployed where")
@prompts.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def show(query: dict[str, Any], prompt_id: str) -> Response:
    """A prompt with its versions (paged as in their list) and deployments."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        body = presenters.prompt_in_full(
            queries.get_prompt(connection, **own),
            versions=queries.list_versions(connection, **own, **query),
            deployments=deployment_log.all_present(connection, **own),
        )
    return answer(body)


@prompts.route("/<prompt_id>", method="DELETE", credentials=REGISTRY_KEY)
@prompts.answers(200, DeletedAnswer, description="It is gone, with its versions, deployments and usage")
@prompts.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def delete(prompt_id: str) -> Response:
    """Delete a prompt with its versions and deployments, for good."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        operations.delete_prompt(connection, **own, actor=caller().actor)
    return answer({"id": str(own["prompt_id"]), "deleted": True})


def own_prompt(prompt_id: str) -> dict[str, Any]:
    """Which prompt is meant, as the domain's functions take it: the caller's, with the id of a path.

    Raises:
        NotFound: the id is malformed, and so nobody's.
    """
    key = parsed_id(prompt_id)
    if key is None:
        raise NotFound("Prompt not found")
    return {"tenant_id": caller().tenant_id, "prompt_id": key}

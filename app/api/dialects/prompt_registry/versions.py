"""Versions: create, list, look, compare (rows 003-08 and 003-09)."""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import VERSION, DifferenceAnswer, VersionAnswer, VersionsAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer, page_answer
from app.api.dialects.prompt_registry.prompts import own_prompt
from app.api.dialects.prompt_registry.schemas import VersionBody, VersionsQuery
from app.api.services import transaction
from app.domain.prompts import queries
from app.domain.prompts.operations import create_version
from app.domain.prompts.records import VersionContent

versions = ApiBlueprint(
    "registry-versions",
    __name__,
    url_prefix=f"{PREFIX}/prompts/<prompt_id>/versions",
    description="Prompt registry: versions",
)

_EXAMPLE = {
    "systemPrompt": "You are a helpful assistant...",
    "userTemplate": "Hello {{userName}}, welcome to {{plan}}!",
    "model": "gpt-4",
    "temperature": 0.7,
    "maxTokens": 500,
    "metadata": {"author": "team-ai"},
}


@versions.route("", method="POST", credentials=REGISTRY_KEY)
@versions.takes(VersionBody, example=_EXAMPLE)
@versions.answers(201, VersionAnswer, description="The version, deployed to dev", example=VERSION)
@versions.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "REQUEST_ENTITY_TOO_LARGE")
def create(body: dict[str, Any], prompt_id: str) -> Response:
    """Create the prompt's next version and deploy it to dev."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        made = create_version(connection, **own, content=_content(body), actor=caller().actor)
    return answer(presenters.version(made), 201)


@versions.route("", credentials=REGISTRY_KEY)
@versions.takes(VersionsQuery, location="query")
@versions.answers(200, VersionsAnswer, description="The prompt's versions, newest first")
@versions.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def list_(query: dict[str, Any], prompt_id: str) -> Response:
    """The prompt's versions, newest first."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        # Versions count from 1 and none is ever deleted: the last number is how many there are.
        total = queries.get_prompt(connection, **own).last_version
        found = queries.list_versions(connection, **own, **query)
    return page_answer([presenters.version(each) for each in found], total=total, query=query)


@versions.route("/<version>", credentials=REGISTRY_KEY)
@versions.answers(200, VersionAnswer, description="The version", example=VERSION)
@versions.fails("UNAUTHORIZED", "NOT_FOUND")
def show(prompt_id: str, version: str) -> Response:
    """One version, by its id or its number."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        found = queries.get_version(connection, **own, name=version)
    return answer(presenters.version(found))


@versions.route("/<version>/diff/<other>", credentials=REGISTRY_KEY)
@versions.answers(200, DifferenceAnswer, description="A unified difference for each field")
@versions.fails("UNAUTHORIZED", "NOT_FOUND")
def diff(prompt_id: str, version: str, other: str) -> Response:
    """What changed from one version to the other (each by its id or its number), field by field."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        old, new = (queries.get_version(connection, **own, name=name) for name in (version, other))
    return answer(presenters.difference(old, new))


def _content(body: dict[str, Any]) -> VersionContent:
    return VersionContent(
        system_prompt=body.get("systemPrompt"),
        user_template=body.get("userTemplate"),
        model=body["model"],
        temperature=float(body["temperature"]),
        max_tokens=body.get("maxTokens"),
        details=body["metadata"],
    )

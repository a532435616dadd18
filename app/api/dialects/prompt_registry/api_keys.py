"""Keys: list, create, revoke (rows 003-13 to 003-15).

A key makes and revokes keys of its own environment and of those before it; otherwise a dev key would be a
production key in waiting. Every key may be revoked, also a project's last: one that has leaked must be
closed before anything else is thought of, and `baton keys create --project` makes another.
"""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import KEY, CreatedKeyAnswer, KeyAnswer, KeysAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, KeyHolder, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer
from app.api.dialects.prompt_registry.schemas import KeyBody
from app.api.services import transaction
from app.domain.accounts import operations, queries
from app.domain.accounts.environments import reaches
from app.domain.accounts.key_texts import PROMPT_REGISTRY
from app.domain.prompts.queries import get_project
from app.errors import NotFound, WrongEnvironment
from app.storage.identifiers import parsed_id

api_keys = ApiBlueprint("registry-keys", __name__, url_prefix=f"{PREFIX}/api-keys", description="Prompt registry: keys")


@api_keys.route("", credentials=REGISTRY_KEY)
@api_keys.answers(200, KeysAnswer, description="The project's keys by their beginnings, oldest first, revoked ones too")
@api_keys.fails("UNAUTHORIZED")
def list_() -> Response:
    """The project's keys; never a whole one."""
    with transaction() as connection:
        found = queries.keys_of_tenant(connection, tenant_id=caller().tenant_id, family=PROMPT_REGISTRY)
    return answer([presenters.key(each) for each in found])


@api_keys.route("", method="POST", credentials=REGISTRY_KEY)
@api_keys.takes(KeyBody, example={"environment": "staging", "label": "CI/CD key"})
@api_keys.answers(201, CreatedKeyAnswer, description="The key; it is shown this once", example=KEY)
@api_keys.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def create(body: dict[str, Any]) -> Response:
    """Create a key for an environment."""
    holder = caller()
    _check_reach(holder, body["environment"])
    with transaction() as connection:
        made = operations.add_key(
            connection,
            tenant_id=holder.tenant_id,
            family=PROMPT_REGISTRY,
            owner=get_project(connection, tenant_id=holder.tenant_id).name,
            label=body.get("label", ""),
            environment=body["environment"],
        )
    return answer(presenters.key_created(made), 201)


@api_keys.route("/<key_id>", method="DELETE", credentials=REGISTRY_KEY)
@api_keys.answers(200, KeyAnswer, description="The key with the time of its revocation; it opens nothing any more")
@api_keys.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def revoke(key_id: str) -> Response:
    """Revoke a key at once and for good. Revoking it again changes nothing."""
    holder, key = caller(), parsed_id(key_id)
    if key is None:
        raise NotFound("Key not found")
    with transaction() as connection:
        found = queries.get_key(connection, tenant_id=holder.tenant_id, family=PROMPT_REGISTRY, key_id=key)
        _check_reach(holder, found.environment)
        revoked = operations.close_key(connection, key_id=found.id)
    return answer(presenters.key(revoked))


def _check_reach(holder: KeyHolder, environment: str | None) -> None:
    if environment is None or not reaches(holder.environment, other=environment):
        raise WrongEnvironment(f"A {holder.environment} key does not reach {environment} keys")

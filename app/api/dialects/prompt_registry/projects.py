"""Projects: sign up, look, change (rows 003-02 and 003-03)."""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.credentials import PUBLIC
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import CREATED_PROJECT, PROJECT, CreatedProjectAnswer, ProjectAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, caller, production_caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer
from app.api.dialects.prompt_registry.schemas import RegistryProjectBody, RegistryProjectChange
from app.api.http.rate_limits import SIGNUPS
from app.api.services import services, transaction, transaction_for
from app.domain.prompts.operations import create_project, update_project
from app.domain.prompts.queries import get_project
from app.errors import SignupClosed
from app.storage.identifiers import new_id

projects = ApiBlueprint(
    "registry-projects", __name__, url_prefix=f"{PREFIX}/projects", description="Prompt registry: projects"
)


@projects.route("", method="POST", credentials=PUBLIC, limited_as=SIGNUPS)
@projects.takes(RegistryProjectBody, example={"name": "My AI App"})
@projects.answers(201, CreatedProjectAnswer, description="The key is shown this once", example=CREATED_PROJECT)
@projects.fails("BAD_REQUEST", "FORBIDDEN", "REQUEST_ENTITY_TOO_LARGE", "TOO_MANY_REQUESTS")
def create(body: dict[str, Any]) -> Response:
    """Create a project and its first key, which is for production. No key is needed."""
    held = services()
    if not held.settings.open_signup:
        raise SignupClosed
    # A project is a tenant, and its rows can be written only on behalf of that tenant.
    tenant_id = new_id()
    with transaction_for(held.engine, tenant_id=tenant_id) as connection:
        made = create_project(connection, tenant_id=tenant_id, name=body["name"])
    return answer({"project": {"id": str(tenant_id), "name": made.project.name}, "apiKey": made.key.text}, 201)


@projects.route("/me", credentials=REGISTRY_KEY)
@projects.answers(200, ProjectAnswer, description="The key's project and environment", example=PROJECT)
@projects.fails("UNAUTHORIZED")
def show() -> Response:
    """The project of the key."""
    holder = caller()
    with transaction() as connection:
        found = get_project(connection, tenant_id=holder.tenant_id)
    return answer(presenters.project(found, environment=holder.environment))


@projects.route("/me", method="PATCH", credentials=REGISTRY_KEY)
@projects.takes(RegistryProjectChange, example={"requireApproval": True})
@projects.answers(200, ProjectAnswer, description="The project as it is now", example=PROJECT)
@projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def change(body: dict[str, Any]) -> Response:
    """Change the project's name, or whether production takes a second key's consent. Takes a production key."""
    holder = production_caller()
    with transaction() as connection:
        found = update_project(
            connection,
            tenant_id=holder.tenant_id,
            name=body.get("name"),
            require_approval=body.get("requireApproval"),
        )
    return answer(presenters.project(found, environment=holder.environment))

"""What an application asks for: the text under a slug, as it is or filled in (row 003-12)."""

from typing import Any

from flask import Response, request

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import RESOLVED, RenderedAnswer, ResolvedAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, KeyHolder, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer
from app.api.dialects.prompt_registry.schemas import SLUG, RenderBody, ResolveQuery
from app.api.services import transaction
from app.domain.prompts import queries
from app.domain.prompts.records import ActivePrompt, VersionRecord
from app.domain.prompts.rendering import check_variables
from app.errors import NotFound

resolution = ApiBlueprint(
    "registry-resolution",
    __name__,
    url_prefix=f"{PREFIX}/prompts/<slug>",
    description="Prompt registry: resolve and render",
)

_ETAG = {"ETag": {"schema": {"type": "string"}, "description": "Of the version and its deployment"}}


@resolution.route("/resolve", credentials=REGISTRY_KEY)
@resolution.takes(ResolveQuery, location="query")
@resolution.answers(200, ResolvedAnswer, headers=_ETAG, description="What is in force", example=RESOLVED)
@resolution.answers(304, headers=_ETAG, description="It is what If-None-Match names")
@resolution.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def resolve(query: dict[str, Any], slug: str) -> Response:
    """What the key's environment serves under a slug."""
    with transaction() as connection:
        active = queries.active_prompt(connection, **_asked(caller(), slug), key=query.get("key"))
    etag = _etag(active)
    unchanged = request.if_none_match.contains_weak(etag)
    response = Response(status=304) if unchanged else answer(presenters.resolved(active))
    response.set_etag(etag)
    # To be kept by its own caller alone, who asks each time whether it is still in force.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization"
    return response


@resolution.route("/render", method="POST", credentials=REGISTRY_KEY)
@resolution.takes(RenderBody, example={"variables": {"userName": "Ada", "plan": "Pro"}})
@resolution.answers(200, RenderedAnswer, description="The texts with their placeholders filled in")
@resolution.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def render(body: dict[str, Any], slug: str) -> Response:
    """Fill in the placeholders of what is in force, or of a given version. All that is missing is named at once."""
    version = _version(body, slug)
    templates = [text for text in (version.system_prompt, version.user_template) if text is not None]
    check_variables(templates, body["variables"])
    return answer(presenters.rendered(slug, version, body["variables"]))


def _version(body: dict[str, Any], slug: str) -> VersionRecord:
    asked = _asked(caller(), slug)
    with transaction() as connection:
        if "versionId" not in body:
            return queries.active_prompt(connection, **asked, key=body.get("key")).version
        tenant_id = asked["project_id"]
        prompt = queries.get_prompt_by_slug(connection, tenant_id=tenant_id, slug=slug)
        return queries.get_version(connection, tenant_id=tenant_id, prompt_id=prompt.id, name=str(body["versionId"]))


def _asked(holder: KeyHolder, slug: str) -> dict[str, Any]:
    """Whose prompt, which, and where; what is no slug at all is nobody's."""
    if not SLUG.fullmatch(slug):
        raise NotFound("Prompt not found")
    return {"project_id": holder.tenant_id, "slug": slug, "environment": holder.environment}


def _etag(active: ActivePrompt) -> str:
    # With the version's id, since a prompt that is deleted and made again counts from 1 again.
    return f"{active.version.id.hex}-{active.deployment}"

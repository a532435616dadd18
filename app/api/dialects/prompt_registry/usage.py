"""What a prompt's versions were used for, and at what cost. Not in the document."""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import UsageAnswer
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY
from app.api.dialects.prompt_registry.dialect import PREFIX, answer
from app.api.dialects.prompt_registry.prompts import own_prompt
from app.api.dialects.prompt_registry.schemas import UsageQuery
from app.api.services import transaction
from app.domain.prompts import queries

usage = ApiBlueprint(
    "registry-usage", __name__, url_prefix=f"{PREFIX}/prompts/<prompt_id>/usage", description="Prompt registry: usage"
)


@usage.route("", credentials=REGISTRY_KEY)
@usage.takes(UsageQuery, location="query")
@usage.answers(200, UsageAnswer, description="Per version and day (UTC), newest first; cost in US dollars")
@usage.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def show(query: dict[str, Any], prompt_id: str) -> Response:
    """Calls, tokens and cost of the prompt's versions in the last days."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        queries.get_prompt(connection, **own)
        days = queries.usage_by_day(connection, **own, **query)
    return answer(presenters.usage(own["prompt_id"], days))

"""What an environment serves: promote, roll back, roll out, and the history of it (rows 003-10 and 003-11)."""

from typing import Any

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.dialects.prompt_registry import presenters
from app.api.dialects.prompt_registry.answers import (
    APPROVAL,
    DEPLOYED,
    ApprovalAnswer,
    DeployedAnswer,
    HistoryAnswer,
)
from app.api.dialects.prompt_registry.authentication import REGISTRY_KEY, caller
from app.api.dialects.prompt_registry.dialect import PREFIX, answer, page_answer
from app.api.dialects.prompt_registry.prompts import own_prompt
from app.api.dialects.prompt_registry.schemas import HistoryQuery, PromotionBody, RollbackBody, RolloutBody
from app.api.services import transaction
from app.domain.prompts import deployment_log, queries
from app.domain.prompts.deployments import promote, roll_back, roll_out
from app.domain.prompts.records import ApprovalRecord, DeploymentRecord, Weight

deployments = ApiBlueprint(
    "registry-deployments",
    __name__,
    url_prefix=f"{PREFIX}/prompts/<prompt_id>",
    description="Prompt registry: deployments",
)

_ID = "01a2011d-1608-7419-b1ee-63f76f701654"
_OTHER_ID = "01a2011d-1608-7419-b1ee-63f76f701655"
_PENDING = "Production needs another key's consent: the request for it"


@deployments.route("/promote", method="POST", credentials=REGISTRY_KEY)
@deployments.takes(PromotionBody, example={"environment": "production", "versionId": _ID})
@deployments.answers(200, DeployedAnswer, description="It is in force", example=DEPLOYED)
@deployments.answers(202, ApprovalAnswer, description=_PENDING, example=APPROVAL)
@deployments.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def promote_(body: dict[str, Any], prompt_id: str) -> Response:
    """Have an environment serve a version."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        done = promote(
            connection,
            **own,
            environment=body["environment"],
            version_id=body["versionId"],
            actor=caller().actor,
        )
    return _told(done)


@deployments.route("/rollback", method="POST", credentials=REGISTRY_KEY)
@deployments.takes(RollbackBody, example={"environment": "production"})
@deployments.answers(200, DeployedAnswer, description="What is in force again", example=DEPLOYED)
@deployments.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def rollback(body: dict[str, Any], prompt_id: str) -> Response:
    """Restore an environment's previous deployment; again, the one before it."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        done = roll_back(
            connection,
            **own,
            environment=body["environment"],
            actor=caller().actor,
        )
    return _told(done)


@deployments.route("/rollout", method="PUT", credentials=REGISTRY_KEY)
@deployments.takes(
    RolloutBody,
    example={
        "environment": "production",
        "weights": [{"versionId": _ID, "weight": 90}, {"versionId": _OTHER_ID, "weight": 10}],
    },
)
@deployments.answers(200, DeployedAnswer, description="It is in force; activeVersionId is the heaviest")
@deployments.answers(202, ApprovalAnswer, description=_PENDING, example=APPROVAL)
@deployments.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def rollout(body: dict[str, Any], prompt_id: str) -> Response:
    """Have an environment serve several versions by weight. Promoting one of them ends it."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        done = roll_out(
            connection,
            **own,
            environment=body["environment"],
            weights=[Weight(each["versionId"], each["weight"]) for each in body["weights"]],
            actor=caller().actor,
        )
    return _told(done)


@deployments.route("/deployments", credentials=REGISTRY_KEY)
@deployments.takes(HistoryQuery, location="query")
@deployments.answers(200, HistoryAnswer, description="Who changed what, when, from and to, newest first")
@deployments.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def history(query: dict[str, Any], prompt_id: str) -> Response:
    """The prompt's deployments, newest first."""
    own = own_prompt(prompt_id)
    with transaction() as connection:
        queries.get_prompt(connection, **own)
        found = deployment_log.history(connection, **own, **query)
        total = deployment_log.count(connection, **own, environment=query.get("environment"))
    return page_answer([presenters.history_entry(each) for each in found], total=total, query=query)


def _told(done: DeploymentRecord | ApprovalRecord) -> Response:
    if isinstance(done, ApprovalRecord):
        return answer(presenters.approval(done), 202)
    return answer(presenters.deployed(done))

"""May he? Asked about one member, or about all roles of a project; and what was decided and changed before."""

import time
from typing import Any

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import authorize, known_capabilities
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import access, actor, subject_of
from app.api.dialects.praetor.permissions.answers import AuditData, DecisionData, MatrixData
from app.api.dialects.praetor.permissions.presenters import audit_data, decision_data
from app.api.dialects.praetor.permissions.schemas import AuditQuery, EvaluateBody, EvaluateQuery
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.access_policies import audit
from app.domain.access_policies.access import Attributes
from app.domain.access_policies.checks import check_policy
from app.domain.access_policies.matrix import capabilities_of, matrix
from app.domain.access_policies.policies import Decision, Policy, Question
from app.domain.access_policies.queries import Subject, find_subject
from app.domain.access_policies.system_roles import PERMISSION_INSPECT
from app.errors import InvalidRequest, NotFound
from app.storage.identifiers import parsed_id

decisions = PraetorBlueprint(
    "decisions", __name__, url_prefix=f"{PREFIX}/permissions", description="Decisions, and the trail of them"
)


@decisions.route("/evaluate", method="POST", credentials=SESSION)
@decisions.takes(EvaluateQuery, location="query")
@decisions.takes(EvaluateBody, example={"userId": "…", "action": "project:delete", "resourceType": "project"})
@decisions.answers(200, DecisionData, description="The decision, also when it is no")
@decisions.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def evaluate(query: dict[str, Any], body: dict[str, Any]) -> Response:
    """Whether a member may do something. About others, with reasons or as a trial it takes more than about oneself."""
    trial = _trial(body)
    if query["explain"] or trial or parsed_id(body["userId"]) != caller().user_id:
        authorize(PERMISSION_INSPECT)
    question = Question(
        action=body["action"],
        resource_type=body["resourceType"],
        resource_id=body.get("resourceId"),
        context=body["context"],
    )
    subject, resource = _subject(body["userId"]), _resource(question)
    began = time.perf_counter()
    decision = access().decide(
        question,
        subject=subject,
        tenant_id=caller().tenant_id,
        version=caller().access_version,
        resource=resource,
        trial=trial,
        every_reason=query["explain"],
    )
    milliseconds = (time.perf_counter() - began) * 1000
    if not body["dryRun"] and (query["explain"] or not decision.allowed):
        _note(question, decision, subject, explained=query["explain"])
    data = decision_data(decision, milliseconds=milliseconds, dry_run=body["dryRun"], explain=query["explain"])
    return json_response(envelope(data))


@decisions.route("/matrix/<project_id>", credentials=SESSION)
@decisions.answers(200, MatrixData, description="What each role may do in the project")
@decisions.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show_matrix(project_id: str) -> Response:
    """The roles and what they may do in a project."""
    who, id = caller(), parsed_id(project_id)
    project = access().find_resource(tenant_id=who.tenant_id, resource_type="project", resource_id=project_id)
    if id is None or project is None:
        raise NotFound("Project not found")
    rules = access().rules(tenant_id=who.tenant_id, version=who.access_version)
    capabilities = capabilities_of(rules, known=known_capabilities())
    data = {
        "projectId": id,
        "roles": [{"id": role.id, "name": role.name} for role in rules.roles.values()],
        "capabilities": capabilities,
        "matrix": matrix(rules, capabilities=capabilities, project_id=id, project=project),
    }
    return json_response(envelope(data))


@decisions.route("/audit", credentials=SESSION)
@decisions.takes(AuditQuery, location="query")
@decisions.answers(200, AuditData, description="Changes of roles and policies, refusals, explained decisions")
@decisions.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def show_audit(query: dict[str, Any]) -> Response:
    """The trail, the latest first."""
    with transaction() as connection:
        found = audit.list_entries(
            connection,
            tenant_id=caller().tenant_id,
            limit=query["limit"] + 1,
            before=query.get("before"),
            kind=query.get("kind"),
            actor_id=query.get("actorId"),
            subject_id=query.get("subjectId"),
        )
    page = found[: query["limit"]]
    next_before = page[-1].id if len(found) > len(page) else None
    return json_response(envelope({"entries": [audit_data(each) for each in page], "nextBefore": next_before}))


def _trial(body: dict[str, Any]) -> list[Policy]:
    """The policies to try out.

    Raises:
        InvalidRequest: one could not be stored; or it is no dry run.
    """
    if body["policies"] and not body["dryRun"]:
        raise InvalidRequest("policies: Only with dryRun", details={"fields": {"policies": "Only with dryRun"}})
    return [_tried(number, given) for number, given in enumerate(body["policies"])]


def _tried(number: int, given: dict[str, Any]) -> Policy:
    place = f"policies.{number}"
    values = {**given, "name": given["name"] or place, "id": given.get("id") or place}
    try:
        check_policy(values)
    except InvalidRequest as error:
        fields = {f"{place}.{field}": issue for field, issue in error.details["fields"].items()}
        raise InvalidRequest(f"{place}.{error.message}", details={"fields": fields}) from None
    return Policy(**{name: values[name] for name in Policy.__slots__})


def _subject(user_id: str) -> Subject:
    if parsed_id(user_id) == caller().user_id:
        return subject_of(caller())
    with transaction() as connection:
        found = find_subject(connection, tenant_id=caller().tenant_id, user_id=parsed_id(user_id))
    if found is None:
        raise NotFound("The tenant has no such user")
    return found


def _resource(question: Question) -> Attributes:
    """What is known about the resource: nothing for types that cannot be looked up.

    Raises:
        NotFound: the tenant has none with this id.
    """
    if question.resource_id is None or not access().is_registered(question.resource_type):
        return {}
    found = access().find_resource(
        tenant_id=caller().tenant_id, resource_type=question.resource_type, resource_id=question.resource_id
    )
    if found is None:
        raise NotFound("The tenant has no such resource")
    return found


def _note(question: Question, decision: Decision, subject: Subject, *, explained: bool) -> None:
    entry = audit.decision_entry(question, decision, user_id=subject.user_id, explained=explained)
    with transaction() as connection:
        audit.write(connection, tenant_id=caller().tenant_id, actor=actor(), entry=entry)

"""The shapes of the registry's answers, for the OpenAPI document, with the examples of its own document."""

from typing import Any

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable
from app.domain.accounts.environments import ENVIRONMENTS


def _environment() -> fields.Field[Any]:
    return fields.String(required=True, metadata={"enum": list(ENVIRONMENTS)})


class RegistryProject(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    environment = fields.String(required=True, metadata={"description": "Of the key that asks"})
    requireApproval = fields.Boolean(required=True)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815


class NamedProject(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class CreatedRegistryProject(Schema):
    project = fields.Nested(NamedProject, required=True)
    apiKey = fields.String(required=True, metadata={"description": "Shown this once"})  # noqa: N815


class PromptItem(Schema):
    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    name = fields.String(required=True)
    description = nullable(fields.String)
    latestVersion = nullable(fields.Integer)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815


class VersionContentItem(Schema):
    versionNumber = fields.Integer(required=True)  # noqa: N815
    systemPrompt = nullable(fields.String)  # noqa: N815
    userTemplate = nullable(fields.String)  # noqa: N815
    model = fields.String(required=True)
    temperature = fields.Float(required=True)
    maxTokens = nullable(fields.Integer)  # noqa: N815
    metadata = fields.Dict(required=True)


class VersionItem(VersionContentItem):
    id = fields.UUID(required=True)
    createdAt = fields.DateTime(required=True)  # noqa: N815


class ResolvedPrompt(VersionContentItem):
    slug = fields.String(required=True)


class RenderedPrompt(Schema):
    slug = fields.String(required=True)
    versionId = fields.UUID(required=True)  # noqa: N815
    versionNumber = fields.Integer(required=True)  # noqa: N815
    systemPrompt = nullable(fields.String)  # noqa: N815
    userPrompt = nullable(fields.String)  # noqa: N815
    model = fields.String(required=True)
    temperature = fields.Float(required=True)
    maxTokens = nullable(fields.Integer)  # noqa: N815


class RolloutWeight(Schema):
    versionId = fields.UUID(required=True)  # noqa: N815
    weight = fields.Integer(required=True)


class Deployed(Schema):
    environment = _environment()
    activeVersionId = fields.UUID(required=True)  # noqa: N815
    promotedAt = fields.DateTime(required=True)  # noqa: N815
    weights = fields.List(fields.Nested(RolloutWeight), metadata={"description": "Of a rollout"})


class PresentDeployment(Deployed):
    activeVersionNumber = fields.Integer(required=True)  # noqa: N815
    deploymentNumber = fields.Integer(required=True)  # noqa: N815


class PromptInFull(PromptItem):
    versions = fields.List(fields.Nested(VersionItem), required=True)
    deployments = fields.List(fields.Nested(PresentDeployment), required=True)


class NamedVersion(Schema):
    versionId = fields.UUID(required=True)  # noqa: N815
    versionNumber = fields.Integer(required=True)  # noqa: N815


class KeyHolderItem(Schema):
    keyId = nullable(fields.UUID)  # noqa: N815
    label = nullable(fields.String)


class HistoryEntry(Schema):
    id = fields.UUID(required=True)
    environment = _environment()
    deploymentNumber = fields.Integer(required=True)  # noqa: N815
    action = fields.String(required=True, metadata={"enum": ["create", "promote", "rollback", "rollout"]})
    to = fields.Nested(NamedVersion, required=True)
    weights = fields.List(fields.Nested(RolloutWeight), required=True, allow_none=True)
    by = fields.Nested(KeyHolderItem, required=True)
    approvalId = nullable(fields.UUID)  # noqa: N815
    approvedBy = fields.Nested(KeyHolderItem, required=True, allow_none=True)  # noqa: N815
    at = fields.DateTime(required=True)


class PromptApproval(Schema):
    id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": ["pending", "approved", "rejected"]})
    environment = _environment()
    versionId = fields.UUID(required=True)  # noqa: N815
    versionNumber = fields.Integer(required=True)  # noqa: N815
    weights = fields.List(fields.Nested(RolloutWeight), required=True, allow_none=True)
    requestedBy = fields.Nested(KeyHolderItem, required=True)  # noqa: N815
    requestedAt = fields.DateTime(required=True)  # noqa: N815
    decidedBy = fields.Nested(KeyHolderItem, required=True, allow_none=True)  # noqa: N815
    decidedAt = nullable(fields.DateTime)  # noqa: N815


class FieldDifferenceItem(Schema):
    field = fields.String(required=True)
    changed = fields.Boolean(required=True)
    diff = fields.String(required=True, metadata={"description": "Hunks of a unified difference; empty if unchanged"})


class VersionDifference(Schema):
    to = fields.Nested(NamedVersion, required=True)
    fields_ = fields.List(fields.Nested(FieldDifferenceItem), required=True, data_key="fields")


class UsageTotals(Schema):
    calls = fields.Integer(required=True)
    tokensIn = fields.Integer(required=True)  # noqa: N815
    tokensOut = fields.Integer(required=True)  # noqa: N815
    costUSD = fields.Float(required=True)  # noqa: N815


class DayUsage(UsageTotals):
    day = fields.Date(required=True)


class VersionUsage(UsageTotals):
    versionId = fields.UUID(required=True)  # noqa: N815
    versionNumber = fields.Integer(required=True)  # noqa: N815
    days = fields.List(fields.Nested(DayUsage), required=True)


class PromptUsage(Schema):
    promptId = fields.UUID(required=True)  # noqa: N815
    totals = fields.Nested(UsageTotals, required=True)
    versions = fields.List(fields.Nested(VersionUsage), required=True)


class KeyItem(Schema):
    id = fields.UUID(required=True)
    keyPrefix = fields.String(required=True)  # noqa: N815
    environment = _environment()
    label = nullable(fields.String)
    createdAt = fields.DateTime(required=True)  # noqa: N815
    lastUsedAt = nullable(fields.DateTime)  # noqa: N815
    revokedAt = nullable(fields.DateTime)  # noqa: N815


class CreatedKeyItem(Schema):
    id = fields.UUID(required=True)
    keyPrefix = fields.String(required=True)  # noqa: N815
    environment = _environment()
    label = nullable(fields.String)
    fullKey = fields.String(required=True, metadata={"description": "Shown this once"})  # noqa: N815


class DeletedPrompt(Schema):
    id = fields.UUID(required=True)
    deleted = fields.Boolean(required=True)


class RegistryPagination(Schema):
    total = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    offset = fields.Integer(required=True)


# `from` is a word of Python, so these fields cannot be declared by name.
_FROM = {"from": fields.Nested(NamedVersion, required=True, allow_none=True)}


def _answer(schema: type[Schema], name: str) -> type[Schema]:
    return Schema.from_dict({"data": fields.Nested(schema, required=True)}, name=name)


def _list_answer(schema: type[Schema], name: str, **beside: fields.Field[Any]) -> type[Schema]:
    return Schema.from_dict({"data": fields.List(fields.Nested(schema), required=True), **beside}, name=name)


def _page_answer(schema: type[Schema], name: str) -> type[Schema]:
    return _list_answer(schema, name, pagination=fields.Nested(RegistryPagination, required=True))


def _with_from(schema: type[Schema]) -> type[Schema]:
    return schema.from_dict(dict(_FROM), name=f"{schema.__name__}From")


ProjectAnswer = _answer(RegistryProject, "RegistryProjectAnswer")
CreatedProjectAnswer = _answer(CreatedRegistryProject, "CreatedProjectAnswer")
PromptAnswer = _answer(PromptItem, "PromptAnswer")
PromptsAnswer = _page_answer(PromptItem, "PromptsAnswer")
PromptInFullAnswer = _answer(PromptInFull, "PromptInFullAnswer")
DeletedAnswer = _answer(DeletedPrompt, "DeletedAnswer")
VersionAnswer = _answer(VersionItem, "VersionAnswer")
VersionsAnswer = _page_answer(VersionItem, "VersionsAnswer")
DifferenceAnswer = _answer(_with_from(VersionDifference), "DifferenceAnswer")
DeployedAnswer = _answer(Deployed, "DeployedAnswer")
HistoryAnswer = _page_answer(_with_from(HistoryEntry), "HistoryAnswer")
ApprovalAnswer = _answer(PromptApproval, "ApprovalAnswer")
ApprovalsAnswer = _page_answer(PromptApproval, "ApprovalsAnswer")
ResolvedAnswer = _answer(ResolvedPrompt, "ResolvedAnswer")
RenderedAnswer = _answer(RenderedPrompt, "RenderedAnswer")
UsageAnswer = _answer(PromptUsage, "UsageAnswer")
KeyAnswer = _answer(KeyItem, "KeyAnswer")
KeysAnswer = _list_answer(KeyItem, "KeysAnswer")
CreatedKeyAnswer = _answer(CreatedKeyItem, "CreatedKeyAnswer")

_ID = "01a2011d-1608-7419-b1ee-63f76f701654"
_TIME = "2026-01-15T10:30:00.000Z"
_CONTENT = {
    "versionNumber": 3,
    "systemPrompt": "You are a helpful assistant...",
    "userTemplate": "Hello {{userName}}, welcome to {{plan}}!",
    "model": "gpt-4",
    "temperature": 0.7,
    "maxTokens": None,
    "metadata": {},
}

CREATED_PROJECT = {"data": {"project": {"id": _ID, "name": "My AI App"}, "apiKey": "po_live_abc1234567890..."}}
PROJECT = {
    "data": {
        "id": _ID,
        "name": "My AI App",
        "environment": "production",
        "requireApproval": True,
        "createdAt": _TIME,
    }
}
PROMPT = {
    "data": {
        "id": _ID,
        "slug": "welcome-email",
        "name": "Welcome Email",
        "description": "Generates welcome emails",
        "latestVersion": None,
        "createdAt": _TIME,
    }
}
VERSION = {"data": {"id": _ID, **_CONTENT, "createdAt": _TIME}}
RESOLVED = {"data": {"slug": "welcome-email", **_CONTENT}}
DEPLOYED = {"data": {"environment": "production", "activeVersionId": _ID, "promotedAt": _TIME}}
APPROVAL = {
    "data": {
        "id": _ID,
        "status": "pending",
        "environment": "production",
        "versionId": _ID,
        "versionNumber": 3,
        "weights": None,
        "requestedBy": {"keyId": _ID, "label": "CI/CD key"},
        "requestedAt": _TIME,
        "decidedBy": None,
        "decidedAt": None,
    }
}
KEY = {
    "data": {
        "id": _ID,
        "keyPrefix": "po_live_xyz9",
        "environment": "staging",
        "label": "CI/CD key",
        "fullKey": "po_live_xyz9876543210...",
    }
}

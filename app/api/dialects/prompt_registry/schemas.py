"""What the registry's clients send. Fields that are not known are let through and ignored; null is absent."""

import re
from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.api.body_schemas import Body, SwitchField
from app.api.run_requests import Amount, Count, QueryCount
from app.domain.accounts.environments import ENVIRONMENTS
from app.domain.prompts.records import UNSAID

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2_000
LONGEST_PROMPT = 200 * 1024
LARGEST_METADATA = 16 * 1024
LONGEST_MODEL = 200
LONGEST_STICKY_KEY = 200
MOST_ROLLED_OUT = 10
MOST_VARIABLES = 500
MOST_OFFSET = 1_000_000

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,98}[a-z0-9])?")


class NameField(fields.String):
    """A short text in one line; blanks around it are taken off. It says something unless it ``may_be_blank``."""

    def __init__(self, *, may_be_blank: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self._shortest = 0 if may_be_blank else 1

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not self._shortest <= len(text) <= LONGEST_NAME or not text.isprintable():
            raise ValidationError(f"Must be {self._shortest} to {LONGEST_NAME} printable characters.")
        return text


class PromptText(fields.String):
    """A text for a model, bounded in bytes as it is stored."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if len(text.encode()) > LONGEST_PROMPT:
            raise ValidationError(f"Must be at most {LONGEST_PROMPT} bytes of UTF-8.")
        return text


def _check_slug(value: str) -> None:
    if not SLUG.fullmatch(value):
        raise ValidationError(
            "Must be 1 to 100 lower-case letters, digits, hyphens and underscores, with a letter or digit at both ends."
        )


def _check_metadata(value: dict[str, Any]) -> None:
    if len(orjson.dumps(value)) > LARGEST_METADATA:
        raise ValidationError(f"Must be at most {LARGEST_METADATA} bytes of JSON.")


def _environment(**options: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(ENVIRONMENTS), **options)


class RegistryProjectBody(Body):
    name = NameField(required=True)


class RegistryProjectChange(Body):
    name = NameField()
    requireApproval = SwitchField(  # noqa: N815
        metadata={"description": "Changes of production then take the consent of another production key"}
    )


class PromptBody(Body):
    slug = fields.String(required=True, validate=_check_slug, metadata={"description": "Unique within the project"})
    name = NameField(required=True)
    description = fields.String(validate=validate.Length(max=LONGEST_DESCRIPTION))


class VersionBody(Body):
    """One of the two texts must be there."""

    systemPrompt = PromptText()  # noqa: N815
    userTemplate = PromptText(  # noqa: N815
        metadata={"description": "Placeholders: `{{name}}`, or `{{name|text}}` with a default"}
    )
    model = fields.String(load_default=UNSAID, validate=validate.Length(1, LONGEST_MODEL))
    temperature = Amount(load_default=0.7, validate=validate.Range(0, 2))
    maxTokens = Count(validate=validate.Range(1, 1_000_000))  # noqa: N815
    metadata = fields.Dict(keys=fields.String(), load_default=dict, validate=_check_metadata)

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        if "systemPrompt" not in data and "userTemplate" not in data:
            raise ValidationError("A version needs a systemPrompt, a userTemplate, or both.")


class PromotionBody(Body):
    environment = _environment(required=True)
    versionId = fields.UUID(required=True)  # noqa: N815


class RollbackBody(Body):
    environment = _environment(required=True)


class WeightBody(Body):
    versionId = fields.UUID(required=True)  # noqa: N815
    weight = Count(required=True, validate=validate.Range(1, 10_000))


class RolloutBody(Body):
    environment = _environment(required=True)
    weights = fields.List(fields.Nested(WeightBody), required=True, validate=validate.Length(1, MOST_ROLLED_OUT))

    @validates_schema
    def names_each_version_once(self, data: dict[str, Any], **_: Any) -> None:
        named = [each["versionId"] for each in data.get("weights", ()) if "versionId" in each]
        if len(set(named)) != len(named):
            raise ValidationError("Each version may be named once.", "weights")


class VariablesField(fields.Dict):
    """Variables by name; texts, numbers and booleans, loaded as texts. Null is absent."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, str]:
        loaded = super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]
        if len(loaded) > MOST_VARIABLES:
            raise ValidationError(f"Must be at most {MOST_VARIABLES} variables.")
        return {name: _as_text(name, given) for name, given in loaded.items() if given is not None}


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return orjson.dumps(value).decode()
    raise ValidationError(f"{name[:64]}: must be a text, a number or a boolean.")


class RenderBody(Body):
    variables = VariablesField(load_default=dict)
    versionId = fields.UUID(  # noqa: N815
        metadata={"description": "Instead of the version that the key's environment serves"}
    )
    key = fields.String(
        validate=validate.Length(1, LONGEST_STICKY_KEY), metadata={"description": "As in resolve: sticky in a rollout"}
    )


class KeyBody(Body):
    environment = _environment(required=True)
    label = NameField(may_be_blank=True)


class ResolveQuery(Schema):
    key = fields.String(
        validate=validate.Length(max=LONGEST_STICKY_KEY),
        metadata={"description": "Whom a rollout is to stick to, e.g. user-1; without it, the heaviest version"},
    )


class PromptsQuery(Schema):
    limit = QueryCount(load_default=1000, validate=validate.Range(1, 1000))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


class VersionsQuery(Schema):
    limit = QueryCount(load_default=100, validate=validate.Range(1, 200))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


class HistoryQuery(VersionsQuery):
    environment = _environment()


class UsageQuery(Schema):
    days = QueryCount(load_default=30, validate=validate.Range(1, 366), metadata={"description": "Today included"})

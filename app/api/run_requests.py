"""What every request for a run may carry, in any dialect: a budget, a model, an Idempotency-Key."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from app.engine.budgets import MOST_TOKENS, Limits
from app.errors import InvalidRequest
from app.settings import Settings

MOST_COST = 1_000_000_000
LONGEST_KEY = 255
LONGEST_MODEL = 200


class Count(fields.Integer):
    """A JSON number without a fraction; ``true`` and ``"7"`` are none."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class QueryCount(fields.Integer):
    """A count in a query: decimal digits and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class Amount(fields.Float):
    """A finite JSON number, loaded as a Decimal of its written digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002
        if isinstance(value, bool) or not isinstance(value, int | float) or not Decimal(value).is_finite():
            raise self.make_error("invalid", input=value)
        return Decimal(str(value))


class BudgetSchema(Schema):
    """The most that a run may use; what is left out is set by the server."""

    class Meta:
        unknown = EXCLUDE

    maxTokens = Count(  # noqa: N815
        validate=validate.Range(1, MOST_TOKENS), metadata={"description": "Input and output tokens together"}
    )
    maxCostUSD = Amount(  # noqa: N815
        validate=validate.Range(0, MOST_COST, min_inclusive=False), metadata={"description": "US dollars"}
    )


def _check_idempotency_key(value: str) -> None:
    if not 0 < len(value) <= LONGEST_KEY or not (value.isascii() and value.isprintable()):
        raise ValidationError(f"Must be 1 to {LONGEST_KEY} printable ASCII characters.")


class RunHeaders(Schema):
    """The headers of a request that starts a run."""

    idempotency_key = fields.String(
        data_key="Idempotency-Key",
        load_default=None,
        validate=_check_idempotency_key,
        metadata={"description": "Same key and same request: the same run, streamed again from its first event"},
    )


def limits_of(budget: Mapping[str, Any] | None, *, default: Limits) -> Limits:
    """The limits that a loaded budget asks for; ``default`` where it asks for none."""
    asked = budget or {}
    return Limits(tokens=asked.get("maxTokens", default.tokens), cost=asked.get("maxCostUSD", default.cost))


def default_limits(settings: Settings) -> Limits:
    """The limits of a run whose request names none."""
    return Limits(tokens=settings.run_max_tokens, cost=settings.run_max_cost_usd)


def check_model(model_id: str | None, *, settings: Settings) -> None:
    """Refuse a model that this installation cannot call.

    Raises:
        InvalidRequest: it is not ``offline``, ``openai:NAME`` or ``anthropic:NAME`` (``/`` does as well),
            or there is no key for it.
    """
    if model_id is None or model_id == "offline":
        return
    provider, _, name = model_id.replace("/", ":", 1).partition(":")
    reachable = {
        "openai": bool(settings.openai_api_key or settings.openai_base_url),
        "anthropic": bool(settings.anthropic_api_key),
    }
    if provider not in reachable or not name.strip() or not name.isprintable():
        raise InvalidRequest("modelId must be offline, openai:NAME or anthropic:NAME")
    if not reachable[provider]:
        raise InvalidRequest(f"This server has no key for {provider} models")

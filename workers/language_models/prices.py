"""What a model call costs, from the list prices that genai-prices carries.

A reservation needs the price before the call: the worst case is asked for with all of the input and
output that the call may use, so that a price tier which only long prompts reach is already in it.
"""

from dataclasses import dataclass
from decimal import Decimal

from genai_prices import Usage, calc_price
from pydantic_ai.models import Model
from pydantic_ai.usage import RequestUsage


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """USD per token."""

    input: Decimal
    output: Decimal


FREE = TokenPrices(Decimal(0), Decimal(0))


def worst_prices(model: Model, *, input_tokens: int, output_tokens: int) -> TokenPrices | None:
    """What each token of such a call costs at most; None when the model has no list price."""
    asked = Usage(input_tokens=max(input_tokens, 1), output_tokens=max(output_tokens, 1))
    try:
        price = calc_price(asked, model.model_name, provider_id=model.system)
    except LookupError:
        return None
    return TokenPrices(price.input_price / max(input_tokens, 1), price.output_price / max(output_tokens, 1))


def cost_of(model: Model, usage: RequestUsage, *, reserved: TokenPrices) -> Decimal:
    """What a call cost in USD, cached input at its own price; at the reserved prices when the list cannot say."""
    if reserved == FREE:
        return Decimal(0)
    try:
        return calc_price(usage, model.model_name, provider_id=model.system).total_price
    except (LookupError, ValueError):
        return reserved.input * usage.input_tokens + reserved.output * usage.output_tokens

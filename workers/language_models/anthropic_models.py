"""Models of Anthropic.

The SDK's own retries are off: a repeated request costs again, so it has to be reserved again.
"""

from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.settings import ModelSettings

from app.settings import Settings


def anthropic_model(name: str, settings: Settings) -> AnthropicModel:
    """The model under the provider's own name for it."""
    provider = AnthropicProvider(api_key=settings.anthropic_api_key)
    provider.client.max_retries = 0
    deadline = ModelSettings(request_timeout=settings.model_call_timeout_seconds, max_retries=0)
    return AnthropicModel(name, provider=provider, settings=deadline)

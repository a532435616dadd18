"""Models of OpenAI, and of every server that speaks its chat completions.

The SDK's own retries are off: a repeated request costs again, so it has to be reserved again.
"""

from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

from app.settings import Settings

OPENAI_URL = "https://api.openai.com/v1"
KEYLESS = "no-key-needed"
"""What the SDK, which insists on a key, sends to a compatible server that asks for none."""

COMPATIBLE = ModelProfile(default_structured_output_mode="native")
"""Compatible servers are better at JSON by schema than at calling tools: small models miss the call's form."""


def openai_model(name: str, settings: Settings) -> OpenAIChatModel:
    """The model under the provider's own name for it."""
    provider = OpenAIProvider(
        base_url=settings.openai_base_url or OPENAI_URL, api_key=settings.openai_api_key or KEYLESS
    )
    provider.client.max_retries = 0
    profile = COMPATIBLE if settings.openai_base_url else None
    deadline = ModelSettings(request_timeout=settings.model_call_timeout_seconds, max_retries=0)
    return OpenAIChatModel(name, provider=provider, profile=profile, settings=deadline)

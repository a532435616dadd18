"""From a model's name to a model.

A name is ``offline``, or a provider and the provider's own name for the model, written with a colon or
a slash: ``openai:gpt-5``, ``anthropic/claude-sonnet-4-6``. Everything behind the first separator belongs
to the name, so ``openai:org/some-model`` works with a compatible server. ``OPENAI_BASE_URL`` points the
``openai`` names to any server that speaks OpenAI's chat completions, which then needs no key.

The SDKs' own retries are off: a repeated request costs again, so it has to be reserved again.
"""

import re

from pydantic_ai.models import Model
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.settings import ModelSettings

from app.errors import InvalidRequest
from app.settings import Settings
from workers.language_models.offline.model import OfflineModel

OFFLINE = "offline"
OPENAI_URL = "https://api.openai.com/v1"
KEYLESS = "no-key-needed"
"""What the SDK, which insists on a key, sends to a compatible server that asks for none."""

COMPATIBLE = ModelProfile(default_structured_output_mode="native")
"""Compatible servers are better at JSON by schema than at calling tools: small models miss the call's form."""

_NAME = re.compile(r"(openai|anthropic)[:/](\S{1,200})")


def model_named(name: str, settings: Settings) -> Model:
    """The model of that name, ready to be called within one event loop.

    Raises:
        InvalidRequest: the name means nothing here, or its provider's key is not set.
    """
    if name == OFFLINE:
        return OfflineModel()
    match = _NAME.fullmatch(name)
    if not match:
        raise InvalidRequest(
            f"There is no model named {name[:80]!r}. Use offline, openai:NAME or anthropic:NAME.",
            details={"modelId": name[:80]},
        )
    provider, model = match.groups()
    return _openai(model, settings) if provider == "openai" else _anthropic(model, settings)


def is_free(name: str, settings: Settings) -> bool:
    """Whether calls of this model cost nothing: the offline one, and those that BATON_FREE_MODELS names.

    The setting may spell a model with its provider or without it.
    """
    match = _NAME.fullmatch(name)
    spellings = {name, match[2], f"{match[1]}:{match[2]}", f"{match[1]}/{match[2]}"} if match else {name}
    return name == OFFLINE or not spellings.isdisjoint(settings.free_models)


def can_call(name: str, settings: Settings) -> bool:
    """Whether :func:`model_named` knows the model and has what it needs for it."""
    match = _NAME.fullmatch(name)
    if not match:
        return name == OFFLINE
    key = settings.anthropic_api_key if match[1] == "anthropic" else settings.openai_api_key or settings.openai_base_url
    return bool(key)


def temperature_for(model: Model, temperature: float | None) -> float | None:
    """The temperature as the model's provider takes it: Anthropic's end at 1, and models that reason refuse any."""
    told = {**model.profile}
    reasons = told.get("openai_supports_reasoning") and not told.get("openai_supports_reasoning_effort_none")
    if temperature is None or reasons or told.get("anthropic_disallows_sampling_settings"):
        return None
    return min(temperature, 1.0) if isinstance(model, AnthropicModel) else temperature


def _openai(name: str, settings: Settings) -> Model:
    _require(settings.openai_api_key or settings.openai_base_url, f"openai:{name}", "OPENAI_API_KEY or OPENAI_BASE_URL")
    provider = OpenAIProvider(
        base_url=settings.openai_base_url or OPENAI_URL, api_key=settings.openai_api_key or KEYLESS
    )
    provider.client.max_retries = 0
    profile = COMPATIBLE if settings.openai_base_url else None
    return OpenAIChatModel(name, provider=provider, profile=profile, settings=_deadline(settings))


def _anthropic(name: str, settings: Settings) -> Model:
    _require(settings.anthropic_api_key, f"anthropic:{name}", "ANTHROPIC_API_KEY")
    provider = AnthropicProvider(api_key=settings.anthropic_api_key)
    provider.client.max_retries = 0
    return AnthropicModel(name, provider=provider, settings=_deadline(settings))


def _deadline(settings: Settings) -> ModelSettings:
    return ModelSettings(request_timeout=settings.model_call_timeout_seconds, max_retries=0)


def _require(present: str, name: str, variables: str) -> None:
    if not present:
        raise InvalidRequest(f"The model {name} needs {variables} to be set.", details={"modelId": name})

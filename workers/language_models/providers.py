"""From a model's name to a model.

A name is ``offline``, or a provider and the provider's own name for the model, written with a colon or
a slash: ``openai:gpt-5``, ``anthropic/claude-sonnet-4-6``. Everything behind the first separator belongs
to the name, so ``openai:org/some-model`` works with a compatible server. ``OPENAI_BASE_URL`` points the
``openai`` names to any server that speaks OpenAI's chat completions, which then needs no key.

A provider's SDK takes half a second to load, so it is loaded where its key is set, and nowhere else.
"""

import re
from collections.abc import Callable

from pydantic_ai.models import Model

from app.errors import InvalidRequest
from app.settings import Settings
from workers.language_models.offline.model import OfflineModel

OFFLINE = "offline"

_NAME = re.compile(r"(openai|anthropic)[:/](\S{1,200})")
_MOST_OF_ANTHROPICS = 1.0


def load_sdks(settings: Settings) -> None:
    """Load now what the first call of a model would have to wait for."""
    for provider in _NEEDED:
        if _is_set(provider, settings):
            _maker(provider)


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
    if not _is_set(provider, settings):
        known = f"{provider}:{model}"
        raise InvalidRequest(f"The model {known} needs {_NEEDED[provider]} to be set.", details={"modelId": known})
    return _maker(provider)(model, settings)


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
    return _is_set(match[1], settings) if match else name == OFFLINE


def temperature_for(model: Model, temperature: float | None) -> float | None:
    """The temperature as the model's provider takes it: Anthropic's end at 1, and models that reason refuse any."""
    told = {**model.profile}
    reasons = told.get("openai_supports_reasoning") and not told.get("openai_supports_reasoning_effort_none")
    if temperature is None or reasons or told.get("anthropic_disallows_sampling_settings"):
        return None
    return min(temperature, _MOST_OF_ANTHROPICS) if model.system == "anthropic" else temperature


_NEEDED = {"openai": "OPENAI_API_KEY or OPENAI_BASE_URL", "anthropic": "ANTHROPIC_API_KEY"}


def _is_set(provider: str, settings: Settings) -> bool:
    if provider == "openai":
        return bool(settings.openai_api_key or settings.openai_base_url)
    return bool(settings.anthropic_api_key)


def _maker(provider: str) -> Callable[[str, Settings], Model]:
    if provider == "openai":
        from workers.language_models.openai_models import openai_model  # noqa: PLC0415 (loads its SDK)

        return openai_model
    from workers.language_models.anthropic_models import anthropic_model  # noqa: PLC0415 (loads its SDK)

    return anthropic_model

"""Names of models, and what has to be set for them."""

from typing import Any

import pytest
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel

from app.errors import InvalidRequest
from app.settings import Settings, read_settings
from workers.language_models.offline.model import OfflineModel
from workers.language_models.providers import can_call, is_free, model_named, temperature_for


def having(**variables: str) -> Settings:
    return read_settings(variables)


KEYS = having(OPENAI_API_KEY="sk-one", ANTHROPIC_API_KEY="sk-two", BATON_MODEL_CALL_TIMEOUT_SECONDS="12")


def test_offline_needs_nothing() -> None:
    assert isinstance(model_named("offline", having()), OfflineModel)


@pytest.mark.parametrize("separator", [":", "/"])
@pytest.mark.parametrize(
    ("provider", "name", "kind"),
    [("openai", "gpt-5", OpenAIChatModel), ("anthropic", "claude-sonnet-4-6", AnthropicModel)],
)
def test_providers_are_named_with_a_colon_or_a_slash(provider: str, name: str, kind: type, separator: str) -> None:
    model = model_named(f"{provider}{separator}{name}", KEYS)
    assert isinstance(model, kind)
    assert model.model_name == name


@pytest.mark.parametrize("name", ["openai:gpt-5", "anthropic:claude-sonnet-4-6"])
def test_sdk_retries_are_off_and_each_call_has_a_deadline(name: str) -> None:
    model: Any = model_named(name, KEYS)
    assert model.client.max_retries == 0
    assert model.settings == {"request_timeout": 12.0, "max_retries": 0}


def test_a_compatible_server_needs_no_key_and_is_asked_for_json_by_schema() -> None:
    model: Any = model_named("openai:org/smollm2", having(OPENAI_BASE_URL="http://127.0.0.1:9/v1"))
    assert model.model_name == "org/smollm2"
    assert str(model.client.base_url) == "http://127.0.0.1:9/v1/"
    assert model.profile["default_structured_output_mode"] == "native"


@pytest.mark.parametrize(
    ("name", "variable"), [("openai:gpt-5", "OPENAI_API_KEY"), ("anthropic/claude-sonnet-4-6", "ANTHROPIC_API_KEY")]
)
def test_an_absent_key_is_named(name: str, variable: str) -> None:
    with pytest.raises(InvalidRequest, match=variable):
        model_named(name, having())


@pytest.mark.parametrize(
    "name", ["", "gpt-5", "openai:", "openai:a b", "google:gemini", "OFFLINE", "openai", "x" * 999]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(InvalidRequest, match="Use offline, openai:NAME or anthropic:NAME"):
        model_named(name, KEYS)


def test_free_models_are_offline_and_those_that_the_setting_names_in_either_spelling() -> None:
    settings = having(BATON_FREE_MODELS="smollm2,openai:other")
    free = ["offline", "openai:smollm2", "openai/smollm2", "openai/other"]
    assert [name for name in [*free, "openai:gpt-5", "smollm"] if is_free(name, settings)] == free


@pytest.mark.parametrize(
    ("name", "callable_with"),
    [
        ("offline", {}),
        ("openai:gpt-5", {"OPENAI_API_KEY": "k"}),
        ("openai/org/small", {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}),
        ("anthropic:claude-sonnet-4-6", {"ANTHROPIC_API_KEY": "k"}),
    ],
)
def test_whether_a_model_can_be_called_is_known_without_making_it(name: str, callable_with: dict[str, str]) -> None:
    assert can_call(name, having(**callable_with))
    assert can_call(name, having()) == (name == "offline")
    assert not can_call(name.partition(":")[2] or "gpt-5", KEYS)


@pytest.mark.parametrize(
    ("name", "wanted", "sent"),
    [
        ("openai:gpt-4o", 1.5, 1.5),
        ("openai:gpt-5", 0.7, None),
        ("anthropic:claude-sonnet-4-5", 1.5, 1.0),
        ("anthropic:claude-sonnet-4-5", 0.2, 0.2),
        ("anthropic:claude-opus-4-7", 0.2, None),
        ("offline", 0.2, 0.2),
        ("openai:gpt-4o", None, None),
    ],
)
def test_a_temperature_is_sent_as_far_as_the_model_takes_one(
    name: str, wanted: float | None, sent: float | None
) -> None:
    assert temperature_for(model_named(name, KEYS), wanted) == sent

"""Settings: read once, checked at the start, and every mistake named."""

from decimal import Decimal

import pytest

from app.settings import SettingsError, declared, read_settings


def test_without_any_variable_everything_has_its_default() -> None:
    settings = read_settings({})

    assert (settings.port, settings.model, settings.run_max_cost_usd) == (8000, "offline", Decimal("5.00"))
    assert settings.agent_models == {}


def test_values_are_read_by_their_kind() -> None:
    settings = read_settings(
        {
            "PORT": " 9000 ",
            "BATON_RUN_MAX_COST_USD": "0.25",
            "BATON_TASK_EVENTS": "OFF",
            "RESEARCH_SOURCES": "reddit, wikipedia,",
            "BATON_AGENT_MODELS": "ideation=offline, prd=openai:gpt-5",
            "BATON_RUN_TIMEOUT_SECONDS": "1.5",
            "BATON_LOG_LEVEL": "debug",
        }
    )

    assert (settings.port, settings.run_max_cost_usd, settings.task_events) == (9000, Decimal("0.25"), False)
    assert settings.research_sources == ("reddit", "wikipedia")
    assert settings.agent_models == {"ideation": "offline", "prd": "openai:gpt-5"}
    assert (settings.run_timeout_seconds, settings.log_level) == (1.5, "debug")


def test_an_empty_list_is_a_list_without_anything() -> None:
    assert read_settings({"RESEARCH_SOURCES": ""}).research_sources == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "-1"),
        ("PORT", ""),
        ("BATON_RUN_TIMEOUT_SECONDS", "0"),
        ("BATON_RUN_TIMEOUT_SECONDS", "nan"),
        ("BATON_RUN_TIMEOUT_SECONDS", "inf"),
        ("BATON_RUN_MAX_COST_USD", "five"),
        ("BATON_RUN_MAX_COST_USD", "-1"),
        ("BATON_RUN_MAX_COST_USD", "NaN"),
        ("BATON_TASK_EVENTS", "maybe"),
        ("BATON_AGENT_MODELS", "ideation"),
        ("BATON_AGENT_MODELS", "=offline"),
        ("BATON_LOG_LEVEL", "loud"),
    ],
)
def test_a_malformed_value_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name}: "):
        read_settings({name: value})


def test_a_cloud_without_its_key_stops_the_start() -> None:
    with pytest.raises(SettingsError, match=r"^SANDBOX_PROVIDER: daytona needs DAYTONA_API_KEY$"):
        read_settings({"SANDBOX_PROVIDER": "daytona"})
    with pytest.raises(SettingsError, match=r"^SANDBOX_PROVIDER: blaxel needs BL_WORKSPACE$"):
        read_settings({"SANDBOX_PROVIDER": "blaxel", "BL_API_KEY": "bl_1"})
    chosen = {"SANDBOX_PROVIDER": "daytona", "DAYTONA_API_KEY": "dtn_1"}
    assert read_settings(chosen).sandbox_provider == "daytona"
    with pytest.raises(SettingsError, match=r"^BATON_CODE_BUILD: needs BATON_NPM_REGISTRY"):
        read_settings({**chosen, "BATON_CODE_BUILD": "on"})


def test_an_unknown_variable_stops_the_start_and_the_nearest_one_is_named() -> None:
    with pytest.raises(SettingsError, match="BATON_MODLE: no such setting; did you mean BATON_MODEL"):
        read_settings({"BATON_MODLE": "offline"})


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings({"PORT": "x", "BATON_NONSENSE": "1", "BATON_LOG_FORMAT": "xml"})

    assert len(str(refused.value).splitlines()) == 3


def test_other_programs_variables_are_nobodys_business() -> None:
    read_settings({"PATH": "/bin", "HOME": "/", "PORTAL": "x", "BATON_URL": "http://localhost"})


def test_no_message_tells_a_secret() -> None:
    with pytest.raises(SettingsError) as refused:
        read_settings(
            {"PRODUCTOS_API_KEY": "pos_live_secret", "BATON_PRODUCTOS_API_KEY": "pos_live_secret", "PORT": "x"}
        )

    assert "pos_live_secret" not in str(refused.value)


def test_every_setting_has_a_name_of_its_own_and_a_meaning() -> None:
    names = [name for name, _, _ in declared()]

    assert len(names) == len(set(names))
    assert all(meaning for _, _, meaning in declared())

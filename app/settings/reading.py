"""Reading the environment into :class:`Settings`, and saying what is wrong with it."""

import difflib
import os
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any

from app.settings.conflicts import contradictions
from app.settings.groups.api import ApiSettings
from app.settings.groups.callers import CallerSettings
from app.settings.groups.mail import MailSettings
from app.settings.groups.market_data import MarketDataSettings
from app.settings.groups.models import ModelSettings
from app.settings.groups.operating import ExtensionSettings, LogSettings
from app.settings.groups.previews import PreviewSettings
from app.settings.groups.processes import ProcessSettings
from app.settings.groups.runs import RunSettings
from app.settings.groups.sandboxes import SandboxSettings
from app.settings.groups.services import ServiceSettings

PREFIX = "BATON_"


class SettingsError(Exception):
    """The environment holds settings that Baton cannot start with."""


@dataclass(frozen=True, kw_only=True)
class Settings(
    ExtensionSettings,
    LogSettings,
    PreviewSettings,
    SandboxSettings,
    MarketDataSettings,
    ModelSettings,
    RunSettings,
    MailSettings,
    CallerSettings,
    ApiSettings,
    ProcessSettings,
    ServiceSettings,
):
    """The values in force. Make one with :func:`read_settings`.

    The groups stand from the last to the first: a dataclass takes its fields from the last base on.
    """


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises:
        SettingsError: naming every malformed or unknown variable, one a line.
    """
    environment = os.environ if environment is None else environment
    problems = list(_unknown(environment))
    values = {}
    for setting in fields(Settings):
        try:
            values[setting.name] = _value(setting, environment)
        except ValueError as error:
            problems.append(f"{setting.metadata['name']}: {error}")
    problems += contradictions(values)
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(**values)


@cache
def settings() -> Settings:
    """The settings of this process, read at the first call."""
    return read_settings()


def declared() -> Iterable[tuple[str, str, str]]:
    """Each setting as (variable, default as text, meaning), in the order of declaration."""
    for setting in fields(Settings):
        yield setting.metadata["name"], _default_as_text(setting), setting.metadata["meaning"]


def _value(setting: Field[Any], environment: Mapping[str, str]) -> Any:
    written = environment.get(setting.metadata["name"])
    if written is None:
        return setting.default_factory() if setting.default is MISSING else setting.default  # type: ignore[operator]
    return setting.metadata["parse"](written.strip())


def _default_as_text(setting: Field[Any]) -> str:
    default = "" if setting.default is MISSING or setting.default is None else setting.default
    if isinstance(default, bool):
        return "on" if default else "off"
    return ",".join(default) if isinstance(default, tuple) else str(default)


def _unknown(environment: Mapping[str, str]) -> Iterable[str]:
    known = {setting.metadata["name"] for setting in fields(Settings)} | {"BATON_URL"}
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{name}: no such setting" + (f"; did you mean {near[0]}?" if near else "")

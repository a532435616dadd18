"""Settings of logs and extensions."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import names, one_of


@dataclass(frozen=True, kw_only=True)
class LogSettings:
    """What is logged."""

    log_level: str = declare(
        "BATON_LOG_LEVEL", one_of("debug", "info", "warning", "error"), "info", "Least level that is logged"
    )
    log_format: str = declare("BATON_LOG_FORMAT", one_of("json", "text"), "json", "Shape of a log line")


@dataclass(frozen=True, kw_only=True)
class ExtensionSettings:
    """What is added to Baton."""

    extra_agents: tuple[str, ...] = declare(
        "BATON_EXTRA_AGENTS", names, (), "Modules whose AGENTS are registered beside, and instead of, our own"
    )

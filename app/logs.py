"""Logs: one named event a line with structured fields, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from app.settings import Settings

_SECRET_NAMES = re.compile(r"(password|secret|token|authorization|api_?key|cookie)$", re.IGNORECASE)
_SECRET_VALUES = re.compile(
    r"\b(?:pos_live_|po_live_|ptc_live_|osb_|sk-)[A-Za-z0-9_-]{6,}"
    r"|(?<=://)[^/@\s]+@"
    r"|(?<=\bapi_key=)[^&\s\"']+|(?<=\bticket=)[^&\s\"']+"
)


def configure_logs(settings: Settings) -> None:
    """Send the logs of this process to standard error, in the chosen shape."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=sys.stderr, force=True)
    blank_secrets(logging.getLogger())


def without_secrets(_logger: Any, _method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank what is named like a secret, and what looks like one inside other texts."""
    for name, value in fields.items():
        if _SECRET_NAMES.search(name):
            fields[name] = "…"
        elif isinstance(value, str):
            fields[name] = _blanked(value)
    return fields


def blank_secrets(logger: logging.Logger) -> None:
    """Have the handlers of a foreign library's logger write no secret either, in tracebacks least of all."""
    for handler in logger.handlers:
        handler.setFormatter(_WithoutSecrets(handler.formatter or logging.Formatter()))


class _WithoutSecrets(logging.Formatter):
    """Another formatter's lines, blanked."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__()
        self._formatter = formatter

    def format(self, record: logging.LogRecord) -> str:
        return _blanked(self._formatter.format(record))


def _blanked(text: str) -> str:
    return _SECRET_VALUES.sub("…", text)

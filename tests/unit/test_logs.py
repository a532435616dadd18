"""Log lines: named events with fields, and no secret in any of them."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog

from app.logs import configure_logs, without_secrets
from app.settings import read_settings


@pytest.fixture
def fresh_logging() -> Iterator[None]:
    """Logging as it was, once the test is over."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "name",
    ["password", "flower_password", "api_key", "PRODUCTOS_API_KEY", "token", "Authorization", "cookie", "secret"],
)
def test_what_is_named_like_a_secret_is_blanked(name: str) -> None:
    assert without_secrets(None, "info", {name: "hunter2"})[name] == "…"


@pytest.mark.parametrize(
    "secret",
    [
        "pos_live_AbCdEf0123456789",
        "po_live_AbCdEf0123456789",
        "osb_AbCdEf0123456789",
        "ptc_live_AbCdEf0123456789",
        "sk-proj-AbCdEf0123456789",
    ],
)
def test_a_key_inside_another_text_is_blanked(secret: str) -> None:
    line = without_secrets(None, "info", {"event": f"refused Bearer {secret}."})["event"]

    assert secret not in line
    assert line.startswith("refused Bearer")


def test_the_password_of_an_address_is_blanked() -> None:
    fields = {"url": "postgresql://baton:hunter2@db:5432/baton"}

    assert without_secrets(None, "info", fields)["url"] == "postgresql://…db:5432/baton"


@pytest.mark.parametrize("field", ["tokens", "tokens_used", "event", "run_id", "max_tokens"])
def test_ordinary_fields_stay_as_they_are(field: str) -> None:
    assert without_secrets(None, "info", {field: "200"}) == {field: "200"}


def test_a_line_is_one_json_object_with_its_event_and_fields(
    capsys: pytest.CaptureFixture[str], fresh_logging: None
) -> None:
    configure_logs(replace(read_settings({}), log_level="info"))
    log = structlog.get_logger("test")
    with structlog.contextvars.bound_contextvars(run_id="r1"):
        log.info("run_started", agent="test.words", api_key="hunter2")
    log.debug("too quiet")

    (line,) = capsys.readouterr().err.splitlines()
    written = json.loads(line)
    assert (written["event"], written["run_id"], written["agent"]) == ("run_started", "r1", "test.words")
    assert (written["level"], written["api_key"]) == ("info", "…")
    assert written["timestamp"].endswith("Z")


def test_a_secret_in_a_traceback_is_blanked(capsys: pytest.CaptureFixture[str], fresh_logging: None) -> None:
    configure_logs(read_settings({}))
    try:
        raise ValueError("no such key: pos_live_AbCdEf0123456789")
    except ValueError:
        structlog.get_logger("test").exception("failed")

    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "AbCdEf0123456789" not in written


@pytest.mark.parametrize("query", ["?api_key=anything-at-all", "?a=1&api_key=x%20y&user_id=u", "?ticket=AbC_dEf"])
def test_a_key_in_an_address_is_blanked_whatever_it_looks_like(query: str) -> None:
    line = without_secrets(None, "info", {"event": f"GET /v1/sessions/s/events{query} failed"})["event"]

    assert line in (
        "GET /v1/sessions/s/events?api_key=… failed",
        "GET /v1/sessions/s/events?a=1&api_key=…&user_id=u failed",
        "GET /v1/sessions/s/events?ticket=… failed",
    )


def test_other_libraries_write_no_secret_either(capsys: pytest.CaptureFixture[str], fresh_logging: None) -> None:
    configure_logs(read_settings({}))
    try:
        raise ValueError("no such key: osb_AbCdEf0123456789")
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", "/x?api_key=hunter2")

    written = capsys.readouterr().err
    assert "Error handling request /x?api_key=…" in written
    assert "ValueError" in written
    assert "AbCdEf0123456789" not in written

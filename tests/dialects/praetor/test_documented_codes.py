"""Every error code of the document is an answer that some test waits for, once the noun that it is about exists."""

import re
from pathlib import Path

from app.api.dialects.praetor.error_codes import BY_STATUS, DOCUMENTED
from tests.unit.api.test_errors import every_error

WITHOUT_A_NOUN = {
    "PHASE_INVALID",
    "READINESS_FAILED",
    "TEMPLATE_INVALID",
    "WORKFLOW_INVALID",
    "INTEGRATION_FAILED",
    "GAPS_BLOCKED",
    "SESSION_INCOMPLETE",
    "OBLIGATION_UNRESOLVED",
}
"""Codes about things that Praetor's routes do not have yet."""

OF_RUNS = {"AGENT_ERROR"}
"""Told by a run's status and events, and by no answer of its own."""


def test_every_documented_code_belongs_to_an_error() -> None:
    told = {kind.code.upper() for kind in every_error()} | set(BY_STATUS.values())

    assert set(DOCUMENTED) - told <= WITHOUT_A_NOUN


def test_every_code_that_can_be_told_is_waited_for_with_its_status() -> None:
    told = {kind.code.upper() for kind in every_error()} | set(BY_STATUS.values())
    sources = "".join(path.read_text() for path in Path(__file__).parent.rglob("test_*.py") if path != Path(__file__))
    waited_for = {(code, int(status)) for status, code in re.findall(r'\((\d{3}), "([A-Z_]+)"\)', sources)}

    assert {(code, status) for code, status in DOCUMENTED.items() if code in told - OF_RUNS} <= waited_for

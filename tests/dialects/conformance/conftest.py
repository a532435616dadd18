"""Requests here start runs that no worker executes: nobody waits for their end."""

import pytest

from app.api.dialects.ptc.threads import runs as thread_runs


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_runs, "BUSY_SECONDS", 0.0)
    monkeypatch.setattr(thread_runs, "ENDING_SECONDS", 0.0)

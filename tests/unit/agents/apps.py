"""What the tests of the code agent share: runs of it, and the app's folder that they leave behind."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic_ai.models import Model

from app.sandboxes.records import Site
from tests.unit.agents.runner import Run
from workers.agents.code.agent import CodeAgent
from workers.agents.code.app_spec import SPEC_FILE
from workers.language_models.offline.model import OfflineModel

HABITS = "AI-powered habit tracker for remote workers"
INVOICES = "B2B invoice reconciliation tool for freelance accountants using OCR, must be GDPR compliant"


def said(*texts: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text} for text in texts]


def coding(
    workspaces: Path,
    session: Mapping[str, Any],
    *texts: str,
    model: Model | None = None,
    sites: Mapping[int, Site] | None = None,
    **input: Any,
) -> Run:
    """A run of the code agent that has not begun; ``texts`` are what the user said."""
    whole = {"messages": said(*texts), **input}
    return Run(CodeAgent(), model or OfflineModel(), whole, dict(session), workspaces=workspaces, sites=sites or {})


def code(workspaces: Path, session: Mapping[str, Any], *texts: str, **more: Any) -> Run:
    """A run of the code agent, finished."""
    return coding(workspaces, session, *texts, **more).finish()


def folder(workspaces: Path) -> Path:
    """The app's folder in the one sandbox."""
    (found,) = (path.parent for path in workspaces.rglob(SPEC_FILE))
    return found


def files(workspaces: Path) -> dict[str, str]:
    """Every file of the app by its path."""
    root = folder(workspaces)
    return {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("*") if path.is_file()}


def statuses(run: Run) -> Sequence[str]:
    return [data["message"] for data in run.data_of("status")]

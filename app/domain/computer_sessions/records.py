"""OpenComputer sessions as operations and queries hand them around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

TOOLS = ("bash", "read", "write", "edit", "glob", "grep")
"""The tools that a session's agent has, unless it is allowed fewer."""

ROOT = "/workspace"
"""The sandbox's folder, as the agent and its clients call it."""

DEFAULT_CWD = f"{ROOT}/app"
SKILLS_FOLDER = "agent"
"""Where skills are put, below the sandbox's folder."""

Status = Literal["running", "ready", "error", "ended"]
Role = Literal["user", "assistant", "system"]
Level = Literal["info", "warning", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentConfig:
    """How a session's agent works. ``cwd`` is absolute; ``skills`` are texts by path in the skills' folder."""

    system_prompt: str | None = None
    skills: Mapping[str, str] = field(default_factory=dict)
    allowed_tools: Sequence[str] = TOOLS
    cwd: str = DEFAULT_CWD

    @property
    def folder(self) -> str:
        """``cwd`` as a path below the sandbox's folder; empty if it is that folder."""
        return self.cwd.removeprefix(ROOT).strip("/")

    def as_json(self) -> dict[str, Any]:
        return {
            "systemPrompt": self.system_prompt,
            "skills": dict(self.skills),
            "allowedTools": list(self.allowed_tools),
            "cwd": self.cwd,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerSessionRecord:
    """A session's row, and its sandbox's name while it has one."""

    id: UUID
    tenant_id: UUID
    user_id: str
    title: str
    framework: str | None
    config: Mapping[str, Any]
    sandbox: str | None
    created_at: datetime
    updated_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What was said in a session, by whom."""

    id: UUID
    role: Role
    content: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something worth knowing that happened in a session."""

    id: UUID
    type: str
    level: Level
    message: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """A file that the agent wrote."""

    path: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStory:
    """All that a session's client is shown of it."""

    session: ComputerSessionRecord
    status: Status
    messages: Sequence[Message]
    notes: Sequence[Note]
    artifacts: Sequence[Artifact]
    updated_at: datetime

"""What one conversing agent is made of: everything by which the agents on this core differ."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic_ai.toolsets import FunctionToolset

from app.settings import Settings, settings
from workers.agents.agent import DomainWrite
from workers.agents.chat.abilities.ability import Workbench

Finishing: TypeAlias = Callable[[Workbench], Awaitable[Sequence[DomainWrite]]]


@dataclass(frozen=True, kw_only=True)
class Composition:
    """An agent's name, its tools, and how it is told to behave."""

    name: str
    toolset: FunctionToolset[Workbench]
    """The tools that need a sandbox. Each answers with an :class:`~…abilities.ability.Outcome`."""
    system: Callable[[Mapping[str, Any]], str]
    """From a run's input to the slug of the agent's role in the prompt registry.

    The core adds what it knows of the workspace and of the mode."""
    looks_only: frozenset[str] = frozenset()
    """Tools that change nothing, and so may be called before a plan is approved."""
    delegates_to: str | None = None
    """The agent that answers calls of ``task``; without one there are none."""
    is_root: bool = True
    """Whether it speaks to the user: streams, remembers earlier turns and keeps its own."""
    folder: str = ""
    """Where relative paths begin, unless the input's ``cwd`` says so."""
    skills_folder: str = "agent"
    label: str = "workspace"
    """What a sandbox that is yet to be made is named after."""
    turns: int = 200
    """Model turns and tool calls of a run at most; then it has to conclude."""
    backoff_seconds: float = 1.0
    """Before the first repetition of a failed model call; doubles each time."""
    read_settings: Callable[[], Settings] = settings
    finishing: Finishing | None = None
    """Called when a run with a sandbox ends by itself; its writes belong to the end."""

"""PTC's agents: the one that people talk to, and the sub-agents that it hands work to."""

from collections.abc import Mapping
from typing import Any

from pydantic_ai.toolsets import FunctionToolset

from app.engine.agent_names import CHAT, SUBAGENT
from workers.agents.chat.abilities.ability import Workbench
from workers.agents.chat.abilities.commands import run_python, run_shell
from workers.agents.chat.abilities.files import edit_file, read_file, write_file
from workers.agents.chat.abilities.market import market_data_tool
from workers.agents.chat.abilities.search import grep, list_files
from workers.agents.chat.abilities.todos import todo_write
from workers.agents.chat.agent import ChatAgent

LOOKS_ONLY = frozenset({"read_file", "list_files", "grep", "todo_write", "market_data"})
SUB_AGENT_TURNS = 40

_WORK = (write_file, read_file, edit_file, list_files, grep, run_python, run_shell)


def role(input: Mapping[str, Any]) -> str:
    """The slug of the role in a conversation with a workspace, or without one."""
    return "baton-ptc-flash" if input.get("mode") == "flash" else "baton-ptc-coding"


CHAT_AGENT = ChatAgent(
    name=CHAT,
    toolset=FunctionToolset[Workbench]([*_WORK, todo_write, market_data_tool()]),
    system=role,
    looks_only=LOOKS_ONLY,
    delegates_to=SUBAGENT,
)
SUB_AGENT = ChatAgent(
    name=SUBAGENT,
    toolset=FunctionToolset[Workbench]([*_WORK, market_data_tool()]),
    system=lambda _input: "baton-ptc-sub-agent",
    is_root=False,
    turns=SUB_AGENT_TURNS,
)

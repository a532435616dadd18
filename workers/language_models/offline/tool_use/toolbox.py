"""Which of the tools on offer can do what: names and argument names differ between agents, abilities do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.tools import ToolDefinition

WRITE, READ, EDIT, LIST, GREP = "write", "read", "edit", "list", "grep"
PYTHON, SHELL, CHECKLIST, MARKET, TASK, PLAN = "python", "shell", "todo", "market", "task", "plan"

_PATH = ("path", "file_path", "filename", "file")


@dataclass(frozen=True, slots=True)
class Ability:
    """The tool names that have an ability, and for each of its arguments the names that it may go by."""

    names: tuple[str, ...]
    arguments: Mapping[str, tuple[str, ...]]


ABILITIES: Mapping[str, Ability] = {
    WRITE: Ability(
        ("write_file", "write", "create_file"), {"path": _PATH, "content": ("content", "contents", "text", "file_text")}
    ),
    READ: Ability(("read_file", "read", "view"), {"path": _PATH}),
    EDIT: Ability(
        ("edit_file", "edit", "str_replace"),
        {
            "path": _PATH,
            "old": ("old_string", "old_str", "old", "find"),
            "new": ("new_string", "new_str", "new", "replace"),
        },
    ),
    LIST: Ability(
        ("list_files", "glob", "list", "ls"), {"pattern": ("pattern", "glob"), "path": ("path", "directory")}
    ),
    GREP: Ability(("grep", "search_files", "search"), {"pattern": ("pattern", "query", "regex"), "path": _PATH}),
    PYTHON: Ability(
        ("run_python", "python"), {"path": _PATH, "code": ("code",), "arguments": ("arguments", "args", "argv")}
    ),
    SHELL: Ability(("run_shell", "bash", "shell"), {"command": ("command", "cmd")}),
    CHECKLIST: Ability(("todo_write", "write_todos"), {"todos": ("todos", "items")}),
    MARKET: Ability(
        ("market_data", "get_market_data"),
        {"symbol": ("symbol", "ticker"), "interval": ("interval",), "since": ("from", "since", "start")},
    ),
    TASK: Ability(("task", "delegate"), {"description": ("description", "prompt"), "type": ("type", "subagent_type")}),
    PLAN: Ability(("submit_plan", "exit_plan_mode"), {"plan": ("plan",)}),
}


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The tools of one model request, by what they can do."""

    tools: Mapping[str, ToolDefinition]

    @classmethod
    def of(cls, offered: Sequence[ToolDefinition]) -> "Toolbox":
        found: dict[str, ToolDefinition] = {}
        for able, ability in ABILITIES.items():
            named = (tool for name in ability.names for tool in offered if tool.name == name)
            if tool := next((tool for tool in named if _fits(tool, ability)), None):
                found[able] = tool
        return cls(found)

    def can(self, *abilities: str) -> bool:
        """Whether there is a tool for each of the abilities."""
        return all(ability in self.tools for ability in abilities)

    def call(self, ability: str, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The tool's name and its arguments under the names of its schema; what it does not take is left out.

        Raises:
            KeyError: there is no tool for the ability.
        """
        tool, known = self.tools[ability], ABILITIES[ability].arguments
        properties = tool.parameters_json_schema.get("properties", {})
        named = {name: value for slot, value in values.items() if (name := _named(slot, known, properties))}
        return tool.name, named

    def choices(self, ability: str, slot: str) -> Sequence[str]:
        """The values that an argument's schema lists, if it lists any."""
        properties = self.tools[ability].parameters_json_schema.get("properties", {})
        schema = properties.get(_named(slot, ABILITIES[ability].arguments, properties) or "", {})
        return [value for value in schema.get("enum", ()) if isinstance(value, str)]


def ability_of(tool_name: str) -> str | None:
    """What a tool of that name does; None for one that is not known."""
    return next((able for able, ability in ABILITIES.items() if tool_name in ability.names), None)


def values_of(ability: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """A call's arguments under the names that the abilities have for them."""
    known = ABILITIES[ability].arguments
    return {slot: arguments[name] for slot, names in known.items() for name in names if name in arguments}


def _fits(tool: ToolDefinition, ability: Ability) -> bool:
    """Whether the tool asks for nothing that is not known here."""
    known = {name for names in ability.arguments.values() for name in names}
    return set(tool.parameters_json_schema.get("required", ())) <= known


def _named(slot: str, known: Mapping[str, tuple[str, ...]], properties: Mapping[str, Any]) -> str | None:
    return next((name for name in known.get(slot, ()) if name in properties), None)

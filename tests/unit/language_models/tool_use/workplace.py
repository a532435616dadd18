"""A conversation with the offline model whose tool calls are really made, in a folder of their own."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.tools import ToolDefinition

from workers.language_models.offline.tool_use.turns import Call, Turn, next_turn

MOST_CALLS = 25
_TEXT: dict[str, Any] = {"type": "string"}


def tool(name: str, *required: str, **more: dict[str, Any]) -> ToolDefinition:
    """A tool with text arguments; ``more`` are optional or have schemas of their own."""
    properties = {**dict.fromkeys(required, _TEXT), **more}
    schema = {"type": "object", "properties": properties, "required": [*required], "additionalProperties": False}
    return ToolDefinition(name=name, parameters_json_schema=schema)


_TODO = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "content": _TEXT,
            "status": {"enum": ["pending", "in_progress", "completed"]},
            "activeForm": _TEXT,
        },
        "required": ["content", "status", "activeForm"],
        "additionalProperties": False,
    },
}
_WORDS: dict[str, Any] = {"type": "array", "items": _TEXT}
PTC = [
    tool("write_file", "path", "content"),
    tool("read_file", "path", offset={"type": "integer"}, limit={"type": "integer"}),
    tool("edit_file", "path", "old_string", "new_string", replace_all={"type": "boolean"}),
    tool("list_files", path=_TEXT, pattern=_TEXT),
    tool("grep", "pattern", path=_TEXT),
    tool("run_python", path=_TEXT, code=_TEXT, arguments=_WORDS),
    tool("run_shell", "command"),
    tool("todo_write", todos=_TODO),
    tool("market_data", "symbol", interval=_TEXT, to=_TEXT, **{"from": _TEXT}),
    tool("task", "description", "type"),
]
PLANNING = [*PTC, tool("submit_plan", "plan")]
OPENCOMPUTER = [
    tool("bash", "command"),
    tool("read", "path"),
    tool("write", "path", "content"),
    tool("edit", "path", "old_string", "new_string"),
    tool("glob", "pattern"),
    tool("grep", "pattern", path=_TEXT),
]


@dataclass
class Workplace:
    """The folder stands for /workspace."""

    folder: Path
    tools: Sequence[ToolDefinition] = field(default_factory=lambda: PTC)
    system: str = "You work in a sandbox."
    messages: list[ModelMessage] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The calls of the last request."""
    verdicts: list[str] = field(default_factory=lambda: ["The plan was approved."])
    """What a person says to the plans, one after the other."""

    def ask(self, request: str) -> str:
        """Sends a request and makes every call until the model ends with words alone."""
        self.calls = []
        parts: list[ModelRequestPart] = [UserPromptPart(request)]
        self.messages.append(ModelRequest(parts=parts if self.messages else [SystemPromptPart(self.system), *parts]))
        while True:
            turn = self._next()
            words = [TextPart(turn.text)] if turn.text else []
            called = [ToolCallPart(call.name, call.arguments, tool_call_id=call.id) for call in turn.calls]
            self.messages.append(ModelResponse(parts=[*words, *called]))
            if not turn.calls:
                return turn.text
            returned = [_returned(call, self._made(call)) for call in turn.calls]
            self.messages.append(ModelRequest(parts=[*returned]))
            assert len(self.calls) <= MOST_CALLS

    def _next(self) -> Turn:
        turn = next_turn(self.messages, self.tools)
        assert next_turn(self.messages, self.tools) == turn
        assert turn.text or turn.calls
        seen = {part.tool_call_id for each in self.messages for part in each.parts if isinstance(part, ToolCallPart)}
        assert not seen & {call.id for call in turn.calls}
        return turn

    def _made(self, call: Call) -> str:
        arguments = json.loads(call.arguments)
        definition = next(each for each in self.tools if each.name == call.name)
        jsonschema.validate(arguments, definition.parameters_json_schema)
        self.calls.append((call.name, arguments))
        return self.done(call.name, arguments)

    def done(self, name: str, arguments: Mapping[str, Any]) -> str:
        """What a tool returns."""
        does: Mapping[str, Callable[..., str]] = {
            "write_file": self._write,
            "write": self._write,
            "read_file": self._read,
            "read": self._read,
            "edit_file": self._edit,
            "edit": self._edit,
            "list_files": self._listed,
            "glob": self._listed,
            "grep": self._grep,
            "run_python": self._run_python,
            "run_shell": self._run_shell,
            "bash": self._run_shell,
            "market_data": _quotes,
            "submit_plan": self._judged,
            "task": lambda description, type: f"Done: {description}",
        }
        return does[name](**arguments) if name in does else "ok"

    def _judged(self, plan: str) -> str:
        """A plan's review; the tool is gone once a plan is approved."""
        verdict = self.verdicts.pop(0)
        if "approved" in verdict:
            self.tools = [each for each in self.tools if each.name != "submit_plan"]
        return verdict

    def at(self, path: str) -> Path:
        return self.folder / path.removeprefix("/home").removeprefix("/workspace").lstrip("/")

    def text(self, path: str) -> str:
        return self.at(path).read_text()

    def names(self) -> list[str]:
        files = (path for path in self.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return sorted(str(path.relative_to(self.folder)) for path in files)

    def called(self) -> list[str]:
        """The names of the tools that the last request called."""
        return [name for name, _ in self.calls]

    def run(self, path: str, *arguments: str) -> str:
        """What a file prints, run by itself."""
        ended = subprocess.run(
            [sys.executable, str(self.at(path)), *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
        return ended.stdout.strip()

    def _read(self, path: str) -> str:
        return self.text(path) if self.at(path).is_file() else f"Error: {path} does not exist"

    def _listed(self, **_: str) -> str:
        return "\n".join(self.names()) or "There are no such files."

    def _run_python(self, path: str, arguments: Sequence[str] = ()) -> str:
        return self._run([sys.executable, str(self.at(path)), *arguments])

    def _run_shell(self, command: str) -> str:
        inside = command.replace("/workspace", str(self.folder)).replace("python3 ", f"{sys.executable} ")
        return self._run(["sh", "-c", inside])

    def _write(self, path: str, content: str) -> str:
        self.at(path).parent.mkdir(parents=True, exist_ok=True)
        self.at(path).write_text(content)
        return "File created successfully"

    def _edit(self, path: str, old_string: str, new_string: str) -> str:
        text = self.text(path)
        if text.count(old_string) != 1:
            return f"Error: old_string occurs {text.count(old_string)} times"
        self.at(path).write_text(text.replace(old_string, new_string))
        return "File edited successfully"

    def _grep(self, pattern: str) -> str:
        found = [
            f"{name}:{number}: {line}"
            for name in self.names()
            for number, line in enumerate(self.text(name).splitlines(), start=1)
            if re.search(pattern, line)
        ]
        return "\n".join(found) or "No matches."

    def _run(self, command: Sequence[str]) -> str:
        ended = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=30, check=False)
        printed = ended.stdout + ended.stderr
        return (
            f"Exit code {ended.returncode}.\n{printed}"
            if printed
            else f"Exit code {ended.returncode}. It printed nothing."
        )


def _returned(call: Call, text: str) -> ToolReturnPart:
    failed = text.startswith(("Error", "The plan was rejected"))
    return ToolReturnPart(call.name, text, tool_call_id=call.id, outcome="failed" if failed else "success")


def _quotes(symbol: str) -> str:
    if symbol.startswith("Z"):
        return f"Error: no data for {symbol}"
    rows = [{"date": f"2024-01-0{day} 10:00:00", "open": 10, "close": 10.0 + day} for day in (3, 2, 1)]
    return json.dumps({"symbol": symbol, "notice": "Sample data, not real quotes.", "data": rows})

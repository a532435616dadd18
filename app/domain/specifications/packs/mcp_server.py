#!/usr/bin/env python3
"""An MCP server for the specification beside it (spec.json): JSON-RPC 2.0 over stdio, one message a line.

It needs Python 3.9 or newer and nothing else. Resources are the sections of the specification; tools find
requirements, endpoints and words in it, and say what to build next.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

PROTOCOLS = ("2025-06-18", "2025-03-26", "2024-11-05")
SECTIONS = (
    "overview",
    "requirements",
    "entities",
    "endpoints",
    "workflows",
    "testCases",
    "architecture",
    "designSystem",
)
PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS, NO_RESOURCE = -32700, -32600, -32601, -32602, -32002


class Refusal(Exception):
    """An answer that says why there is none."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Tool(NamedTuple):
    """What a client may call: with arguments by these schemas, some of them required."""

    run: Callable[..., Any]
    description: str
    properties: dict[str, Any]
    required: list[str]


def text_property(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


class Specification:
    """The specification, and what can be asked of it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.tools: dict[str, Tool] = {
            "get_requirement": Tool(
                self.get_requirement,
                "One requirement with its acceptance criteria and the test cases that prove it",
                {"id": text_property("Such as REQ-001")},
                ["id"],
            ),
            "list_requirements": Tool(
                self.list_requirements,
                "All requirements: id, title, priority, type",
                {"priority": {"enum": ["must", "should", "could"]}},
                [],
            ),
            "list_endpoints": Tool(
                self.list_endpoints,
                "The endpoints, of one entity if it is named",
                {"entity": text_property("The name of an entity")},
                [],
            ),
            "get_entity": Tool(
                self.get_entity,
                "One entity with attributes and relations, and its endpoints",
                {"name": text_property("The name of an entity")},
                ["name"],
            ),
            "search_spec": Tool(
                self.search_spec,
                "Everything in the specification that has all of these words",
                {"query": text_property("Words"), "limit": {"type": "integer", "minimum": 1, "maximum": 100}},
                ["query"],
            ),
            "next_task": Tool(
                self.next_task,
                "The requirement to work on next: the weightiest that is not done",
                {"done": {"type": "array", "items": {"type": "string"}, "description": "Ids of those that are done"}},
                [],
            ),
        }

    def resources(self) -> list[dict[str, Any]]:
        kept = [section for section in ("metadata", *SECTIONS) if section in self.spec]
        told = [
            {
                "uri": "spec://" + name,
                "name": name,
                "mimeType": "application/json",
                "description": "The section " + name,
            }
            for name in kept
        ]
        whole = {"uri": "spec://whole", "name": "specification", "mimeType": "application/json"}
        return [dict(whole, description="The whole specification"), *told]

    def read(self, uri: Any) -> list[dict[str, Any]]:
        name = str(uri).partition("spec://")[2]
        value = self.spec if name == "whole" else self.spec.get(name)
        if value is None:
            raise Refusal(NO_RESOURCE, "There is no resource " + str(uri))
        return [{"uri": uri, "mimeType": "application/json", "text": as_text(value)}]

    def get_requirement(self, id: str) -> dict[str, Any]:
        found = self._one("requirements", "id", id)
        return dict(found, testCases=[case for case in self.spec["testCases"] if case["requirementId"] == found["id"]])

    def list_requirements(self, priority: str | None = None) -> list[dict[str, Any]]:
        names = ("id", "title", "priority", "type")
        return [
            {name: each[name] for name in names}
            for each in self.spec["requirements"]
            if priority in (None, each["priority"])
        ]

    def list_endpoints(self, entity: str | None = None) -> list[dict[str, Any]]:
        if entity is not None:
            entity = self._one("entities", "name", entity)["name"]
        return [each for each in self.spec["endpoints"] if entity in (None, each["entity"])]

    def get_entity(self, name: str) -> dict[str, Any]:
        found = self._one("entities", "name", name)
        return dict(found, endpoints=self.list_endpoints(found["name"]))

    def search_spec(self, query: str, limit: int = 20) -> dict[str, Any]:
        words = query.lower().split()
        if not words:
            raise Refusal(INVALID_PARAMS, "query must have a word")
        found = []
        for section in SECTIONS:
            value = self.spec.get(section)
            for item in value if isinstance(value, list) else [value]:
                text = as_text(item).lower()
                if item and all(word in text for word in words):
                    found.append({"section": section, "item": item})
        return {"total": len(found), "results": found[:limit]}

    def next_task(self, done: list[str] | None = None) -> dict[str, Any]:
        order = {"must": 0, "should": 1, "could": 2}
        left = [each for each in self.spec["requirements"] if each["id"] not in (done or [])]
        if not left:
            return {"task": None, "left": 0}
        first = min(left, key=lambda each: (order.get(each["priority"], 3), each["id"]))
        return {"task": self.get_requirement(first["id"]), "left": len(left)}

    def call(self, name: Any, arguments: Any) -> Any:
        tool = self.tools.get(str(name))
        if tool is None:
            raise Refusal(INVALID_PARAMS, "There is no tool " + str(name))
        if not isinstance(arguments, dict):
            raise Refusal(INVALID_PARAMS, "arguments must be an object")
        unknown = sorted(set(arguments) - set(tool.properties))
        missing = [each for each in tool.required if each not in arguments]
        if unknown or missing:
            raise Refusal(INVALID_PARAMS, "Wrong arguments: " + ", ".join(unknown + missing))
        for each, value in arguments.items():
            if not fits(value, tool.properties[each]):
                raise Refusal(INVALID_PARAMS, "Wrong argument: " + each)
        return tool.run(**arguments)

    def described(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "description": tool.description,
                "inputSchema": {"type": "object", "properties": tool.properties, "required": tool.required},
            }
            for name, tool in self.tools.items()
        ]

    def _one(self, section: str, key: str, wanted: str) -> dict[str, Any]:
        for each in self.spec[section]:
            if each[key].lower() == wanted.lower():
                return dict(each)
        raise Refusal(INVALID_PARAMS, "There is no " + key + " " + wanted + " in " + section)


def fits(value: Any, schema: dict[str, Any]) -> bool:
    if "enum" in schema:
        return any(value == each for each in schema["enum"])
    if schema["type"] == "integer":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and bool(schema["minimum"] <= value <= schema["maximum"])
    if schema["type"] == "array":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def initialized(specification: Specification, params: dict[str, Any]) -> dict[str, Any]:
    asked = params.get("protocolVersion")
    metadata = specification.spec["metadata"]
    return {
        "protocolVersion": asked if asked in PROTOCOLS else PROTOCOLS[0],
        "capabilities": {"resources": {}, "tools": {}},
        "serverInfo": {"name": metadata["projectName"] + " specification", "version": metadata["version"]},
        "instructions": "The specification of "
        + metadata["projectName"]
        + ". Begin with spec://overview or next_task.",
    }


def called(specification: Specification, params: dict[str, Any]) -> dict[str, Any]:
    """A tool's refusal is a result, so that the model that called it can read why."""
    try:
        value = specification.call(params.get("name"), params.get("arguments") or {})
    except Refusal as refusal:
        return {"content": [{"type": "text", "text": refusal.message}], "isError": True}
    return {"content": [{"type": "text", "text": as_text(value)}], "isError": False}


METHODS: dict[str, Callable[[Specification, dict[str, Any]], dict[str, Any]]] = {
    "initialize": initialized,
    "ping": lambda _specification, _params: {},
    "resources/list": lambda specification, _params: {"resources": specification.resources()},
    "resources/templates/list": lambda _specification, _params: {"resourceTemplates": []},
    "resources/read": lambda specification, params: {"contents": specification.read(params.get("uri"))},
    "tools/list": lambda specification, _params: {"tools": specification.described()},
    "tools/call": called,
}


def answered(specification: Specification, message: Any) -> dict[str, Any] | None:
    """The answer to one message; None for a notification, which has no id."""
    if not isinstance(message, dict) or not isinstance(message.get("method"), str):
        raise Refusal(INVALID_REQUEST, "This is no request")
    if "id" not in message:
        return None
    method = METHODS.get(message["method"])
    if method is None:
        raise Refusal(NO_METHOD, "There is no method " + message["method"])
    params = message.get("params") or {}
    if not isinstance(params, dict):
        raise Refusal(INVALID_PARAMS, "params must be an object")
    return {"jsonrpc": "2.0", "id": message["id"], "result": method(specification, params)}


def respond(specification: Specification, line: bytes) -> dict[str, Any] | None:
    """What is written for a line that was read; None for nothing."""
    message = None
    try:
        message = json.loads(line)
        return answered(specification, message)
    except ValueError:
        error = {"code": PARSE_ERROR, "message": "This is no JSON"}
    except Refusal as refusal:
        error = {"code": refusal.code, "message": refusal.message}
    known = message.get("id") if isinstance(message, dict) else None
    return {"jsonrpc": "2.0", "id": known, "error": error}


def main() -> None:
    folder = Path(__file__).resolve().parent
    specification = Specification(json.loads((folder / "spec.json").read_text(encoding="utf-8")))
    for line in sys.stdin.buffer:
        if line.strip():
            answer = respond(specification, line)
            if answer is not None:
                sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode() + b"\n")
                sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()

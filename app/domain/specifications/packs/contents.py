"""Which files a pack holds, and what stands in them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from app.domain.specifications.documents.definition_of_done import definition_of_done
from app.domain.specifications.documents.markdown import bullets, document, specification
from app.domain.specifications.documents.runbook import runbook
from app.domain.specifications.documents.task_graph import task_graph
from app.domain.specifications.documents.test_plan import test_plan
from app.domain.specifications.packs.mcp_config import mcp_config

JSON = "json"
MARKDOWN = "markdown"
MCP = "mcp"
FORMATS: Sequence[str] = (JSON, MARKDOWN, MCP)
PARTS: Sequence[str] = ("spec", "dod", "testPlan", "taskGraph", "runbook", "mcpConfig")

SPEC_FILE = "spec.json"
CONFIG_FILE = "mcp-config.json"
SERVER_FILE = "mcp_server.py"

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The same specification gives the same bytes."""


def files_of(spec: Mapping[str, Any], *, format: str, include: Mapping[str, bool]) -> dict[str, bytes]:
    """The files by name, in the order of the parts.

    With the configuration comes the server that it starts, and the specification that the server reads; an
    ``mcp`` pack always has the three.
    """
    wanted = {part for part in PARTS if include.get(part)}
    if format == MCP:
        wanted |= {"spec", "mcpConfig"}
    made = [_file(part, spec, format) for part in PARTS if part in wanted]
    found = dict(made)
    if "mcpConfig" in wanted:
        found[SERVER_FILE] = _server()
        found.setdefault(SPEC_FILE, _json(spec))
    return found


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _file(part: str, spec: Mapping[str, Any], format: str) -> tuple[str, bytes]:
    for_people = format == MARKDOWN
    if part == "mcpConfig":
        return CONFIG_FILE, _json(mcp_config(spec, server=SERVER_FILE))
    if part == "spec":
        return ("spec.md", specification(spec).encode()) if for_people else (SPEC_FILE, _json(spec))
    if part == "taskGraph":
        graph = task_graph(spec)
        return ("task-graph.md", _graph_text(graph).encode()) if for_people else ("task-graph.json", _json(graph))
    name, write = _TEXTS[part]
    return name, write(spec).encode()


_TEXTS: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], str]]] = {
    "dod": ("dod.md", definition_of_done),
    "testPlan": ("test-plan.md", test_plan),
    "runbook": ("runbook.md", runbook),
}


def _graph_text(graph: Mapping[str, Any]) -> str:
    nodes = {node["id"]: node for node in graph["nodes"]}
    lines = [
        f"{id}: {nodes[id]['title']}"
        + (f" (needs {', '.join(nodes[id]['dependsOn'])})" if nodes[id]["dependsOn"] else "")
        for id in graph["order"]
    ]
    return document(["# Tasks, in an order in which they can be done", "", *bullets(lines)])


def _server() -> bytes:
    return Path(__file__).with_name("mcp_server.py").read_bytes()


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"

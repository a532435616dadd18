"""How an MCP client starts the server that comes with a pack."""

import re
from collections.abc import Mapping
from typing import Any


def mcp_config(spec: Mapping[str, Any], *, server: str) -> dict[str, Any]:
    """The ``mcpServers`` object that MCP clients read, to be used in the folder that the pack was unpacked to."""
    name = re.sub(r"[^a-z0-9]+", "-", spec["metadata"]["projectName"].lower()).strip("-")[:48] or "project"
    return {"mcpServers": {f"{name}-specification": {"type": "stdio", "command": "python3", "args": [server]}}}

"""ProductOS's requests as bytes, for clients that have no time to make them; and sessions to send them to."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.productos import ProductOS
from tests.support.stack import Stack

SESSIONS = "/api/v1/sessions"


def new_sessions(stack: Stack, count: int) -> Sequence[str]:
    """So many empty sessions."""
    with stack.client() as client:
        productos = ProductOS(client)
        return [productos.create(idea="A bench for bicycles") for _ in range(count)]


def run_request(stack: Stack, session_id: str, agent: str, **parameters: Any) -> bytes:
    """Start an agent of :mod:`tests.benchmarks.agents` and read its stream."""
    body = json.dumps({"messages": [{"role": "user", "content": json.dumps(parameters)}]}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
    return _request(stack, f"POST {SESSIONS}/{session_id}/{agent}", headers) + body


def view_request(stack: Stack, session_id: str) -> bytes:
    """Read the session's stream from its first event."""
    return _request(stack, f"GET {SESSIONS}/{session_id}/events?since=0", {"Accept": "text/event-stream"})


def poll_request(stack: Stack, session_id: str, run_id: str) -> bytes:
    """Look at the run's status."""
    return _request(stack, f"GET {SESSIONS}/{session_id}/runs/{run_id}", {})


def _request(stack: Stack, line: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"{line} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {stack.api_key}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()

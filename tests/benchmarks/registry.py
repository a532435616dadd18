"""Resolving prompts, beside the least that a request with a registry key can be: looking at its own project."""

from collections.abc import Sequence

import httpx

from tests.benchmarks.measuring import Bench, Broken, Figure
from tests.benchmarks.repeated_requests import CLIENTS, p99_of, rate_of, repeated
from tests.support.stack import Stack

SLUG = "welcome-email"


def measure(bench: Bench) -> Sequence[Figure]:
    """Resolves and bare requests, in turn."""
    key = _project(bench.stack)
    resolve, bare = (_request(path, key) for path in (f"/prompts/{SLUG}/resolve", "/projects/me"))
    resolves, bares = [], []
    for _ in range(bench.size(3, 1)):
        resolves.append(repeated(bench, resolve))
        bares.append(repeated(bench, bare))
    rate, bare_rate = rate_of(resolves), rate_of(bares)
    slow, bare_slow = p99_of(resolves), p99_of(bares)
    bench.say(
        f"{rate:,.0f} resolves/s, p99 {slow:.0f} ms; bare authenticated {bare_rate:,.0f}/s, p99 {bare_slow:.0f} ms"
    )
    return [
        Figure(name=f"prompts resolved, {CLIENTS} clients", value=rate, unit="/s"),
        Figure(name=f"prompts resolved, {CLIENTS} clients, p99", value=slow, unit="ms"),
        Figure(name="prompts resolved : bare authenticated request", value=rate / bare_rate),
    ]


def _project(stack: Stack) -> str:
    """The key of a new project that has ten versions of a prompt, the last of them in production."""
    with stack.client(api_key="") as http:
        key = str(_data(http.post("/api/v1/projects", json={"name": "Bench"}))["apiKey"])
    with stack.client(api_key=key) as http:
        prompt = _data(http.post("/api/v1/prompts", json={"slug": SLUG, "name": "Welcome"}))["id"]
        for number in range(10):
            content = {"systemPrompt": f"You are helpful assistant {number}. " * 20, "userTemplate": "Hello {{name}}!"}
            version = _data(http.post(f"/api/v1/prompts/{prompt}/versions", json=content))["id"]
            promotion = {"environment": "production", "versionId": version}
            _data(http.post(f"/api/v1/prompts/{prompt}/promote", json=promotion))
    return key


def _data(answer: httpx.Response) -> dict[str, object]:
    if not answer.is_success:
        raise Broken(f"the registry answered {answer.status_code}: {answer.text[:200]}")
    found: dict[str, object] = answer.json()["data"]
    return found


def _request(path: str, key: str) -> bytes:
    lines = [f"GET /api/v1{path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {key}", "", ""]
    return "\r\n".join(lines).encode()

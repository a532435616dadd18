"""Resolving prompts, beside the least that a request with a registry key can be: looking at its own project."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tests.benchmarks.measuring import Bench, Broken, Figure, median, percentile
from tests.benchmarks.streams import Lane, client, object_is_complete
from tests.support.stack import Stack

CLIENTS = 20
SLUG = "welcome-email"


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers a second, and the milliseconds that each took."""

    rate: float
    milliseconds: Sequence[float]


def measure(bench: Bench) -> Sequence[Figure]:
    """Resolves and bare requests, in turn."""
    key = _project(bench.stack)
    resolve, bare = (_request(path, key) for path in (f"/prompts/{SLUG}/resolve", "/projects/me"))
    resolves, bares = [], []
    for _ in range(bench.size(3, 1)):
        resolves.append(_measured(bench, resolve))
        bares.append(_measured(bench, bare))
    rate, bare_rate = median([each.rate for each in resolves]), median([each.rate for each in bares])
    slow, bare_slow = _p99(resolves), _p99(bares)
    bench.say(
        f"{rate:,.0f} resolves/s, p99 {slow:.0f} ms; bare authenticated {bare_rate:,.0f}/s, p99 {bare_slow:.0f} ms"
    )
    return [
        Figure(name=f"prompts resolved, {CLIENTS} clients", value=rate, unit="/s"),
        Figure(name=f"prompts resolved, {CLIENTS} clients, p99", value=slow, unit="ms"),
        Figure(name="prompts resolved : bare authenticated request", value=rate / bare_rate),
    ]


def _measured(bench: Bench, request: bytes) -> Measured:
    """As many clients as there are, each repeating the request without a pause."""
    seconds = bench.size(4, 1)
    with client() as reading:
        lanes = [
            Lane(bench.stack.settings.port, itertools.repeat(request), has_ended=object_is_complete)
            for _ in range(CLIENTS)
        ]
        began = time.perf_counter()
        for lane in lanes:
            reading.start(lane)
        while (taken := time.perf_counter() - began) < seconds:
            reading.read_once()
        if not all(lane.answers_are_good for lane in lanes):
            raise Broken("a request to the registry was refused")
    return Measured(
        rate=sum(lane.answered for lane in lanes) / taken,
        milliseconds=[each for lane in lanes for each in _milliseconds(lane)],
    )


def _milliseconds(lane: Lane) -> Sequence[float]:
    """How long each answer took that has ended. Heads and bodies come in pieces of their own."""
    ends = (at for at, piece in lane.pieces if object_is_complete(piece))
    return [(end - sent) / 1e6 for sent, end in zip(lane.sent_at, ends, strict=False)]


def _p99(measured: Sequence[Measured]) -> float:
    return median([percentile(each.milliseconds, 99) for each in measured])


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

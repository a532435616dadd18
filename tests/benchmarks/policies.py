"""Permissions evaluated, beside the least that a request with a session can be: looking at its own tenant.

The tenant has 50 policies, a tenth of which are about the action that is asked for; both requests pass the guard.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx

from app.commands.development_accounts import development_tokens
from tests.benchmarks.measuring import Bench, Broken, Figure
from tests.benchmarks.repeated_requests import CLIENTS, p99_of, rate_of, repeated
from tests.support.stack import Stack

SECRET_KEY = "the-secret-key-of-the-benchmarks-is-long"
ENVIRONMENT: Mapping[str, str] = {
    "BATON_SECRET_KEYS": SECRET_KEY,
    "BATON_PRAETOR_REQUESTS_PER_MINUTE": "100000000",
}
POLICIES = 50


def measure(bench: Bench) -> Sequence[Figure]:
    """Evaluations and bare requests, in turn."""
    tokens = development_tokens(replace(bench.stack.settings, secret_keys=(SECRET_KEY,)))
    token = tokens["PRAETOR_TOKEN"]
    evaluate = _prepared(bench.stack, token, member=tokens["PRAETOR_MEMBER_TOKEN"])
    bare = _request("GET", "/api/admin/tenant", token)
    evaluations, bares = [], []
    for _ in range(bench.size(3, 1)):
        evaluations.append(repeated(bench, evaluate))
        bares.append(repeated(bench, bare))
    bench.say(
        f"{rate_of(evaluations):,.0f} evaluations/s, p99 {p99_of(evaluations):.0f} ms;"
        f" bare authenticated {rate_of(bares):,.0f}/s, p99 {p99_of(bares):.0f} ms"
    )
    return [
        Figure(name=f"permissions evaluated, {CLIENTS} clients", value=rate_of(evaluations), unit="/s"),
        Figure(name=f"permissions evaluated, {CLIENTS} clients, p99", value=p99_of(evaluations), unit="ms"),
        Figure(name="permissions evaluated : bare authenticated request", value=rate_of(evaluations) / rate_of(bares)),
    ]


def _prepared(stack: Stack, token: str, *, member: str) -> bytes:
    """A question about the member, which the policies of the token's tenant answer with yes."""
    with stack.client(api_key=member) as http:
        asked_about = _data(http.get("/api/auth/me"))["user"]["id"]
    with stack.client(api_key=token) as http:
        for number in range(POLICIES):
            policy = {
                "name": f"Policy {number}",
                "effect": "allow",
                "actions": ["task:assign" if number % 10 == 0 else f"kind{number}:write"],
                "resources": ["task:*", "project:*"],
                "conditions": {
                    "user.role": {"$in": ["administrator", "member"]},
                    "context.amount": {"$lt": 100 + number},
                },
                "priority": number,
            }
            _data(http.post("/api/permissions/policies", json=policy))
    body = {"userId": asked_about, "action": "task:assign", "resourceType": "task", "context": {"amount": 7}}
    return _request("POST", "/api/permissions/evaluate", token, json.dumps(body).encode())


def _data(answer: httpx.Response) -> dict[str, Any]:
    if not answer.is_success:
        raise Broken(f"the answer was {answer.status_code}: {answer.text[:200]}")
    found: dict[str, Any] = answer.json()["data"]
    return found


def _request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body

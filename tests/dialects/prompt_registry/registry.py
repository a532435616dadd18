"""A client of the prompt registry for one key, and the objects that most tests begin with."""

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.dialects.clients import problem
from tests.dialects.described import check_described

BASE = "/api/v1"


class Registry:
    """Sends JSON to paths below /api/v1 with a key, or with none."""

    def __init__(self, app: Flask, *, key: str | None) -> None:
        self.app = app
        self.key = key

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request; a body of bytes goes as it is."""
        raw = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        )
        own = {} if self.key is None else {"Authorization": f"Bearer {self.key}"}
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.app.test_client().open(BASE + path, method=method, data=raw, headers=own)
        check_described(self.app, response, method=method, path=BASE + path.partition("?")[0])
        return response

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None) -> TestResponse:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any = None) -> TestResponse:
        return self.send("PUT", path, body)

    def patch(self, path: str, body: Any = None) -> TestResponse:
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)

    def with_key(self, environment: str = "production", label: str = "another") -> "Registry":
        """A client with another key of the same project."""
        made = data(self.post("/api-keys", {"environment": environment, "label": label}), 201)
        return Registry(self.app, key=made["fullKey"])

    def prompt(self, slug: str = "welcome-email") -> str:
        """A new prompt's id."""
        return str(data(self.post("/prompts", {"slug": slug, "name": "Welcome Email"}), 201)["id"])

    def version(self, prompt: str, **content: Any) -> dict[str, Any]:
        """A new version of the prompt."""
        body = content or {"systemPrompt": "You are helpful."}
        return dict(data(self.post(f"/prompts/{prompt}/versions", body), 201))

    def promote(self, prompt: str, version: str, environment: str = "production") -> TestResponse:
        return self.post(f"/prompts/{prompt}/promote", {"environment": environment, "versionId": version})

    def roll_back(self, prompt: str, environment: str = "production") -> TestResponse:
        return self.post(f"/prompts/{prompt}/rollback", {"environment": environment})

    def roll_out(self, prompt: str, weights: dict[str, int], environment: str = "production") -> TestResponse:
        """Weights by the versions' ids."""
        listed = [{"versionId": version, "weight": weight} for version, weight in weights.items()]
        return self.put(f"/prompts/{prompt}/rollout", {"environment": environment, "weights": listed})

    def resolve(self, slug: str = "welcome-email", query: str = "", **headers: str) -> TestResponse:
        return self.get(f"/prompts/{slug}/resolve{query}", **headers)


def data(response: TestResponse, status: int = 200) -> Any:
    """What is in the envelope of a good answer."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    return response.get_json()["data"]


def new_project(app: Flask, name: str = "My AI App") -> Registry:
    """A client with the first key of a new project."""
    made = data(Registry(app, key=None).post("/projects", {"name": name}), 201)
    return Registry(app, key=made["apiKey"])


__all__ = ["BASE", "Registry", "data", "new_project", "problem"]

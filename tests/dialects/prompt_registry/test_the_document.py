"""Every request of the API's document, in its order, with the shapes that it prints (rows 003-01 to 003-15)."""

import re

from flask import Flask

from tests.dialects.prompt_registry.registry import Registry, data, problem

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
SYSTEM = "You are a helpful assistant..."
TEMPLATE = "Hello {{userName}}, welcome to {{plan}}!"


def test_every_request_of_the_document_in_order(app: Flask) -> None:
    health = app.test_client().get("/health").get_json()
    assert health["status"] == "ok"
    assert TIME.fullmatch(health["timestamp"])

    created = data(Registry(app, key=None).post("/projects", {"name": "My AI App"}), 201)
    assert set(created) == {"project", "apiKey"}
    assert ID.fullmatch(created["project"]["id"])
    assert created["project"] == {"id": created["project"]["id"], "name": "My AI App"}
    assert created["apiKey"].startswith("po_live_")
    registry = Registry(app, key=created["apiKey"])

    me = data(registry.get("/projects/me"))
    assert (me["id"], me["name"], me["environment"]) == (created["project"]["id"], "My AI App", "production")

    body = {"slug": "welcome-email", "name": "Welcome Email", "description": "Generates welcome emails"}
    prompt = data(registry.post("/prompts", body), 201)
    assert {name: prompt[name] for name in body} == body
    assert ID.fullmatch(prompt["id"])
    path = f"/prompts/{prompt['id']}"

    assert [each["slug"] for each in data(registry.get("/prompts"))] == ["welcome-email"]
    assert (data(registry.get(path))["versions"], data(registry.get(path))["deployments"]) == ([], [])

    content = {
        "systemPrompt": SYSTEM,
        "userTemplate": TEMPLATE,
        "model": "gpt-4",
        "temperature": 0.7,
        "maxTokens": 500,
        "metadata": {"author": "team-ai"},
    }
    first = data(registry.post(f"{path}/versions", content), 201)
    second = data(registry.post(f"{path}/versions", {"systemPrompt": SYSTEM, "userTemplate": TEMPLATE}), 201)
    assert {name: first[name] for name in content} == content
    assert (first["versionNumber"], second["versionNumber"]) == (1, 2)
    assert (second["model"], second["temperature"], second["maxTokens"], second["metadata"]) == ("gpt-4", 0.7, None, {})

    assert [each["versionNumber"] for each in data(registry.get(f"{path}/versions"))] == [2, 1]
    shown = data(registry.get(path))
    assert [each["versionNumber"] for each in shown["versions"]] == [2, 1]
    assert [(each["environment"], each["activeVersionId"]) for each in shown["deployments"]] == [("dev", second["id"])]

    for version in (first, second):
        promotion = {"environment": "production", "versionId": version["id"]}
        promoted = data(registry.post(f"{path}/promote", promotion))
        assert set(promoted) == {"environment", "activeVersionId", "promotedAt"}
        assert (promoted["environment"], promoted["activeVersionId"]) == ("production", version["id"])
        assert TIME.fullmatch(promoted["promotedAt"])

    rolled_back = data(registry.post(f"{path}/rollback", {"environment": "production"}))
    assert set(rolled_back) == {"environment", "activeVersionId", "promotedAt"}
    assert rolled_back["activeVersionId"] == first["id"]
    nothing = registry.post(f"{path}/rollback", {"environment": "production"})
    assert problem(nothing) == (409, "nothing_to_roll_back_to")

    assert data(registry.get("/prompts/welcome-email/resolve")) == {
        "slug": "welcome-email",
        "versionNumber": 1,
        **content,
    }

    key = data(registry.post("/api-keys", {"environment": "staging", "label": "CI/CD key"}), 201)
    assert {"id", "keyPrefix", "environment", "fullKey"} <= set(key)
    assert (key["environment"], key["keyPrefix"]) == ("staging", key["fullKey"][:12])
    listed = registry.get("/api-keys")
    assert key["fullKey"] not in listed.text
    assert [each["keyPrefix"] for each in data(listed)] == [created["apiKey"][:12], key["keyPrefix"]]

    assert TIME.fullmatch(data(registry.delete(f"/api-keys/{key['id']}"))["revokedAt"])
    assert problem(Registry(app, key=key["fullKey"]).get("/projects/me")) == (401, "unauthenticated")

    assert data(registry.delete(path)) == {"id": prompt["id"], "deleted": True}
    assert problem(registry.get(path)) == (404, "not_found")

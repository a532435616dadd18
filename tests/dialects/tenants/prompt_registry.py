"""The prompt registry: a project is a tenant."""

from flask import Flask
from sqlalchemy import Engine

from app.storage.identifiers import new_id
from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_PROMPT = "/api/v1/prompts/<prompt_id>"

ROWS: Rows = {
    "POST /api/v1/projects": Nobodys("makes a tenant"),
    "GET /api/v1/projects/me": Own(),
    "PATCH /api/v1/projects/me": Own(body={"requireApproval": True}),
    "GET /api/v1/prompts": Own(),
    "POST /api/v1/prompts": Nobodys("makes one's own; another's slug is free, which test_tenants shows"),
    f"GET {_PROMPT}": Wall(),
    f"DELETE {_PROMPT}": Wall(),
    f"POST {_PROMPT}/versions": Wall(body={"systemPrompt": "Mine now"}),
    f"GET {_PROMPT}/versions": Wall(),
    f"GET {_PROMPT}/versions/<version>": Wall(),
    f"GET {_PROMPT}/versions/<version>/diff/<other>": Wall(),
    f"POST {_PROMPT}/promote": Wall(body={"environment": "production", "versionId": "<version>"}),
    f"POST {_PROMPT}/rollback": Wall(body={"environment": "production"}),
    f"PUT {_PROMPT}/rollout": Wall(
        body={"environment": "dev", "weights": [{"versionId": "<version>", "weight": 1}]},
    ),
    f"GET {_PROMPT}/deployments": Wall(),
    f"GET {_PROMPT}/approvals": Wall(),
    f"POST {_PROMPT}/approvals/<approval_id>/approve": Wall(),
    f"POST {_PROMPT}/approvals/<approval_id>/reject": Wall(),
    f"GET {_PROMPT}/usage": Wall(),
    "GET /api/v1/prompts/<slug>/resolve": Wall(),
    "POST /api/v1/prompts/<slug>/render": Wall(body={"versionId": "<version>"}),
    "GET /api/v1/api-keys": Own(),
    "POST /api/v1/api-keys": Nobodys("makes one's own"),
    "DELETE /api/v1/api-keys/<key_id>": Wall(),
}


def newcomer(app: Flask, engine: Engine) -> Tenant:
    made = Tenant(app=app, engine=engine, headers={})
    project = made.make("/api/v1/projects", {"name": f"Project {new_id()}"})["data"]
    made.headers = {"Authorization": f"Bearer {project['apiKey']}"}
    made.ids["project_id"] = made.send("GET", "/api/v1/projects/me").get_json()["data"]["id"]
    return made


def things(tenant: Tenant) -> None:
    slug = f"slug-{new_id().hex}"
    prompt = tenant.make("/api/v1/prompts", {"slug": slug, "name": "Secret"})["data"]["id"]
    path = f"/api/v1/prompts/{prompt}"
    first, second = (
        tenant.make(f"{path}/versions", {"systemPrompt": text})["data"]["id"] for text in ("A secret", "Another")
    )
    tenant.make(f"{path}/promote", {"environment": "production", "versionId": second})
    tenant.make("/api/v1/projects/me", {"requireApproval": True}, method="PATCH")
    asked = tenant.make(f"{path}/promote", {"environment": "production", "versionId": first})["data"]
    key = tenant.make("/api/v1/api-keys", {"environment": "dev", "label": "Spare"})["data"]
    tenant.ids |= {
        "prompt_id": prompt,
        "slug": slug,
        "version": first,
        "other": second,
        "approval_id": asked["id"],
        "key_id": key["id"],
    }

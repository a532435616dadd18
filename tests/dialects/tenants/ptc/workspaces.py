"""Workspaces and their files. Both tenants have a user of the same name."""

from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_WORKSPACE = "/api/v1/workspaces/<workspace_id>"

ROWS: Rows = {
    "POST /api/v1/workspaces": Nobodys("makes one's own"),
    "GET /api/v1/workspaces": Own(),
    "GET /api/v1/chat/sessions": Own(),
    f"GET {_WORKSPACE}": Wall(),
    f"PUT {_WORKSPACE}": Wall(body={"name": "Mine now"}),
    f"DELETE {_WORKSPACE}": Wall(),
    f"POST {_WORKSPACE}/start": Wall(),
    f"POST {_WORKSPACE}/stop": Wall(),
    f"POST {_WORKSPACE}/refresh": Wall(),
    f"GET {_WORKSPACE}/files": Wall(),
    f"GET {_WORKSPACE}/files/read": Wall(query="?path=secret.txt"),
    f"GET {_WORKSPACE}/files/download": Wall(query="?path=secret.txt"),
    f"PUT {_WORKSPACE}/files/write": Wall(query="?path=secret.txt", body={"content": "Mine now"}),
    f"POST {_WORKSPACE}/files/upload": Wall(query="?path=secret.txt", nobody="it takes a form, which rows cannot send"),
    f"DELETE {_WORKSPACE}/files": Wall(body={"paths": ["secret.txt"]}),
}


def things(tenant: Tenant) -> None:
    made = tenant.make("/api/v1/workspaces", {"name": "Secret project"})["workspace_id"]
    tenant.make(f"/api/v1/workspaces/{made}/files/write?path=secret.txt", {"content": "A secret"}, method="PUT")
    tenant.ids["workspace_id"] = made

"""Roles, policies, decisions and their trail."""

from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_ROLE = "/api/permissions/roles/<role_id>"
_POLICY = "/api/permissions/policies/<policy_id>"

ROWS: Rows = {
    "GET /api/permissions/roles": Own(),
    "POST /api/permissions/roles": Nobodys("makes one's own"),
    f"GET {_ROLE}": Wall(),
    f"PATCH {_ROLE}": Wall(body={"name": "Mine now"}),
    f"DELETE {_ROLE}": Wall(),
    f"PUT {_ROLE}/members/<user_id>": Wall(body={}),
    f"DELETE {_ROLE}/members/<user_id>": Wall(),
    "GET /api/permissions/policies": Own(),
    "POST /api/permissions/policies": Nobodys("makes one's own"),
    f"GET {_POLICY}": Wall(),
    f"PATCH {_POLICY}": Wall(body={"enabled": False}),
    f"DELETE {_POLICY}": Wall(),
    "POST /api/permissions/evaluate": Wall(
        body={"userId": "<user_id>", "action": "role:read", "resourceType": "role", "resourceId": "<role_id>"}
    ),
    "GET /api/permissions/matrix/<project_id>": Wall(),
    "GET /api/permissions/audit": Own(query="?kind=change"),
}


def things(tenant: Tenant) -> None:
    role = tenant.make("/api/permissions/roles", {"name": "Secret role", "capabilities": ["project:read"]})["data"]
    policy = {"name": "Secret policy", "effect": "deny", "actions": ["project:delete"], "resources": ["project:*"]}
    tenant.ids |= {
        "role_id": role["id"],
        "policy_id": tenant.make("/api/permissions/policies", policy)["data"]["id"],
    }

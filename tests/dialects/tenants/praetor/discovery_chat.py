"""Discovery chat: talks about a project of the tenant's."""

from tests.dialects.tenants.rows import Nobodys, Rows, Tenant, Wall

CHAT = "/api/discovery-chat"
_TALK = f"{CHAT}/<discovery_id>"

ROWS: Rows = {
    f"POST {CHAT}": Nobodys("an id that is not of the tenant's makes a session of its own under it"),
    f"GET {_TALK}": Wall(),
    f"GET {_TALK}/events": Wall(),
    f"POST {_TALK}/complete": Wall(),
}


def things(tenant: Tenant) -> None:
    tenant.ids["discovery_id"] = "0194e5a8-7c1e-4000-8000-" + tenant.ids["user_id"][-12:]
    body = {
        "sessionId": tenant.ids["discovery_id"],
        "contextType": "idea_discovery",
        "message": "A secret idea",
        "userId": tenant.ids["user_id"],
        "tenantId": tenant.ids["tenant_id"],
    }
    with tenant.send("POST", CHAT, body) as answer:
        assert answer.status_code == 200

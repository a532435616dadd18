"""Conversations: threads, their streams and workflows. Both tenants have a user of the same name."""

from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_THREAD = "/api/v1/threads/<thread_id>"
_WORKFLOW = "/api/v1/workflow/<thread_id>"
_STREAM = "/api/v1/chat/stream/<thread_id>"
_SAY = [{"role": "user", "content": "Mine now"}]

ROWS: Rows = {
    "POST /api/v1/chat/stream": Wall(
        body={"workspace_id": "<workspace_id>", "thread_id": "<thread_id>", "messages": _SAY}
    ),
    f"GET {_STREAM}/reconnect": Wall(),
    f"GET {_STREAM}/status": Nobodys("a thread that is not there has no sub-agents, and is told so"),
    "POST /api/v1/chat/cancel/<thread_id>": Wall(),
    "GET /api/v1/chat/status/<thread_id>": Wall(),
    f"GET {_WORKFLOW}/status": Nobodys("a thread that is not there is told as unknown"),
    "GET /api/v1/workflow/state/<thread_id>": Wall(),
    f"GET {_WORKFLOW}/checkpoints": Wall(nobody="no worker has left any"),
    f"POST {_WORKFLOW}/cancel": Nobodys("200 for any id, as documented; what is not there is not cancelled"),
    f"POST {_WORKFLOW}/soft-interrupt": Nobodys("200 for any id, as documented; what is not there is not_found"),
    f"POST {_WORKFLOW}/summarize": Wall(nobody="there is too little to summarize"),
    f"POST {_WORKFLOW}/resume": Nobodys("retired: tells everybody where to go instead"),
    "GET /api/v1/conversations": Own(),
    "GET /api/v1/conversations/<thread_id>/messages": Wall(),
    "GET /api/v1/workspaces/<workspace_id>/threads": Wall(),
    "GET /api/v1/workspaces/<workspace_id>/threads/<thread_id>/messages": Wall(),
    "GET /api/v1/messages/<response_id>": Wall(),
    f"GET {_THREAD}/replay": Wall(),
    f"GET {_THREAD}/turns": Wall(),
    f"PATCH {_THREAD}": Wall(body={"title": "Mine now"}),
    f"POST {_THREAD}/retry": Wall(body={}),
    f"POST {_THREAD}/stream-tickets": Wall(),
    f"DELETE {_THREAD}": Wall(),
}


def things(tenant: Tenant) -> None:
    said = {"workspace_id": tenant.ids["workspace_id"], "messages": [{"role": "user", "content": "A secret"}]}
    with tenant.send("POST", "/api/v1/chat/stream", said) as answer:
        thread = answer.headers["X-Thread-Id"]
    tenant.make(f"/api/v1/chat/cancel/{thread}")
    [pair] = tenant.make(f"/api/v1/conversations/{thread}/messages", method="GET")["messages"]
    tenant.ids |= {"thread_id": thread, "response_id": pair["response"]["response_id"]}

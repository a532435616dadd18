"""Executions of a project's agents, what the agents keep, and the caps above them."""

from tests.dialects.tenants.rows import Own, Rows, Tenant, Wall

AGENTS = "/api/agents"
_EXECUTION = f"{AGENTS}/execution/<execution_id>"
_BUDGET = {"maxTokens": 5_000}

ROWS: Rows = {
    f"POST {AGENTS}/generate-spec": Wall(body={"projectId": "<project_id>"}),
    f"POST {AGENTS}/coordinate": Wall(
        body={
            "projectId": "<project_id>",
            "strategy": "parallel",
            "agents": [{"name": "requirements-compiler", "role": "worker"}],
            "input": {},
        }
    ),
    f"GET {AGENTS}/executions": Wall(query="?projectId=<project_id>"),
    f"GET {_EXECUTION}/status": Wall(),
    f"GET {_EXECUTION}/events": Wall(headers={"Accept": "application/json"}),
    f"POST {_EXECUTION}/resume": Wall(body={}),
    f"POST {_EXECUTION}/cancel": Wall(),
    f"GET {AGENTS}/memory": Own(shows_ids=False),
    "GET /api/projects/<project_id>/budget": Wall(),
    "PUT /api/projects/<project_id>/budget": Wall(body=_BUDGET),
    "GET /api/organizations/<organization_id>/budget": Wall(),
    "PUT /api/organizations/<organization_id>/budget": Wall(body=_BUDGET),
}


def things(tenant: Tenant) -> None:
    asked = {"projectId": tenant.ids["project_id"]}
    tenant.ids["execution_id"] = tenant.make(f"{AGENTS}/generate-spec", asked)["data"]["executionId"]

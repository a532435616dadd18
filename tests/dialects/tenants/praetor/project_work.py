"""Tasks and specifications of projects."""

from tests.dialects.praetor.tasks import TASKS
from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_TASK = f"{TASKS}/<task_id>"
_SPECIFICATION = "/api/specification"
_OF_PROJECT = "?projectId=<project_id>"
_CONFIRM = {"type": "CONFIRM", "label": "Confirm", "config": {}}
_BODY = {
    "projectId": "<project_id>",
    "type": "DECIDE",
    "title": "Secret task",
    "description": "",
    "assigneeId": "<user_id>",
    "dependencies": ["<task_id>"],
    "actions": [_CONFIRM],
}

ROWS: Rows = {
    f"GET {TASKS}": Wall(query=_OF_PROJECT),
    f"POST {TASKS}": Wall(body=_BODY),
    f"GET {_TASK}": Wall(),
    f"PATCH {_TASK}": Wall(body={"title": "Mine now", "assigneeId": "<user_id>"}),
    f"POST {_TASK}/actions/<action_id>": Wall(body={"data": True}),
    "GET /api/user-tasks": Own(),
    f"POST {_SPECIFICATION}/compile": Wall(body={"projectId": "<project_id>"}),
    f"GET {_SPECIFICATION}": Wall(query=_OF_PROJECT),
    f"GET {_SPECIFICATION}/<spec_id>": Wall(),
    f"GET {_SPECIFICATION}/<spec_id>/status": Wall(),
    f"GET {_SPECIFICATION}/schema/<format>": Nobodys("the same for everybody"),
    "POST /api/exports/download": Wall(
        body={"projectId": "<project_id>", "format": "json", "include": {"spec": True}},
    ),
    "GET /api/exports/files/<token>": Nobodys("the token is the credential"),
}


def things(tenant: Tenant) -> None:
    project = tenant.ids["project_id"]
    body = {**_BODY, "projectId": project, "assigneeId": tenant.ids["user_id"], "dependencies": []}
    task = tenant.make(TASKS, body)["data"]
    tenant.ids |= {"task_id": task["id"], "action_id": task["actions"][0]["id"]}
    started = tenant.make(f"{_SPECIFICATION}/compile", {"projectId": project})["data"]
    tenant.ids["spec_id"] = started["specId"]

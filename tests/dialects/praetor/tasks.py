"""Making tasks in tests, and submitting to them."""

from typing import Any

from werkzeug.test import TestResponse

from tests.dialects.praetor.people import PraetorClient, data

TASKS = "/api/tasks"


def action(type: str, **config: Any) -> dict[str, Any]:
    return {"type": type, "label": type.title(), "config": config}


def body_of(project: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"projectId": project, "type": "DECIDE", "title": "Choose the database", "description": "For bookings"}
    return {**told, "actions": list(actions) or [action("CONFIRM")], **more}


def make_task(client: PraetorClient, project: str, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = data(client.post(TASKS, body_of(project, *actions, **more)), 201)
    return made


def send(client: PraetorClient, task: dict[str, Any], sent: Any, *, number: int = 0, **more: Any) -> TestResponse:
    return client.post(f"{TASKS}/{task['id']}/actions/{task['actions'][number]['id']}", {"data": sent, **more})


def submitted(client: PraetorClient, task: dict[str, Any], sent: Any, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = data(send(client, task, sent, **more))
    return found


def shown(client: PraetorClient, task: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data(client.get(f"{TASKS}/{task['id']}"))
    return found

"""Short ways to give roles, make policies and ask about permissions."""

from typing import Any
from uuid import UUID

from tests.dialects.praetor.people import Person, PraetorClient, data

ROLES = "/api/permissions/roles"
POLICIES = "/api/permissions/policies"
EVALUATE = "/api/permissions/evaluate"
AUDIT = "/api/permissions/audit"


def make_role(client: PraetorClient, name: str, *capabilities: str, **more: Any) -> dict[str, Any]:
    body = {"name": name, "capabilities": list(capabilities), **more}
    made: dict[str, Any] = data(client.post(ROLES, body), 201)
    return made


def system_role(client: PraetorClient, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(role for role in data(client.get(ROLES))["roles"] if role["name"] == name)
    return found


def give(client: PraetorClient, role: dict[str, Any], person: Person, **scope: Any) -> None:
    data(client.send("PUT", f"{ROLES}/{role['id']}/members/{person.id}", scope))


def take(client: PraetorClient, role: dict[str, Any], person: Person) -> None:
    data(client.send("DELETE", f"{ROLES}/{role['id']}/members/{person.id}"))


def make_policy(client: PraetorClient, effect: str, action: str, resource: str = "*", **more: Any) -> dict[str, Any]:
    body = {"name": f"{effect} {action}", "effect": effect, "actions": [action], "resources": [resource], **more}
    made: dict[str, Any] = data(client.post(POLICIES, body), 201)
    return made


def question(person: Person | UUID, action: str, **more: Any) -> dict[str, Any]:
    id = person if isinstance(person, UUID) else person.id
    return {"userId": str(id), "action": action, "resourceType": action.partition(":")[0], **more}


def decision(client: PraetorClient, person: Person, action: str, *, explain: bool = False, **more: Any) -> Any:
    return data(client.post(f"{EVALUATE}{'?explain=true' if explain else ''}", question(person, action, **more)))


def entries(client: PraetorClient, **query: Any) -> list[dict[str, Any]]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    found: list[dict[str, Any]] = data(client.get(f"{AUDIT}?{asked}"))["entries"]
    return found

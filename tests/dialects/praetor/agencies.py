"""An agency: an organization with people in it, and the shortest way to what its clients send."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from app.domain.users.queries import MEMBER
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, signed_in

ORGANIZATIONS = "/api/organizations"
INVITATIONS = "/api/customer-invitations"
AGENCY_PROJECTS = "/api/agency-projects"
NEW_USER = {"name": "Jane Customer", "password": "a long secure password"}


def new_slug() -> str:
    return f"org-{new_id().hex[-12:]}"


def new_email() -> str:
    return f"{new_id().hex}@example.com"


def make_organization(client: PraetorClient, **more: Any) -> dict[str, Any]:
    """A new organization of the client's."""
    body = {"name": "Acme Digital Agency", "slug": new_slug(), "displayName": "Acme Digital", **more}
    made: dict[str, Any] = data(client.post(ORGANIZATIONS, body), 201)
    return made


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody of the tenant, signed in."""

    person: Person
    client: PraetorClient

    @property
    def id(self) -> str:
        return str(self.person.id)


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An organization; ``owner`` made it."""

    app: Flask
    engine: Engine
    tenant_id: UUID
    id: str
    owner: Colleague

    @property
    def path(self) -> str:
        return f"{ORGANIZATIONS}/{self.id}"

    @property
    def members(self) -> str:
        return f"{self.path}/members"

    def colleague(self, role: str | None = None) -> Colleague:
        """A member of the tenant, and with ``role`` of the agency."""
        person = make_person(self.engine, tenant_id=self.tenant_id, role=MEMBER)
        made = Colleague(person=person, client=signed_in(self.app, person))
        if role is not None:
            data(self.owner.client.post(self.members, {"userId": made.id, "role": role}), 201)
        return made

    def roles(self) -> dict[str, str]:
        """The members' roles by their user's id."""
        found = data(self.owner.client.get(self.members))
        return {member["userId"]: member["role"] for member in found}

    def invite(self, **body: Any) -> TestResponse:
        return self.owner.client.post(INVITATIONS, {"organizationId": self.id, "email": new_email(), **body})

    def invitation(self, **body: Any) -> dict[str, Any]:
        made: dict[str, Any] = data(self.invite(**body), 201)
        return made

    def age(self, invitation: dict[str, Any]) -> None:
        """Let an invitation's time pass."""
        with transaction(self.engine) as connection:
            connection.execute(
                text("UPDATE customer_invitations SET expires_at = now() - interval '1 second' WHERE id = :id"),
                {"id": invitation["id"]},
            )


def make_agency(app: Flask, engine: Engine, tenant_id: UUID) -> Agency:
    """An agency of somebody who is a plain member of the tenant."""
    person = make_person(engine, tenant_id=tenant_id, role=MEMBER)
    owner = Colleague(person=person, client=signed_in(app, person))
    return Agency(app=app, engine=engine, tenant_id=tenant_id, id=make_organization(owner.client)["id"], owner=owner)

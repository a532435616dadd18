"""Many at once: one invitation makes one member, one slug one organization, and an owner always stays."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.domain.organizations.invitation_acceptance import accept_as_new
from app.errors import Conflict
from app.storage.database import transaction
from tests.dialects.clients import services_of
from tests.dialects.praetor.agencies import INVITATIONS, ORGANIZATIONS, Agency, Colleague, new_email, new_slug
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, signed_in

MANY = 100


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each returns, called in a thread each."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


def statuses(calls: Sequence[Callable[[], Any]]) -> Counter[int]:
    found = at_once(calls)
    assert {answer.status_code for answer in found} <= {200, 201, 403, 409}, [answer.text for answer in found][:3]
    return Counter(answer.status_code for answer in found)


def count(owner: Engine, statement: str, **values: Any) -> int:
    with transaction(owner) as connection:
        return int(connection.execute(text(statement), values).scalar_one())


def members(owner: Engine, agency: Agency) -> int:
    return count(owner, "SELECT count(*) FROM organization_members WHERE organization_id = :id", id=agency.id)


def test_one_invitation_makes_one_account_and_one_member(app: Flask, owner: Engine, agency: Agency) -> None:
    invitation = agency.invitation()

    def accept() -> str:
        try:
            with transaction(services_of(app).engine) as connection:
                accept_as_new(connection, token=invitation["token"], name="Jane", password_hash="x")
        except Conflict:
            return "refused"
        return "accepted"

    assert Counter(at_once([accept] * MANY)) == {"accepted": 1, "refused": MANY - 1}
    assert count(owner, "SELECT count(*) FROM users WHERE email = :email", email=invitation["email"]) == 1
    assert members(owner, agency) == 2


def test_one_invitation_lets_one_user_in_once(app: Flask, owner: Engine, agency: Agency) -> None:
    grace = make_person(owner)
    client, path = signed_in(app, grace), f"{INVITATIONS}/{agency.invitation(email=grace.email)['token']}/accept"

    found = statuses([lambda: client.post(path, {"userId": str(grace.id)})] * MANY)

    assert found == {200: 1, 409: MANY - 1}
    assert members(owner, agency) == 2


def test_one_slug_makes_one_organization(app: Flask, owner: Engine, agency: Agency) -> None:
    slug = new_slug()
    clients = [agency.owner.client, agency.colleague().client]

    found = statuses(
        [
            lambda client=clients[number % 2]: client.post(ORGANIZATIONS, {"name": "Acme", "slug": slug})  # type: ignore[misc]
            for number in range(MANY)
        ]
    )

    assert found == {201: 1, 409: MANY - 1}
    assert count(owner, "SELECT count(*) FROM organizations WHERE slug = :slug", slug=slug) == 1


@pytest.mark.parametrize("how", ["leave", "step down", "demote each other"])
def test_of_two_last_owners_one_stays(agency: Agency, how: str) -> None:
    for _ in range(5):
        other = agency.colleague("owner")
        pair = [(agency.owner, agency.owner), (other, other)]
        if how == "demote each other":
            pair = [(agency.owner, other), (other, agency.owner)]

        found = statuses([_ended(by, agency, whom, how) for by, whom in pair])

        assert found[200] == 1
        assert found[403] + found[409] == 1
        roles = {each["userId"]: each["role"] for each in data(_inside(agency, other).get(agency.members))}
        assert list(roles.values()).count("owner") == 1
        if roles.get(agency.owner.id) != "owner":
            _give_back(agency, other)


def _ended(by: Colleague, agency: Agency, whom: Colleague, how: str) -> Callable[[], Any]:
    """What ends the ownership of ``whom``."""
    method, body = ("DELETE", None) if how == "leave" else ("PUT", {"role": "member"})
    return lambda: by.client.send(method, f"{agency.members}/{whom.id}", body)


def _inside(agency: Agency, other: Colleague) -> PraetorClient:
    """A client that is still a member."""
    answer = agency.owner.client.get(agency.path)
    return agency.owner.client if answer.status_code == 200 else other.client


def _give_back(agency: Agency, other: Colleague) -> None:
    body = {"userId": agency.owner.id, "role": "owner"}
    if other.client.post(agency.members, body).status_code == 409:
        data(other.client.send("PUT", f"{agency.members}/{agency.owner.id}", {"role": "owner"}))
    data(other.client.send("DELETE", f"{agency.members}/{other.id}"))


def test_one_address_has_one_pending_invitation(owner: Engine, agency: Agency) -> None:
    email = new_email()

    assert statuses([lambda: agency.invite(email=email)] * 20) == {201: 20}
    statement = "SELECT count(*) FROM customer_invitations WHERE email = :email AND status = :status"
    assert count(owner, statement, email=email, status="pending") == 1
    assert count(owner, statement, email=email, status="revoked") == 19


def test_an_invitation_is_accepted_or_revoked_and_never_both(app: Flask, owner: Engine, agency: Agency) -> None:
    grace: Person = make_person(owner)
    client = signed_in(app, grace)
    for _ in range(5):
        path = f"{INVITATIONS}/{agency.invitation(email=grace.email)['token']}"

        accepted, revoked = at_once(
            [
                lambda path=path: client.post(f"{path}/accept", {"userId": str(grace.id)}),  # type: ignore[misc]
                lambda path=path: agency.owner.client.post(f"{path}/revoke"),  # type: ignore[misc]
            ]
        )

        assert sorted([accepted.status_code, revoked.status_code]) == [200, 409]
        assert (members(owner, agency) == 2) == (accepted.status_code == 200)
        if accepted.status_code == 200:
            data(agency.owner.client.send("DELETE", f"{agency.members}/{grace.id}"))

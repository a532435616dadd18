"""The letters of invitations: put in with the invitation, encrypted, taken out with it, and nowhere without mail."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, Row, text

from app.api.factory import create_app
from app.domain.mail.delivery import deliver_due
from app.domain.mail.outbox import Letter
from app.settings import Settings
from app.storage.database import transaction
from app.storage.secrets import SecretBox
from tests.dialects.clients import SECRET_KEY, shut_down
from tests.dialects.praetor.agencies import INVITATIONS, Agency, make_agency, new_email
from tests.dialects.praetor.people import data, problem


class Postbag:
    """Keeps letters instead of sending them."""

    def __init__(self) -> None:
        self.letters: dict[str, Letter] = {}

    def send(self, *, recipient: str, letter: Letter, mail_id: UUID) -> None:
        self.letters[recipient] = letter


@pytest.fixture
def posting(api_settings: Settings, owner: Engine, tenant_id: UUID) -> Iterator[Agency]:
    """An agency whose letters leave."""
    app = create_app(replace(api_settings, mail_to_log=True, app_url="https://app.example"))
    yield make_agency(app, owner, tenant_id)
    shut_down(app)
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM outgoing_mails"))


def outbox(owner: Engine) -> list[Row[Any]]:
    with transaction(owner) as connection:
        return list(connection.execute(text("SELECT * FROM outgoing_mails ORDER BY created_at")))


def collected(owner: Engine) -> dict[str, Letter]:
    bag = Postbag()
    deliver_due(owner, box=SecretBox([SECRET_KEY]), transport=bag)
    return bag.letters


def test_the_invited_are_written_who_invites_them_where_to_and_how(posting: Agency, owner: Engine) -> None:
    made = posting.invitation(message="Welcome!\nSee you soon.")

    (letter,) = collected(owner).values()

    assert letter.subject == "Ada invites you to Acme Digital"
    assert letter.link == f"https://app.example/invitations/{made['token']}"
    assert letter.link in letter.text
    assert "> Welcome!\n> See you soon." in letter.text


def test_what_waits_cannot_be_read_and_what_was_sent_is_gone(posting: Agency, owner: Engine) -> None:
    made = posting.invitation()

    (waiting,) = outbox(owner)
    assert (waiting.id, waiting.recipient, waiting.ended_at) == (UUID(made["id"]), made["email"], None)
    assert made["token"].encode() not in bytes(waiting.sealed)
    assert made["email"] in collected(owner)
    (sent,) = outbox(owner)
    assert (bytes(sent.sealed), sent.ended_at is None, sent.failure) == (b"", False, None)
    assert collected(owner) == {}


def test_a_revoked_or_replaced_invitation_is_not_sent_any_more(posting: Agency, owner: Engine) -> None:
    email = new_email()
    posting.invitation(email=email)
    second, revoked = posting.invitation(email=email), posting.invitation()
    data(posting.owner.client.post(f"{INVITATIONS}/{revoked['token']}/revoke"))

    letters = collected(owner)

    assert list(letters) == [email]
    assert letters[email].link.endswith(second["token"])


def test_an_invitation_that_is_refused_writes_no_letter(posting: Agency, owner: Engine) -> None:
    member = posting.colleague("member")

    assert problem(posting.invite(email=member.person.email)) == (409, "CONFLICT")
    assert outbox(owner) == []


def test_without_a_front_end_letters_link_to_this_api_whatever_the_host_header_says(
    api_settings: Settings, owner: Engine, tenant_id: UUID
) -> None:
    app = create_app(replace(api_settings, mail_to_log=True, host="::1", port=4112))
    agency = make_agency(app, owner, tenant_id)
    body = {"organizationId": agency.id, "email": new_email()}
    made = data(agency.owner.client.post(INVITATIONS, body, Host="elsewhere.example"), 201)

    (letter,) = collected(owner).values()

    assert letter.link == f"http://[::1]:4112{INVITATIONS}/{made['token']}"
    shut_down(app)


def test_without_mail_an_invitation_is_made_all_the_same(app: Flask, agency: Agency, owner: Engine) -> None:
    before = len(outbox(owner))

    assert agency.invitation()["token"]
    assert len(outbox(owner)) == before

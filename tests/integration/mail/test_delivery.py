"""Letters leave the outbox: at least once, later after every failure, and not at all once nobody wants them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import Row
from structlog.testing import CapturingLogger

from app.domain.mail import outbox, transports
from app.domain.mail.delivery import deliver_due
from app.domain.mail.outbox import Letter
from app.domain.mail.transports import LogTransport, SmtpTransport, Transport, transport_of
from app.settings import read_settings
from app.storage.identifiers import new_id
from app.storage.secrets import SecretBox
from tests.integration.mail.smtp_server import MailServer, mail_server
from tests.integration.rig import Rig
from tests.support.stack import until
from workers.housekeeper import Housekeeper

KEY = "the-secret-key-of-the-tests-is-long"
BOX = SecretBox([KEY])
LETTER = Letter(subject="Grüße", text="Open https://app.example/x\n", link="https://app.example/x")
SENDER = "Baton <baton@example.com>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running


@pytest.fixture
def smtp(server: MailServer) -> Transport:
    return SmtpTransport(server.url, sender=SENDER)


def put_in(rig: Rig, *, lifetime: timedelta = timedelta(days=7)) -> UUID:
    mail_id = new_id()
    with rig.transaction() as connection:
        outbox.enqueue(
            connection,
            box=BOX,
            mail_id=mail_id,
            tenant_id=rig.tenant_id,
            recipient="jane@example.com",
            letter=LETTER,
            expires_at=datetime.now(UTC) + lifetime,
        )
    return mail_id


def row(rig: Rig, mail_id: UUID) -> Row[tuple[object, ...]]:
    return rig.row("SELECT *, due_at - now() AS wait FROM outgoing_mails WHERE id = :id", id=mail_id)


def make_due(rig: Rig) -> None:
    rig.execute("UPDATE outgoing_mails SET due_at = now() WHERE ended_at IS NULL")


def test_a_letter_arrives_as_it_was_written(rig: Rig, server: MailServer, smtp: Transport) -> None:
    mail_id = put_in(rig)

    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 1

    (message,) = server.messages
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, "jane@example.com", "Grüße")
    assert message["Message-ID"] == f"<{mail_id}@example.com>"
    assert message.get_content().replace("\r\n", "\n") == LETTER.text
    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 0


def test_a_server_that_is_away_is_tried_again_later_and_later(rig: Rig, server: MailServer, smtp: Transport) -> None:
    mail_id, nowhere = put_in(rig), SmtpTransport("smtp://127.0.0.1:1", sender=SENDER)
    waits = []
    for _ in range(8):
        assert deliver_due(rig.owner, box=BOX, transport=nowhere) == 0
        assert deliver_due(rig.owner, box=BOX, transport=nowhere) == 0  # not due yet
        waits.append(round(row(rig, mail_id).wait / timedelta(minutes=1)))
        make_due(rig)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (row(rig, mail_id).attempts, row(rig, mail_id).failure) == (8, "ConnectionRefusedError")
    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 1
    assert row(rig, mail_id).failure is None


def test_a_refusal_for_now_is_not_one_for_good(rig: Rig, server: MailServer, smtp: Transport) -> None:
    mail_id = put_in(rig)
    server.answer = "450 later"
    deliver_due(rig.owner, box=BOX, transport=smtp)
    assert (row(rig, mail_id).ended_at, row(rig, mail_id).failure) == (None, "SMTPRecipientsRefused")

    server.answer = "550 never"
    make_due(rig)
    deliver_due(rig.owner, box=BOX, transport=smtp)
    assert row(rig, mail_id).ended_at is not None
    assert (row(rig, mail_id).failure, bytes(row(rig, mail_id).sealed)) == ("the server refused the recipient", b"")
    assert server.messages == []


def test_what_nobody_wants_any_more_is_given_up(rig: Rig, server: MailServer, smtp: Transport) -> None:
    mail_id = put_in(rig, lifetime=timedelta(seconds=-1))

    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 0
    assert (row(rig, mail_id).failure, server.messages) == ("its time was over", [])


def test_a_letter_whose_key_is_gone_waits_for_it(rig: Rig, smtp: Transport) -> None:
    mail_id = put_in(rig)
    deliver_due(rig.owner, box=SecretBox(["another-key-of-the-tests-that-is-long"]), transport=smtp)
    assert row(rig, mail_id).failure == "Unavailable"

    make_due(rig)
    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 1


def test_one_who_dies_while_sending_leaves_the_letter_to_another(rig: Rig, smtp: Transport) -> None:
    put_in(rig)
    with rig.transaction() as connection:
        assert outbox.claim(connection) is not None
    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 0

    make_due(rig)
    assert deliver_due(rig.owner, box=BOX, transport=smtp) == 1


def test_ended_letters_are_forgotten_after_a_month(rig: Rig, smtp: Transport) -> None:
    kept, old = put_in(rig), put_in(rig)
    deliver_due(rig.owner, box=BOX, transport=smtp)
    rig.execute("UPDATE outgoing_mails SET ended_at = now() - interval '31 days' WHERE id = :id", id=old)

    deliver_due(rig.owner, box=BOX, transport=smtp)
    assert [each.id for each in rig.rows("SELECT id FROM outgoing_mails")] == [kept]


def test_no_password_goes_where_others_listen(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transports, "is_loopback", lambda _host: False)
    guarded = SmtpTransport(server.url.replace("smtp://", "smtp://baton:secret@"), sender=SENDER)

    with pytest.raises(OSError, match="no TLS"):
        guarded.send(recipient="jane@example.com", letter=LETTER, mail_id=new_id())
    assert not any("AUTH" in command for command in server.commands)


def test_the_settings_name_the_way() -> None:
    assert transport_of(read_settings({})) is None
    assert isinstance(transport_of(read_settings({"BATON_MAIL_TO_LOG": "on"})), LogTransport)
    both = {"BATON_MAIL_TO_LOG": "on", "SMTP_URL": "smtps://mail.example.com"}
    assert isinstance(transport_of(read_settings(both)), SmtpTransport)


def test_the_log_shows_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    log = CapturingLogger()
    monkeypatch.setattr(transports, "_log", log)
    LogTransport().send(recipient="jane@example.com", letter=LETTER, mail_id=new_id())

    (line,) = log.calls
    assert (line.kwargs["link"], line.kwargs["recipient"]) == (LETTER.link, "jane@example.com")


def test_the_housekeeper_posts_what_is_due(rig: Rig, server: MailServer) -> None:
    settings = read_settings({"SMTP_URL": server.url, "BATON_SECRET_KEYS": KEY})
    services = rig.services
    housekeeper = Housekeeper(replace(settings, database_url=services.database_url, redis_url=services.redis_url))
    put_in(rig)
    thread = Thread(target=housekeeper.run)
    thread.start()
    try:
        until(lambda: len(server.messages) == 1, what="the letter")
    finally:
        housekeeper.stopping.set()
        thread.join()

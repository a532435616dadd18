"""The outbox: letters are put in with what they tell about, in one transaction, and taken out one by one."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from app.storage.json import dumps
from app.storage.secrets import SecretBox

KEPT_DAYS = 30
"""For so long it can be looked up whether a letter was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a letter says. ``link`` stands in the text too."""

    subject: str
    text: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMail:
    """A letter that is ours to send until it falls due again."""

    id: UUID
    recipient: str
    sealed: bytes
    attempts: int
    is_late: bool


def enqueue(
    connection: Connection,
    *,
    box: SecretBox,
    mail_id: UUID,
    tenant_id: UUID,
    recipient: str,
    letter: Letter,
    expires_at: datetime,
) -> None:
    """Put a letter in; ``mail_id`` is the id of what it is about.

    Raises:
        Unavailable: there is no key to encrypt it with (``BATON_SECRET_KEYS``).
    """
    connection.execute(
        text(
            """INSERT INTO outgoing_mails (id, tenant_id, recipient, sealed, expires_at)
               VALUES (:id, :tenant, :recipient, :sealed, :expires)"""
        ),
        {
            "id": mail_id,
            "tenant": tenant_id,
            "recipient": recipient,
            "sealed": box.seal(dumps(asdict(letter))),
            "expires": expires_at,
        },
    )


def withdraw(connection: Connection, *, mail_id: UUID) -> None:
    """Take a letter out again, unless it was sent."""
    connection.execute(text("DELETE FROM outgoing_mails WHERE id = :id AND ended_at IS NULL"), {"id": mail_id})


def claim(connection: Connection) -> ClaimedMail | None:
    """The letter that has been due longest, put off to a later time: longer with every attempt, at most an hour.

    Whoever claims it and dies leaves it to be claimed again then. So a letter is sent at least once.
    """
    row = connection.execute(
        text(
            """UPDATE outgoing_mails
                  SET attempts = attempts + 1,
                      due_at = clock_timestamp() + least(power(2, least(attempts, 10)), 60) * interval '1 minute'
                WHERE id = (SELECT id FROM outgoing_mails WHERE ended_at IS NULL AND due_at <= clock_timestamp()
                             ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, recipient, sealed, attempts, expires_at <= clock_timestamp() AS is_late"""
        )
    ).first()
    return None if row is None else ClaimedMail(**row._mapping)


def opened(mail: ClaimedMail, *, box: SecretBox) -> Letter:
    """What the letter says.

    Raises:
        Unavailable: no key opens it.
    """
    return Letter(**orjson.loads(box.open(bytes(mail.sealed))))


def end(connection: Connection, *, mail_id: UUID, failure: str | None = None) -> None:
    """Note that the letter was sent, or with ``failure`` given up; what it said is gone."""
    connection.execute(
        text("UPDATE outgoing_mails SET ended_at = clock_timestamp(), sealed = '', failure = :failure WHERE id = :id"),
        {"id": mail_id, "failure": failure},
    )


def note_failure(connection: Connection, *, mail_id: UUID, failure: str) -> None:
    """Note what the last attempt met."""
    connection.execute(
        text("UPDATE outgoing_mails SET failure = :failure WHERE id = :id"), {"id": mail_id, "failure": failure}
    )


def clear_ended(connection: Connection) -> None:
    """Forget letters that ended long ago."""
    connection.execute(
        text("DELETE FROM outgoing_mails WHERE ended_at < now() - make_interval(days => :days)"), {"days": KEPT_DAYS}
    )

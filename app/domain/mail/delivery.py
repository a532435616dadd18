"""Sending what is due. No transaction is open while a mail server is talked to."""

import structlog
from sqlalchemy import Engine

from app.domain.mail import outbox
from app.domain.mail.outbox import ClaimedMail
from app.domain.mail.transports import MailRefused, Transport
from app.errors import Unavailable
from app.storage.database import transaction
from app.storage.secrets import SecretBox

MOST_AT_ONCE = 50

_log = structlog.get_logger(__name__)


def deliver_due(engine: Engine, *, box: SecretBox, transport: Transport) -> int:
    """Send what is due, at most :data:`MOST_AT_ONCE`; how many letters were sent."""
    sent = 0
    for _ in range(MOST_AT_ONCE):
        with transaction(engine) as connection:
            mail = outbox.claim(connection)
        if mail is None:
            break
        sent += _delivered(engine, mail, box, transport)
    with transaction(engine) as connection:
        outbox.clear_ended(connection)
    return sent


def _delivered(engine: Engine, mail: ClaimedMail, box: SecretBox, transport: Transport) -> bool:
    if mail.is_late:
        return _give_up(engine, mail, "its time was over")
    try:
        transport.send(recipient=mail.recipient, letter=outbox.opened(mail, box=box), mail_id=mail.id)
    except MailRefused as error:
        return _give_up(engine, mail, str(error))
    except (Unavailable, OSError) as error:  # smtplib's errors are OSErrors
        return _put_off(engine, mail, error)
    with transaction(engine) as connection:
        outbox.end(connection, mail_id=mail.id)
    _log.info("mail_sent", mail_id=str(mail.id), attempts=mail.attempts)
    return True


def _give_up(engine: Engine, mail: ClaimedMail, reason: str) -> bool:
    with transaction(engine) as connection:
        outbox.end(connection, mail_id=mail.id, failure=reason)
    _log.warning("mail_given_up", mail_id=str(mail.id), attempts=mail.attempts, reason=reason)
    return False


def _put_off(engine: Engine, mail: ClaimedMail, error: Exception) -> bool:
    # The type alone: what a server says can repeat the address.
    reason = type(error).__name__
    with transaction(engine) as connection:
        outbox.note_failure(connection, mail_id=mail.id, failure=reason)
    _log.warning("mail_not_sent", mail_id=str(mail.id), attempts=mail.attempts, reason=reason)
    return False

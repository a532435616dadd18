"""The ways that letters leave: by SMTP, or into the log where Baton runs on one's own machine."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import structlog

from app.domain.mail.outbox import Letter
from app.settings import Settings
from app.settings.values import is_loopback

TIMEOUT_SECONDS = 20.0
"""Of each answer of a mail server."""

_log = structlog.get_logger(__name__)


class MailRefused(Exception):
    """The mail server will never take this letter."""


class Transport(Protocol):
    """A way that letters leave."""

    def send(self, *, recipient: str, letter: Letter, mail_id: UUID) -> None:
        """Hand the letter over.

        Raises:
            MailRefused: it will never be taken.
            OSError: not now.
        """


def transport_of(settings: Settings) -> Transport | None:
    """The way that the settings name; None if letters cannot leave."""
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, sender=settings.mail_from)
    return LogTransport() if settings.mail_to_log else None


class LogTransport:
    """Writes letters into the log, with the link in them: for those who try Baton out without a mail server."""

    def send(self, *, recipient: str, letter: Letter, mail_id: UUID) -> None:
        """Write the letter down."""
        _log.info("mail", mail_id=str(mail_id), recipient=recipient, subject=letter.subject, link=letter.link)


class SmtpTransport:
    """Hands letters to the server of ``smtp://user:password@host:587`` (STARTTLS) or ``smtps://…`` (TLS at once).

    A password goes through TLS alone, unless the server is on this machine.
    """

    def __init__(self, url: str, *, sender: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._tls_at_once = parts.scheme == "smtps"
        self._port = parts.port or (465 if self._tls_at_once else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender

    def send(self, *, recipient: str, letter: Letter, mail_id: UUID) -> None:
        """Hand the letter to the server. Two attempts carry one Message-ID, by which doubles can be told."""
        message = self._message(recipient, letter, mail_id)
        with self._connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                if all(code >= 500 for code, _ in error.recipients.values()):
                    raise MailRefused("the server refused the recipient") from None
                raise

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self._tls_at_once:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
        with server:
            self._introduce(server, context)
            yield server

    def _introduce(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo()
        private = self._tls_at_once
        if not private and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            private = True
        if self._user:
            if not private and not is_loopback(self._host):
                raise smtplib.SMTPNotSupportedError("no TLS, so no password")
            server.login(self._user, self._password)

    def _message(self, recipient: str, letter: Letter, mail_id: UUID) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = recipient
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail_id}@{parseaddr(self._sender)[1].partition('@')[2] or 'localhost'}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

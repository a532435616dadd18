"""What an invited person is written. The inviter's own words are marked as his, since anybody can be invited."""

from uuid import UUID

from sqlalchemy import Connection

from app.domain.mail import outbox
from app.domain.mail.outbox import Letter
from app.domain.mail.transports import transport_of
from app.domain.organizations.invitations import CreatedInvitation
from app.settings import Settings
from app.storage.secrets import SecretBox


def post_invitation(connection: Connection, created: CreatedInvitation, *, settings: Settings) -> None:
    """Put the letter into the outbox if letters can leave; those of the invitations that it replaces stay here.

    Raises:
        Unavailable: there is no key to encrypt it with (``BATON_SECRET_KEYS``).
    """
    for replaced in created.replaced:
        withdraw_invitation(connection, invitation_id=replaced)
    if transport_of(settings) is None:
        return
    outbox.enqueue(
        connection,
        box=SecretBox(settings.secret_keys),
        mail_id=created.record.id,
        tenant_id=created.record.tenant_id,
        recipient=created.record.email,
        letter=invitation_letter(created, settings=settings),
        expires_at=created.record.expires_at,
    )


def withdraw_invitation(connection: Connection, *, invitation_id: UUID) -> None:
    """Keep the letter back, if it has not left."""
    outbox.withdraw(connection, mail_id=invitation_id)


def invitation_letter(created: CreatedInvitation, *, settings: Settings) -> Letter:
    """The letter with the link that accepts the invitation."""
    organization, record = created.organization, created.record
    link = invitation_link(created.token, settings=settings)
    words = f"{record.inviter_name} writes:\n\n{_quoted(record.message)}\n\n" if record.message else ""
    return Letter(
        subject=f"{record.inviter_name} invites you to {organization.display_name}",
        text=(
            f"{record.inviter_name} invites you to join {organization.display_name}.\n\n"
            f"{words}"
            f"To accept, open this link before {record.expires_at:%d %B %Y, %H:%M} UTC:\n\n{link}\n\n"
            "The link works once. If you do not know the sender, do nothing: the invitation expires by itself.\n"
        ),
        link=link,
    )


def invitation_link(token: str, *, settings: Settings) -> str:
    """Where an invitation is accepted: on the front end's page, else our own address that shows it.

    Never made from a request: its Host header is anybody's to choose.
    """
    if settings.app_url:
        return f"{settings.app_url}/invitations/{token}"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/api/customer-invitations/{token}"


def _quoted(message: str) -> str:
    return "\n".join(f"> {line}" for line in message.splitlines())

"""Settings of outgoing mail."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import app_url, mail_server, sender, switch


@dataclass(frozen=True, kw_only=True)
class MailSettings:
    """How mail leaves."""

    smtp_url: str = declare(
        "SMTP_URL",
        mail_server,
        "",
        "Mail server, smtp://user:password@host:587 or smtps://…; empty: no mail leaves",
        secret=True,
    )
    mail_from: str = declare("MAIL_FROM", sender, "Baton <baton@localhost>", "Sender of mail")
    mail_to_log: bool = declare(
        "BATON_MAIL_TO_LOG",
        switch,
        False,
        "Without SMTP_URL, mail with its links goes into the log; `baton up` turns it on with the embedded services",
    )
    app_url: str = declare(
        "BATON_APP_URL", app_url, "", "Front end whose pages mail links to (/invitations/…); empty: this API itself"
    )

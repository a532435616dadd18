"""`baton previews`: the process that shows what agents have made."""

import socket

import click

from app.commands.stack import listen
from app.logs import configure_logs
from app.previews.server import serve
from app.sandboxes.providers import provider_of
from app.settings import SettingsError, settings


@click.command("previews")
@click.option("--fd", type=int, help="A listening socket that this process has inherited.")
def command(fd: int | None) -> None:
    """Serve previews on PREVIEW_HOST and PREVIEW_PORT until it is asked to stop.

    DATABASE_URL must name the database, and BATON_WORKSPACES_DIR the folder that the workers use.
    """
    chosen = settings()
    if not chosen.database_url:
        raise SettingsError("DATABASE_URL must name the database (`baton up` starts its own)")
    configure_logs(chosen)
    if fd is None:
        listening = listen(chosen.preview_host, chosen.preview_port, setting="PREVIEW_PORT").listening
    else:
        listening = socket.socket(fileno=fd)
    serve(chosen, provider_of(chosen), listening)

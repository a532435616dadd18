"""``baton keys``: per-user keys for the ProductOS API, made, listed and revoked from the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Connection

from app.domain.accounts import operations, queries
from app.domain.accounts.queries import KeyRecord
from app.local_services import local_services
from app.settings import settings
from app.storage import database


@click.group("keys")
def command() -> None:
    """Per-user keys (pos_live_…)."""


@command.command()
@click.option("--owner", required=True, help="Whom it belongs to; all keys of one owner see the same sessions.")
@click.option("--label", default="", help="What it is for.")
def create(owner: str, label: str) -> None:
    """Make a key and print it, this once."""
    with _connected() as connection:
        created = operations.create_key(connection, owner=owner, label=label)
    click.echo(created.text)
    click.echo(f"id {created.record.id}, owner {created.record.owner}. It will not be shown again.", err=True)


@command.command("list")
def list_() -> None:
    """List all keys, by the beginnings of their texts."""
    with _connected() as connection:
        for key in queries.list_keys(connection):
            click.echo(_line(key))


@command.command()
@click.argument("name", metavar="ID|PREFIX")
def revoke(name: str) -> None:
    """Close a key at once, and for good."""
    with _connected() as connection:
        click.echo(_line(operations.revoke_key(connection, name=name)))


@contextmanager
def _connected() -> Iterator[Connection]:
    """A transaction as the owner of the tables."""
    with local_services(settings()) as reachable:
        engine = database.connect(reachable.database_url, pool_size=1, application="baton-keys")
        try:
            with database.transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()


def _line(key: KeyRecord) -> str:
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}Z" if key.last_used_at else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}Z" if key.revoked_at else used
    return "  ".join(part for part in (str(key.id), f"{key.prefix}…", key.owner, key.label, state) if part)

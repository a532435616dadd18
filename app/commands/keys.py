"""``baton keys``: the keys of every API that has its own, made, listed and revoked by an operator.

Where signing up is closed, this is how registry projects come about; and where every key of a project was
revoked, this is how it gets another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import Connection

from app.domain.accounts import operations, queries
from app.domain.accounts.environments import ENVIRONMENTS, PRODUCTION
from app.domain.accounts.key_texts import OPENCOMPUTER, PRODUCTOS, PROMPT_REGISTRY, PTC
from app.domain.accounts.operations import CreatedKey
from app.domain.accounts.queries import KeyRecord
from app.domain.prompts.operations import create_project
from app.domain.prompts.queries import get_project
from app.local_services import local_services
from app.settings import settings
from app.storage import database
from app.storage.identifiers import new_id

OWNED = (PRODUCTOS, PTC, OPENCOMPUTER)
"""The APIs whose keys belong to an owner, by the names of the keys' families."""


@click.group("keys")
def command() -> None:
    """Keys of ProductOS (pos_live_…), PTC (ptc_live_…), OpenComputer (osb_…), the prompt registry (po_live_…)."""


@command.command()
@click.option("--owner", help="Whom it belongs to; all keys of one owner for one API open the same things.")
@click.option("--api", type=click.Choice(OWNED), help="With --owner: what it opens.  [default: productos]")
@click.option("--project", type=click.UUID, help="For the prompt registry: the id of its project.")
@click.option("--environment", type=click.Choice(ENVIRONMENTS), default=PRODUCTION, help="With --project.")
@click.option("--label", default="", help="What it is for.")
def create(owner: str | None, api: str | None, project: UUID | None, environment: str, label: str) -> None:
    """Make a key and print it, this once."""
    if (owner is None) == (project is None) or (api and project):
        raise click.UsageError("Name either an --owner (and an --api) or a --project.")
    with _connected() as connection:
        if project is not None:
            created = _registry_key(connection, project, environment=environment, label=label)
        else:
            created = operations.create_key(connection, owner=owner or "", label=label, family=api or PRODUCTOS)
    _show(created)


@command.command("create-project")
@click.argument("name")
def create_project_(name: str) -> None:
    """Make a project in the prompt registry, and print its first key, this once."""
    with _connected() as connection:
        made = create_project(connection, tenant_id=new_id(), name=name)
    _show(made.key)


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


def _registry_key(connection: Connection, project: UUID, *, environment: str, label: str) -> CreatedKey:
    return operations.add_key(
        connection,
        tenant_id=project,
        family=PROMPT_REGISTRY,
        owner=get_project(connection, tenant_id=project).name,
        label=label,
        environment=environment,
    )


def _show(created: CreatedKey) -> None:
    """The key alone goes to standard output, for a pipe or a variable."""
    record = created.record
    whose = f"project {record.tenant_id}, {record.environment}" if record.environment else f"owner {record.owner}"
    click.echo(created.text)
    click.echo(f"id {record.id}, {whose}. It will not be shown again.", err=True)


def _line(key: KeyRecord) -> str:
    used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}Z" if key.last_used_at else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}Z" if key.revoked_at else used
    return "  ".join(
        part for part in (str(key.id), f"{key.prefix}…", key.owner, key.environment, key.label, state) if part
    )

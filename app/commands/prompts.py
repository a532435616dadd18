"""``baton prompts``: from which registry project a tenant's agents take their system prompts."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click
from sqlalchemy import Connection

from app.domain.accounts.operations import SHARED_KEY_OWNER, ensure_tenant, shared_tenant_id
from app.domain.prompts import links
from app.domain.prompts.built_in.bundled_texts import bundled_texts
from app.domain.prompts.built_in.seeding import BUILT_IN_PROJECT
from app.errors import Conflict, NotFound
from app.local_services import local_services
from app.settings import settings
from app.storage import database
from app.storage.identifiers import parsed_id

SHARED = "shared"
_TENANT = "TENANT"


@click.group("prompts")
def command() -> None:
    """Agents' prompts: link a TENANT to a project of the registry.

    TENANT is an id, a name (a key's owner, a Praetor tenant) or `shared`, everybody with the shared ProductOS key.
    """


@command.command("link")
@click.argument("tenant", metavar=_TENANT)
@click.argument("project", type=click.UUID)
def link_(tenant: str, project: UUID) -> None:
    """Have a tenant's agents look into a project before all others."""
    with _connected() as connection:
        links.link(connection, tenant_id=_tenant_called(connection, tenant), project_id=project)
    click.echo("Linked: runs that begin from now on look there first.")


@command.command("unlink")
@click.argument("tenant", metavar=_TENANT)
def unlink_(tenant: str) -> None:
    """Undo a tenant's link."""
    with _connected() as connection:
        found = links.unlink(connection, tenant_id=_tenant_called(connection, tenant))
    click.echo("Unlinked." if found else "There was no link.")


@command.command("list")
def list_() -> None:
    """List the agents' slugs, the built-in project and all links."""
    with _connected() as connection:
        found = links.list_links(connection)
    click.echo("\n".join(bundled_texts()))
    click.echo(f"built-in project  {BUILT_IN_PROJECT}")
    for each in found:
        click.echo(f"{each.tenant_id}  {each.tenant_name}  ->  {each.project_id}  {each.project_name}")


def _tenant_called(connection: Connection, name: str) -> UUID:
    """The tenant with this id or name.

    Raises:
        NotFound: there is none.
        Conflict: several are called so.
    """
    if name == SHARED:
        ensure_tenant(connection, tenant_id=shared_tenant_id(), name=SHARED_KEY_OWNER)
        return shared_tenant_id()
    if (own_id := parsed_id(name)) is not None:
        return own_id
    found = links.tenants_called(connection, name=name)
    if not found:
        raise NotFound(f"No tenant is called {name[:100]}")
    if len(found) > 1:
        raise Conflict("Several tenants are called so; name one by its id: " + ", ".join(map(str, found)))
    return found[0]


@contextmanager
def _connected() -> Iterator[Connection]:
    """A transaction as the owner of the tables."""
    with local_services(settings()) as reachable:
        engine = database.connect(reachable.database_url, pool_size=1, application="baton-prompts")
        try:
            with database.transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()

"""``baton users``: accounts of people, made and closed from the command line.

Passwords are asked for, or read from standard input; never taken from the command line, where other users
of the machine can read them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import click
from sqlalchemy import Connection

from app.domain.users import operations, signing_keys
from app.domain.users.passwords import hashed
from app.domain.users.queries import (
    ADMINISTRATOR,
    ROLES,
    MembershipRecord,
    UserRecord,
    find_user_by_email,
    list_users,
)
from app.errors import InvalidRequest, NotFound
from app.local_services import local_services
from app.settings import settings
from app.storage import database
from app.storage.secrets import SecretBox

_password_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
_role = click.option("--role", type=click.Choice(ROLES), default=ADMINISTRATOR, show_default=True)


@click.group("users")
def command() -> None:
    """Accounts of people, for the Praetor API."""


@command.command()
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--tenant", type=click.UUID, help="The tenant that the user belongs to.")
@click.option("--new-tenant", metavar="NAME", help="Make a tenant for the user.")
@_role
@click.option("--attribute", "attributes", multiple=True, metavar="NAME=VALUE", help="For access policies.")
@_password_stdin
def create(
    *,
    email: str,
    name: str,
    tenant: UUID | None,
    new_tenant: str | None,
    role: str,
    attributes: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """Make an account, as a member of a tenant."""
    if (tenant is None) == (new_tenant is None):
        raise click.UsageError("Give either --tenant or --new-tenant.")
    known = _pairs(attributes)
    password_hash = hashed(_password(password_stdin))
    with _connected() as connection:
        user_id = operations.create_user(connection, email=email, name=name, password_hash=password_hash)
        tenant_id = tenant or operations.create_tenant(connection, name=new_tenant or "")
        operations.add_member(connection, tenant_id=tenant_id, user_id=user_id, role=role, attributes=known)
    click.echo(f"{user_id}  {operations.clean_email(email)}  {role} of {tenant_id}")


@command.command()
@click.argument("email")
@click.option("--tenant", type=click.UUID, required=True)
@_role
def join(email: str, tenant: UUID, role: str) -> None:
    """Let a user into another tenant, or give him another role in it."""
    with _connected() as connection:
        user = find_user_by_email(connection, email=operations.clean_email(email))
        if user is None:
            raise NotFound(f"No account has the email {email}")
        operations.add_member(connection, tenant_id=tenant, user_id=user.id, role=role)
    click.echo(f"{user.id}  {user.email}  {role} of {tenant}")


@command.command("list")
def list_() -> None:
    """List all accounts with their tenants."""
    with _connected() as connection:
        for user, memberships in list_users(connection):
            click.echo(_line(user, memberships))


@command.command()
@click.argument("email")
def disable(email: str) -> None:
    """Close an account at once, with all its sessions."""
    with _connected() as connection:
        click.echo(_line(operations.disable_user(connection, email=email), []))


@command.command("reset-password")
@click.argument("email")
@_password_stdin
def reset_password(email: str, password_stdin: bool) -> None:
    """Give an account another password, and sign it out everywhere."""
    password_hash = hashed(_password(password_stdin))
    with _connected() as connection:
        click.echo(_line(operations.set_password(connection, email=email, password_hash=password_hash), []))


@command.command("rotate-keys")
def rotate_keys() -> None:
    """Sign session tokens with a new key; those that are out stay good until they end."""
    with _connected() as connection:
        click.echo(signing_keys.rotate(connection, box=SecretBox(settings().secret_keys)))


@contextmanager
def _connected() -> Iterator[Connection]:
    """A transaction as the owner of the tables."""
    with local_services(settings()) as reachable:
        engine = database.connect(reachable.database_url, pool_size=1, application="baton-users")
        try:
            with database.transaction(engine) as connection:
                yield connection
        finally:
            engine.dispose()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


def _pairs(attributes: tuple[str, ...]) -> dict[str, Any]:
    pairs = {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in attributes)}
    if not all(pairs) or not all("=" in text for text in attributes):
        raise InvalidRequest("An attribute must look like department=engineering")
    return pairs


def _line(user: UserRecord, memberships: list[MembershipRecord]) -> str:
    state = f"disabled {user.disabled_at:%Y-%m-%d %H:%M}Z" if user.disabled_at else ""
    tenants = [f"{each.role} of {each.tenant_name} ({each.tenant_id})" for each in memberships]
    return "  ".join(part for part in (str(user.id), user.email or "-", user.name, state, *tenants) if part)

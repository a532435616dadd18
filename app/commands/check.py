"""`baton check`: whether this environment could serve, before it has to."""

import sys
from collections.abc import Callable, Iterator

import click
import psycopg
import redis
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.commands.migrate import migrations_config
from app.errors import Unavailable
from app.local_services import local_services
from app.sandboxes.names import preview_base
from app.sandboxes.providers import provider_of
from app.settings import Settings, settings
from app.storage import database


class Problem(Exception):
    """What is wrong with the thing that was checked, in a sentence."""


@click.command("check")
def command() -> None:
    """Check the settings, Postgres, its schema, Redis and previews; status 1 if one of them is not right."""
    with local_services(settings()) as found:
        rows = list(check(found))
    for name, good, finding in rows:
        click.echo(f"{'ok ' if good else 'BAD'}  {name:<9} {finding}")
    if not all(good for _, good, _ in rows):
        sys.exit(1)


def check(found: Settings) -> Iterator[tuple[str, bool, str]]:
    """Each thing that Baton needs, as (name, whether it is right, what was found)."""
    checks: dict[str, Callable[[Settings], str]] = {
        "postgres": _postgres,
        "schema": _schema,
        "redis": _redis,
        "sandboxes": _sandboxes,
        "previews": _previews,
    }
    yield "settings", True, "read and understood"
    for name, look in checks.items():
        try:
            yield name, True, look(found)
        except Problem as problem:
            yield name, False, str(problem)


def _postgres(found: Settings) -> str:
    try:
        with psycopg.connect(found.database_url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError as error:
        raise Problem(f"does not answer: {str(error).strip().splitlines()[-1]}") from error
    if version < 150_000:
        raise Problem(f"version {version // 10_000} is too old; 15 is the oldest that works")
    return f"answers, version {version // 10_000}.{version % 10_000}"


def _schema(found: Settings) -> str:
    newest = ScriptDirectory.from_config(migrations_config()).get_current_head()
    engine = database.connect(found.database_url, application="baton-check")
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        raise Problem("cannot be read: Postgres does not answer") from error
    finally:
        engine.dispose()
    if present != newest:
        raise Problem(f"is at {present or 'nothing'}, not at {newest}: run `baton migrate`")
    return f"is at {present}, the newest"


def _redis(found: Settings) -> str:
    client = redis.Redis.from_url(found.redis_url, socket_timeout=5, socket_connect_timeout=5)
    try:
        server = client.info("server")
    except redis.RedisError as error:
        raise Problem(f"does not answer: {error}") from error
    finally:
        client.close()
    return f"answers, version {server.get('valkey_version') or server.get('redis_version')}"


def _sandboxes(found: Settings) -> str:
    """Only running code needs them, so their lack is told but is no reason not to serve."""
    provider = provider_of(found)
    try:
        provider.check()
    except Unavailable as refused:
        if provider.name != "local":
            raise Problem(refused.message) from refused
        if found.run_code_unconfined:
            return f"UNCONFINED: programs run without walls, as BATON_RUN_CODE_UNCONFINED says; {refused.message}"
        return f"files only: {refused.message}"
    return "local, programs are confined" if provider.name == "local" else f"at {provider.name}, which answers"


def _previews(found: Settings) -> str:
    engine = database.connect(found.database_url, role=database.PREVIEWS_ROLE, application="baton-check")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT FROM sandboxes LIMIT 1")
    except (SQLAlchemyError, psycopg.Error) as error:
        raise Problem(f"sandboxes cannot be read as {database.PREVIEWS_ROLE}") from error
    finally:
        engine.dispose()
    return f"open below {preview_base(found)}"

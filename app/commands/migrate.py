"""`baton migrate`: bring the database to the newest schema, and Baton's own prompts in it to this release's texts.

Never done by the web processes: several would start at once. Whoever runs it holds an advisory lock, so
that a second runner waits and then finds nothing to do.
"""

from pathlib import Path

import alembic.command
import click
import psycopg
from alembic.config import Config
from sqlalchemy import Connection

from app.domain.prompts.built_in.seeding import seed_prompts
from app.errors import Unavailable
from app.local_services import local_services
from app.settings import settings
from app.storage import database

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LONGEST_STATEMENT_SECONDS = 3600
LOCK = 0x6261746F6E  # "baton": one runner at a time per database


@click.command("migrate")
def command() -> None:
    """Upgrade the database to the newest schema."""
    with local_services(settings()) as found:
        migrate(found.database_url)
    click.echo("The database is up to date.")


def migrate(database_url: str) -> None:
    """Run every migration that the database has not seen, and seed the prompts, one runner at a time.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        lock = psycopg.connect(database_url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(f"Postgres does not answer: {error}") from error
    engine = database.connect(
        database_url, application="baton-migrate", statement_timeout_seconds=LONGEST_STATEMENT_SECONDS
    )
    with lock, engine.connect() as connection:
        lock.execute("select pg_advisory_lock(%s)", [LOCK])
        alembic.command.upgrade(migrations_config(connection), "head")
        with connection.begin():
            seed_prompts(connection)
    engine.dispose()


def migrations_config(connection: Connection | None = None) -> Config:
    """What Alembic needs to know; ``migrations/env.py`` works on ``connection`` if there is one."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config

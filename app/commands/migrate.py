"""`baton migrate`: bring the database to the newest schema.

Never done by the web processes: several would start at once. Whoever runs it holds an advisory lock, so
that a second runner waits and then finds nothing to do.
"""

from pathlib import Path

import alembic.command
import click
import psycopg
from alembic.config import Config

from app.errors import Unavailable
from app.local_services import local_services
from app.settings import settings

MIGRATIONS = Path(__file__).parents[2] / "migrations"
LOCK = 0x6261746F6E  # "baton": one runner at a time per database


@click.command("migrate")
def command() -> None:
    """Upgrade the database to the newest schema."""
    with local_services(settings()) as found:
        migrate(found.database_url)
    click.echo("The database is up to date.")


def migrate(database_url: str) -> None:
    """Run every migration that the database has not seen, one runner at a time.

    Raises:
        Unavailable: the database does not answer.
    """
    try:
        connection = psycopg.connect(database_url, autocommit=True)
    except psycopg.OperationalError as error:
        raise Unavailable(f"Postgres does not answer: {error}") from error
    with connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        alembic.command.upgrade(migrations_config(database_url), "head")


def migrations_config(database_url: str) -> Config:
    """What Alembic needs to know; ``migrations/env.py`` reads the address as ``sqlalchemy.url``."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config

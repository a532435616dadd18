"""Migrations: from nothing to the models and back, by however many runners at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import alembic.command
import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, make_url

from app.commands.migrate import migrate, migrations_config
from app.errors import Unavailable
from app.local_services import Services
from app.storage.database import API_ROLE, Model, connect
from app.storage.identifiers import new_id


@pytest.fixture
def empty(engine_services: Services) -> Iterator[str]:
    """The address of a database in which there is nothing yet."""
    name = f"empty_{new_id().hex}"
    with psycopg.connect(engine_services.database_url, autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}".encode())
        yield make_url(engine_services.database_url).set(database=name).render_as_string(hide_password=False)
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def tables(url: str) -> set[str]:
    engine = connect(url)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_an_empty_database_becomes_what_the_models_say_and_a_second_run_changes_nothing(empty: str) -> None:
    migrate(empty)
    migrate(empty)

    assert tables(empty) == set(Model.metadata.tables)
    assert named_checks() <= checks_of(empty)
    engine = connect(empty)
    with engine.connect() as connection:
        # Fails with the list of differences.
        alembic.command.check(migrations_config(connection))
    engine.dispose()


def named_checks() -> set[str]:
    """Alembic's comparison does not look at CHECK constraints."""
    return {
        str(constraint.name)
        for table in Model.metadata.tables.values()
        for constraint in table.constraints
        if type(constraint).__name__ == "CheckConstraint"
    }


def checks_of(url: str) -> set[str]:
    with psycopg.connect(url) as connection:
        return {name for (name,) in connection.execute("SELECT conname FROM pg_constraint WHERE contype = 'c'")}


def test_the_way_back_leaves_nothing(empty: str) -> None:
    migrate(empty)
    engine = connect(empty)
    with engine.connect() as connection:
        alembic.command.downgrade(migrations_config(connection), "base")
    engine.dispose()
    assert tables(empty) == set()

    migrate(empty)

    assert tables(empty) == set(Model.metadata.tables)


def test_runners_at_the_same_moment_take_turns(empty: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, [empty] * 3))

    assert tables(empty) == set(Model.metadata.tables)


def test_databases_of_one_cluster_share_the_apis_role(empty: str, engine_services: Services) -> None:
    migrate(engine_services.database_url)
    migrate(empty)

    engine = connect(empty, role=API_ROLE)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM runs").scalar() == 0
    engine.dispose()


def test_there_is_one_line_of_migrations() -> None:
    script = ScriptDirectory.from_config(migrations_config())

    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_a_database_that_does_not_answer_is_named_as_the_cause() -> None:
    with pytest.raises(Unavailable, match="Postgres does not answer"):
        migrate("postgresql://127.0.0.1:1/baton?connect_timeout=2")

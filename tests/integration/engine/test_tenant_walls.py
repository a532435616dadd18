"""Row-level security: for every table that belongs to tenants, the API's role sees one tenant's rows and no others.

The cases are made from the tables themselves, so that a new table is tested from its first day.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, LargeBinary, Table, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from app.storage.database import API_ROLE, Model, act_for, connect, transaction
from app.storage.identifiers import new_id
from app.storage.tenancy import Tenant
from tests.integration.rig import Rig

ROOT = Path(__file__).parents[3]
MODULES = [
    import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    for file in sorted((ROOT / "app").rglob("models.py"))
]
"""All that define tables. Which of them other tests have loaded must make no difference."""

TABLES = {name: table for name, table in Model.metadata.tables.items() if "tenant_id" in table.columns}
SHARED = set(Model.metadata.tables) - set(TABLES) - {Tenant.__tablename__}

ONE_OF = {
    ("sessions", "kind"): "test",
    ("runs", "state"): "queued",
    ("budgets", "scope"): "run",
    ("budget_lines", "kind"): "used",
    ("api_keys", "family"): "productos",
    ("api_keys", "prefix"): "pos_live_abc",
    ("api_keys", "key_hash"): bytes(32),
    ("memberships", "role"): "member",
    ("prompt_versions", "system_prompt"): "Say something",
    ("prompt_approvals", "environment"): "production",
    ("prompt_deployments", "environment"): "staging",
    ("prompt_deployments", "action"): "promote",
    ("roles", "capabilities"): [],
    ("access_policies", "effect"): "allow",
    ("access_policies", "actions"): ["*"],
    ("access_policies", "resources"): ["*"],
    ("access_audit", "kind"): "change",
    ("organization_members", "role"): "owner",
    ("sandboxes", "name"): "sandbox-of-a-test-1234",
    ("conversation_turns", "kind"): "initial",
    ("executions", "kind"): "coordinate",
    ("executions", "strategy"): "debate",
    ("executions", "agents"): [{"name": "judge"}],
    ("project_phases", "phase"): "DISCOVERY",
    ("project_features", "priority"): "must",
    ("discovery_sessions", "context_type"): "idea_discovery",
    ("discovery_research", "task_type"): "market_research",
    ("tasks", "type"): "DECIDE",
    ("specifications", "format"): "v1",
    ("specification_packs", "format"): "json",
    ("holdings", "symbol"): "AAPL",
    ("holdings", "instrument_type"): "stock",
    ("watchlist_items", "symbol"): "AAPL",
    ("watchlist_items", "instrument_type"): "stock",
}
"""Columns whose values are checked by a constraint."""


_COUNT = text("SELECT count(*) FROM sessions")


class _Refused(Exception):
    """A reason to undo a transaction."""


def _process_of(connection: Connection) -> int:
    driver: Any = connection.connection.driver_connection
    return int(driver.info.backend_pid)


GLOBAL = {"users", "user_identities", "refresh_tokens", "signing_keys"}
"""Tables that belong to no tenant; their own walls are tested beside the users."""

OF_TWO = {"task_dependencies"}
"""Tables whose rows join two rows of one kind: there is only one of each here, so they stay empty."""

USER_ID = new_id()


@contextmanager
def acting_for(rig: Rig, tenant_id: UUID | None) -> Iterator[Connection]:
    """A transaction of the API for ``tenant_id``, undone at the end."""
    with rig.api.connect() as connection:
        if tenant_id is not None:
            act_for(connection, tenant_id=tenant_id)
        yield connection
        connection.rollback()


def new_row(table: Table, tenant_id: UUID) -> dict[str, Any]:
    """Values for the columns of ``table`` that need one."""
    row: dict[str, Any] = {}
    own_id = new_id()
    for column in table.columns:
        if (table.name, column.name) in ONE_OF:
            row[column.name] = ONE_OF[table.name, column.name]
        elif column.server_default is None and not column.nullable:
            row[column.name] = _value(column.type, own_id)
    row["tenant_id"] = tenant_id
    if "user_id" in row:
        row["user_id"] = USER_ID
    if table.name == "runs":
        row["root_run_id"] = row["id"]
    return row


def _value(kind: Any, own_id: UUID) -> Any:
    if isinstance(kind, LargeBinary):
        return own_id.bytes + own_id.bytes
    values = {UUID: own_id, str: "text", int: 1, float: 1.0, bool: False, dict: {}, Decimal: Decimal(1)}
    values |= {datetime: "now()", date: "now()"}
    return values.get(kind.python_type, {})


@pytest.fixture
def filled(rig: Rig) -> Rig:
    """One row in every table, without regard to what it refers to."""
    with transaction(rig.owner) as connection:
        connection.execute(
            text("INSERT INTO users (id, name) VALUES (:id, 'somebody') ON CONFLICT DO NOTHING"), {"id": USER_ID}
        )
        for table in Model.metadata.sorted_tables:
            if table.name in TABLES and table.name not in OF_TWO:
                _insert_with_parents(connection, table, rig.tenant_id)
    return rig


def _insert_with_parents(connection: Connection, table: Table, tenant_id: UUID) -> None:
    row = new_row(table, tenant_id)
    for key in table.foreign_keys:
        if key.parent.name in row and key.column.table.name in TABLES:
            found = connection.execute(select(key.column).where(key.column.table.c.tenant_id == tenant_id))
            row[key.parent.name] = found.scalars().first()
    connection.execute(table.insert().values(row))


def test_every_table_is_either_a_tenants_or_known_to_be_shared() -> None:
    assert {"workers"} | GLOBAL == SHARED


def test_a_tenant_sees_its_own_row(filled: Rig) -> None:
    with acting_for(filled, filled.tenant_id) as connection:
        for name in TABLES.keys() - OF_TWO:
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() == 1, name


@pytest.mark.parametrize("whose", ["another tenant", "nobody"])
def test_no_foreign_row_is_seen_changed_or_deleted(filled: Rig, whose: str) -> None:
    tenant_id = filled.tenant() if whose == "another tenant" else None

    for name in TABLES.keys() - OF_TWO:
        with acting_for(filled, tenant_id) as connection:
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() == 0, name
            assert connection.execute(text(f"UPDATE {name} SET tenant_id = tenant_id")).rowcount == 0, name
            assert connection.execute(text(f"DELETE FROM {name}")).rowcount == 0, name
        assert filled.row(f"SELECT count(*) AS rows FROM {name}").rows == 1, name


def test_no_row_is_put_into_another_tenant(filled: Rig) -> None:
    other = filled.tenant()

    for table in TABLES.values():
        row = new_row(table, filled.tenant_id)
        with acting_for(filled, other) as connection, pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(table.insert().values(row))


def test_no_row_is_given_away_to_another_tenant(filled: Rig) -> None:
    other = filled.tenant()

    for name in TABLES.keys() - OF_TWO:
        with acting_for(filled, filled.tenant_id) as connection, pytest.raises(DBAPIError, match="row-level security"):
            connection.execute(text(f"UPDATE {name} SET tenant_id = :other"), {"other": other})


@pytest.mark.parametrize("end", ["commit", "error", "lost connection"])
def test_the_next_transaction_on_the_same_connection_is_nobodys(filled: Rig, end: str) -> None:
    engine = connect(filled.services.database_url, role=API_ROLE, pool_size=1, application="baton-tests-api")

    with suppress(_Refused, DBAPIError), transaction(engine, tenant_id=filled.tenant_id) as connection:
        assert connection.execute(_COUNT).scalar_one() == 1
        if end == "lost connection":
            with transaction(filled.owner) as other:
                other.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (_process_of(connection),))
        if end == "error":
            raise _Refused

    with transaction(engine) as connection:
        assert connection.execute(_COUNT).scalar_one() == 0
    with engine.connect() as connection:
        assert connection.execute(_COUNT).scalar_one() == 0
    engine.dispose()


def test_a_refused_transaction_of_the_api_leaves_nothing_behind(filled: Rig) -> None:
    with suppress(_Refused), transaction(filled.api, tenant_id=filled.tenant_id) as connection:
        connection.execute(text("DELETE FROM sessions"))
        raise _Refused

    assert filled.row("SELECT count(*) AS rows FROM sessions").rows == 1


def test_a_tenant_sees_itself_and_no_other(filled: Rig) -> None:
    filled.tenant()

    with acting_for(filled, filled.tenant_id) as connection:
        assert connection.execute(text("SELECT id FROM tenants")).scalars().all() == [filled.tenant_id]


@pytest.mark.parametrize("name", [*TABLES, "tenants"])
def test_the_policies_are_switched_on(rig: Rig, name: str) -> None:
    table = rig.row("SELECT relrowsecurity AS on FROM pg_class WHERE oid = CAST(:name AS regclass)", name=name)
    policies = rig.rows("SELECT roles, qual FROM pg_policies WHERE tablename = :name AND cmd = 'ALL'", name=name)

    assert table.on
    assert [policy.roles for policy in policies] == [f"{{{API_ROLE}}}"] or [
        list(policy.roles) for policy in policies
    ] == [[API_ROLE]]
    assert all("baton.tenant" in policy.qual for policy in policies)


def test_the_apis_role_can_neither_step_out_of_its_policies_nor_change_tables(rig: Rig) -> None:
    role = rig.row("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = :name", name=API_ROLE)
    owned = rig.rows("SELECT 1 FROM pg_tables WHERE tableowner = :name", name=API_ROLE)

    assert (role.rolsuper, role.rolbypassrls, role.rolcreaterole, list(owned)) == (False, False, False, [])
    for statement in ("DROP TABLE runs", "ALTER TABLE runs DISABLE ROW LEVEL SECURITY", "TRUNCATE runs"):
        with acting_for(rig, rig.tenant_id) as connection, pytest.raises(ProgrammingError):
            connection.execute(text(statement))


def test_a_tenant_is_forgotten_with_its_transaction(filled: Rig) -> None:
    with transaction(filled.api, tenant_id=filled.tenant_id) as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 1
    with transaction(filled.api) as connection:
        assert connection.execute(text("SELECT count(*) FROM sessions")).scalar_one() == 0

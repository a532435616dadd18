"""Row-level security of accounts: the API's role sees what its transaction has named, and nothing else."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from app.domain.users.operations import add_member, create_user
from app.domain.users.queries import act_as, show
from app.domain.users.sessions import new_refresh_token, open_session
from app.storage.database import act_for
from app.storage.identifiers import new_id
from tests.integration.rig import Rig

TABLES = ("users", "user_identities", "memberships", "auth_sessions", "refresh_tokens")


@contextmanager
def api(rig: Rig) -> Iterator[Connection]:
    with rig.api.connect() as connection:
        yield connection
        connection.rollback()


def seen(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest.fixture
def people(rig: Rig) -> dict[str, UUID]:
    """Ada and Grace, in a tenant each, with one row in every table."""
    made = {}
    for name, tenant_id in (("ada", rig.tenant_id), ("grace", rig.tenant())):
        with rig.transaction() as connection:
            user_id = create_user(connection, email=f"{name}@example.com", name=name)
            add_member(connection, tenant_id=tenant_id, user_id=user_id, role="member")
            session = open_session(connection, user_id=user_id, tenant_id=tenant_id, lifetime=timedelta(days=1))
            new_refresh_token(connection, session_id=session, user_id=user_id)
            connection.execute(
                text("INSERT INTO user_identities (id, user_id, issuer, subject) VALUES (:id, :user, 'i', 's')"),
                {"id": new_id(), "user": user_id},
            )
        made[name] = user_id
    return made


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_seen_unless_it_is_named(rig: Rig, people: dict[str, UUID], table: str) -> None:
    with api(rig) as connection:
        assert seen(connection, table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_a_user_sees_his_own_rows(rig: Rig, people: dict[str, UUID], table: str) -> None:
    with api(rig) as connection:
        act_as(connection, user_id=people["ada"])

        assert seen(connection, table) == 1


def test_an_address_shows_one_account_and_no_other_table(rig: Rig, people: dict[str, UUID]) -> None:
    with api(rig) as connection:
        show(connection, what="ada@example.com")

        assert connection.execute(text("SELECT id FROM users")).scalars().all() == [people["ada"]]
        assert [seen(connection, table) for table in TABLES[1:]] == [0, 0, 0, 0]


def test_a_tenant_sees_its_members(rig: Rig, people: dict[str, UUID]) -> None:
    with api(rig) as connection:
        act_for(connection, tenant_id=rig.tenant_id)

        assert connection.execute(text("SELECT id FROM users")).scalars().all() == [people["ada"]]


def test_a_refresh_token_is_seen_by_whoever_shows_it(rig: Rig, people: dict[str, UUID]) -> None:
    with rig.transaction() as connection:
        session = connection.execute(
            text("SELECT id FROM auth_sessions WHERE user_id = :user"), {"user": people["ada"]}
        ).scalar_one()
        token = new_refresh_token(connection, session_id=session, user_id=people["ada"])

    with api(rig) as connection:
        show(connection, what=hashlib.sha256(token.encode()).hexdigest())
        assert seen(connection, "refresh_tokens") == 1


def test_a_user_sees_the_tenants_that_he_belongs_to(rig: Rig, people: dict[str, UUID]) -> None:
    with api(rig) as connection:
        act_as(connection, user_id=people["ada"])

        assert connection.execute(text("SELECT id FROM tenants")).scalars().all() == [rig.tenant_id]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM users",
        "UPDATE users SET disabled_at = NULL",
        "UPDATE users SET email = 'x@y'",
        "DELETE FROM refresh_tokens",
        "UPDATE refresh_tokens SET session_id = session_id",
        "UPDATE signing_keys SET retired_at = NULL",
        "DELETE FROM signing_keys",
    ],
)
def test_what_the_api_has_no_business_with_it_may_not(rig: Rig, people: dict[str, UUID], statement: str) -> None:
    with api(rig) as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(statement))


def test_nobody_makes_an_account_for_another(rig: Rig, people: dict[str, UUID]) -> None:
    with api(rig) as connection:
        act_as(connection, user_id=people["ada"])
        with pytest.raises(ProgrammingError, match="row-level security"):
            connection.execute(text("INSERT INTO users (id, name) VALUES (:id, 'x')"), {"id": new_id()})


def test_who_acts_is_forgotten_with_the_transaction(rig: Rig, people: dict[str, UUID]) -> None:
    with rig.api.connect() as connection:
        act_as(connection, user_id=people["ada"])
        show(connection, what="grace@example.com")
        connection.commit()
        assert seen(connection, "users") == 0

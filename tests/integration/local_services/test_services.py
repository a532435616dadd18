"""What the embedded services promise while they run."""

import os
import signal
import stat
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
import redis

from app.errors import Unavailable
from app.local_services import Services, remove_services, start_services
from app.local_services.place import data_folder


def _answer(services: Services, statement: str) -> object:
    with psycopg.connect(services.database_url) as connection:
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return row[0]


def _valkey(services: Services) -> "redis.Redis":
    return redis.Redis.from_url(services.redis_url)


def test_baton_owns_its_database_but_is_no_superuser(services: Services) -> None:
    role = "select rolname || ' ' || rolsuper || ' ' || rolcreaterole from pg_roles where rolname = current_user"
    assert _answer(services, role) == "baton false true"
    owner = "select pg_get_userbyid(datdba)::text from pg_database where datname = current_database()"
    assert _answer(services, owner) == "baton"


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_what_was_committed_survives_a_power_cut(services: Services, setting: str) -> None:
    assert _answer(services, f"show {setting}") == "on"


def test_postgres_opens_no_port_and_only_its_owner_reaches_its_socket(services: Services) -> None:
    assert _answer(services, "show listen_addresses") == ""
    folder = Path(unquote(services.database_url.partition("host=")[2]))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_text_is_utf8_and_sorted_alike_on_every_machine(services: Services) -> None:
    locale = (
        "select format('%s %s %s', datlocprovider, pg_encoding_to_char(encoding), datlocale) "
        "from pg_database where datname = current_database()"
    )
    assert _answer(services, locale) == "b UTF8 C.UTF-8"


def test_valkey_listens_on_loopback_alone_and_wants_its_password(services: Services) -> None:
    assert _valkey(services).config_get("bind") == {"bind": "127.0.0.1"}
    address, port = services.redis_url.rpartition("@")[2].removesuffix("/0").split(":")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host=address, port=int(port)).ping()


def test_valkey_writes_nothing_to_disk(services: Services) -> None:
    valkey = _valkey(services)
    assert valkey.config_get("save") == {"save": ""}
    assert valkey.config_get("appendonly") == {"appendonly": "no"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give its rights up")
def test_as_root_the_services_run_as_an_unprivileged_user(services: Services) -> None:
    for process_id in (services.postgres_pid, services.valkey_pid):
        assert Path(f"/proc/{process_id}").stat().st_uid != 0
        assert "CapEff:\t0000000000000000" in Path(f"/proc/{process_id}/status").read_text()


@pytest.mark.parametrize("crash", [False, True])
def test_postgres_restarts_at_its_address_with_its_data(services: Services, crash: bool) -> None:
    address, name = services.database_url, f"kept_{crash}".lower()
    with psycopg.connect(address) as connection:
        connection.execute(f"create table {name} as select 1 as value".encode())
    services.restart_postgres(crash=crash)
    assert services.database_url == address
    assert _answer(services, f"select value from {name}") == 1


def test_valkey_restarts_at_its_address_and_empty(services: Services) -> None:
    address = services.redis_url
    _valkey(services).set("key", "value")
    services.restart_valkey(kill=True)
    assert services.redis_url == address
    assert _valkey(services).get("key") is None


def test_what_dies_is_revived_with_its_data(services: Services) -> None:
    with psycopg.connect(services.database_url) as connection:
        connection.execute("create table survivor as select 7 as value")
    killed = {"postgres": services.postgres_pid, "valkey": services.valkey_pid}
    revived: set[str] = set()
    for process_id in killed.values():
        watched = os.pidfd_open(process_id)
        os.kill(process_id, signal.SIGKILL)
        os.waitid(os.P_PIDFD, watched, os.WEXITED | os.WNOWAIT)
        os.close(watched)
    revived.update(services.revive())
    assert revived == set(killed)
    assert services.postgres_pid != killed["postgres"]
    services.restart_postgres()
    services.restart_valkey()
    assert _answer(services, "select value from survivor") == 7


def test_services_of_two_folders_do_not_disturb_each_other(services: Services, folder: Path) -> None:
    other = start_services(folder)
    assert {other.database_url, other.redis_url}.isdisjoint({services.database_url, services.redis_url})
    other.stop()
    assert _answer(services, "select 1") == 1
    assert _valkey(services).ping()


def test_a_deep_folder_with_an_awkward_name_works(tmp_path: Path) -> None:
    folder = tmp_path / "it's a place, 100% ünusual" / ("deep" * 20) / ".baton"
    other = start_services(folder)
    try:
        assert _answer(other, "select 1") == 1
    finally:
        other.stop()
        remove_services(folder)
    assert not data_folder(folder).exists()


def test_a_service_that_was_not_asked_for_is_not_there(folder: Path) -> None:
    only_valkey = start_services(folder, postgres=False)
    try:
        assert only_valkey.database_url == ""
        with pytest.raises(Unavailable, match="not asked for"):
            only_valkey.restart_postgres()
    finally:
        only_valkey.stop()

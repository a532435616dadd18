"""Starting again after every kind of sudden end."""

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.child_process import command_line
from app.errors import Unavailable
from app.local_services import start_services
from app.local_services.place import data_folder
from tests.integration.local_services.owner_process import OwnerProcess


def _write(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create table kept as select 42 as value")


def _read_after_a_new_start(folder: Path) -> object:
    services = start_services(folder, patience=60)
    try:
        with psycopg.connect(services.database_url) as connection:
            row = connection.execute("select value from kept").fetchone()
    finally:
        services.stop()
    assert row is not None
    return row[0]


def _ends(process_descriptor: int) -> bool:
    ended, _, _ = select.select([process_descriptor], [], [], 60)
    os.close(process_descriptor)
    return bool(ended)


def test_a_regular_end_keeps_the_data_and_stops_both_services(folder: Path) -> None:
    owner = OwnerProcess(folder)
    _write(owner.database_url)
    watched = [os.pidfd_open(pid) for pid in (owner.postgres_pid, owner.valkey_pid)]
    owner.leave()
    assert all(_ends(process) for process in watched)
    assert _read_after_a_new_start(folder) == 42


def test_kill_9_of_the_owner_ends_its_services(folder: Path) -> None:
    owner = OwnerProcess(folder)
    _write(owner.database_url)
    watched = [os.pidfd_open(pid) for pid in (owner.postgres_pid, owner.valkey_pid)]
    owner.kill()
    assert all(_ends(process) for process in watched)
    assert _read_after_a_new_start(folder) == 42


def test_kill_9_of_everything_at_once_is_recovered(folder: Path) -> None:
    owner = OwnerProcess(folder)
    with psycopg.connect(owner.database_url):  # a session whose server process outlives the postmaster for a moment
        _write(owner.database_url)
        owner.kill(owner.postgres_pid, owner.valkey_pid)
    assert _read_after_a_new_start(folder) == 42


def test_services_that_could_not_hear_of_their_owners_end_are_stopped_by_the_next(folder: Path) -> None:
    owner = OwnerProcess(folder)
    _write(owner.database_url)
    frozen = [owner.postgres_pid, owner.valkey_pid]
    watched = [os.pidfd_open(pid) for pid in frozen]
    for process_id in frozen:
        os.kill(process_id, signal.SIGSTOP)
    owner.kill()
    assert _read_after_a_new_start(folder) == 42
    assert all(_ends(process) for process in watched)


@pytest.mark.parametrize("record", ["postgres/postmaster.pid", "valkey/pid"])
def test_a_process_id_that_now_belongs_to_a_stranger_is_left_alone(folder: Path, record: str) -> None:
    owner = OwnerProcess(folder)
    _write(owner.database_url)
    owner.kill(owner.postgres_pid, owner.valkey_pid)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        path = data_folder(folder) / record
        _, newline, rest = path.read_text().partition("\n")
        path.write_text(f"{stranger.pid}{newline}{rest}")
        assert _read_after_a_new_start(folder) == 42
        assert command_line(stranger.pid)
        stranger.communicate(b"\n")
    assert stranger.returncode == 0


def test_half_a_cluster_from_an_interrupted_first_start_is_made_again(folder: Path) -> None:
    unfinished = data_folder(folder) / "postgres.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    start_services(folder).stop()
    assert not unfinished.exists()


def test_a_second_owner_is_told_who_the_first_is(folder: Path) -> None:
    owner = OwnerProcess(folder)
    with pytest.raises(Unavailable, match=f"already running here, as process {owner.pid}"):
        start_services(folder)
    owner.leave()


def test_a_second_owner_may_wait_for_the_first_to_end(folder: Path) -> None:
    owner = OwnerProcess(folder)
    _write(owner.database_url)
    os.kill(owner.pid, signal.SIGKILL)
    assert _read_after_a_new_start(folder) == 42
    owner.leave()


def test_a_cluster_that_cannot_start_shows_the_end_of_its_log(folder: Path) -> None:
    start_services(folder).stop()
    (data_folder(folder) / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(Unavailable, match="incompatible with server"):
        start_services(folder)

"""`baton up` as people use it: started, disturbed, stopped, and started again after the worst."""

import os
import re
import select
import signal
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from app.child_process import command_line
from app.local_services import remove_services
from tests.integration.commands.up_process import UpProcess


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / ".baton"
    yield made
    remove_services(made)


@pytest.fixture
def up(folder: Path) -> Iterator[UpProcess]:
    started = UpProcess(folder)
    yield started
    started.end(signal.SIGKILL)


def _children_of(parent: int) -> dict[int, str]:
    """Every process below ``parent``, with its command line."""
    found: dict[int, str] = {}
    with suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
        for entry in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            child = int(entry)
            found |= {child: command_line(child)} | _children_of(child)
    return found


def _watched(processes: Iterable[int]) -> list[int]:
    """Descriptors that tell when those of the processes end that are still there."""
    found = []
    for pid in processes:
        with suppress(ProcessLookupError):
            found.append(os.pidfd_open(pid))
    return found


def _one(processes: dict[int, str], pattern: str) -> int:
    return next(pid for pid, line in processes.items() if re.search(pattern, line))


def _all_end(descriptors: list[int]) -> bool:
    return all(select.select([descriptor], [], [], 60)[0] for descriptor in descriptors)


def test_everything_it_started_ends_with_it_and_the_next_start_keeps_the_keys(folder: Path, up: UpProcess) -> None:
    up.wait_for(lambda lines: "The database is up to date.\n" in lines)
    second = UpProcess(folder)
    assert second.wait() == 1
    assert f"already running here, as process {up.pid} " in "".join(second.lines)
    up.wait_until_ready()
    assert up.get("/readyz").status_code == 200
    address = httpx2.URL(up.dev_env["PREVIEW_URL"])
    assert address.host == "preview.localhost"
    assert httpx2.get(f"http://127.0.0.1:{address.port}/healthz", trust_env=False).text == "ok\n"
    assert any(f"Previews {address}" in line for line in up.lines)
    assert (folder / "dev.env").stat().st_mode & 0o777 == 0o600
    kept = (
        "PRODUCTOS_API_KEY",
        "FLOWER_PASSWORD",
        "BATON_SECRET_KEYS",
        "PROMPT_REGISTRY_API_KEY",
        "OPENCOMPUTER_API_KEY",
    )
    keys = {name: up.dev_env[name] for name in kept}
    token = up.dev_env["PRAETOR_TOKEN"]
    assert _role(up, token) == "administrator"
    assert _role(up, up.dev_env["PRAETOR_MEMBER_TOKEN"]) == "member"
    assert up.get("/api/v1/projects/me", key=keys["PROMPT_REGISTRY_API_KEY"]).json()["data"]["name"] == "Development"
    watched = _watched(_children_of(up.pid))
    assert up.end(signal.SIGTERM) == 0
    assert _all_end(watched)
    again = UpProcess(folder)
    try:
        again.wait_until_ready()
        assert {name: again.dev_env[name] for name in keys} == keys
        assert _role(again, token) == _role(again, again.dev_env["PRAETOR_TOKEN"]) == "administrator"
    finally:
        again.end(signal.SIGINT)


def _role(up: UpProcess, token: str) -> str:
    return str(up.get("/api/auth/me", key=token).json()["data"]["role"])


def test_what_is_killed_comes_back_be_it_a_part_or_all_of_it(folder: Path, up: UpProcess) -> None:
    up.wait_until_ready()
    key = up.dev_env["PRODUCTOS_API_KEY"]
    _kill_each_part(up)
    _kill_all(up)
    again = UpProcess(folder)
    try:
        again.wait_until_ready()
        assert again.dev_env["PRODUCTOS_API_KEY"] == key
        watched = _watched(_children_of(again.pid))
        again.end(signal.SIGKILL)  # of the supervisor alone: all the rest ends with it
        assert _all_end(watched)
    finally:
        again.end(signal.SIGKILL)


def _kill_each_part(up: UpProcess) -> None:
    before = _children_of(up.pid)
    for pattern in (
        "gunicorn",
        "app previews",
        "--quiet worker",
        r"workers\.housekeeper",
        "bin/postgres -D",
        "valkey-server",
    ):
        os.kill(_one(before, pattern), signal.SIGKILL)
    died = [
        *(f"{name} .*ended with status -9" for name in ("api", "previews", "worker-1", "housekeeper")),
        *_died("postgres", "valkey"),
    ]
    up.wait_for(lambda lines: all(any(re.match(pattern, line) for line in lines) for pattern in died))
    up.wait_for(lambda lines: "".join(lines).count("Booting worker") > 1)
    assert up.get("/health").status_code == 200


def _died(*names: str) -> list[str]:
    return [f"{name} .*died; started again" for name in names]


def _kill_all(up: UpProcess) -> None:
    below = _children_of(up.pid)
    watched = _watched(below)
    for pid in (up.pid, *below):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert _all_end(watched)

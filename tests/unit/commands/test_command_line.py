"""The command line itself: help, messages, exit statuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.__main__ import COMMANDS, baton
from app.commands.settings import settings_table
from app.settings import declared

ROOT = Path(__file__).parents[3]


def _run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = [sys.executable, "-m", "app", *words]
    return subprocess.run(command, cwd=ROOT, env=own | environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(baton, [name, "-h"])
    assert answer.exit_code == 0
    assert answer.output.count("\n") > 4


def test_the_help_lists_every_command() -> None:
    answer = CliRunner().invoke(baton, ["-h"])
    assert all(f"  {name} " in answer.output for name in COMMANDS)


def test_the_table_has_a_row_for_every_setting() -> None:
    rows = settings_table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [name for name, _, _ in declared()]


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"PORT": "eighty"}, "PORT: "),
        ({"BATON_WORKER_THREDS": "4"}, "BATON_WORKER_THREDS: no such setting; did you mean BATON_WORKER_THREADS?"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name_and_no_traceback(
    environment: dict[str, str], message: str
) -> None:
    answer = _run("check", **environment)
    assert answer.returncode == 1
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_flower_without_a_password_says_so() -> None:
    answer = _run("flower")
    assert answer.returncode == 1
    assert "FLOWER_PASSWORD is empty" in answer.stderr


def test_a_database_that_does_not_answer_is_one_line_and_status_1(tmp_path: Path) -> None:
    address = f"postgresql://baton@/baton?host={tmp_path}"
    answer = _run("migrate", DATABASE_URL=address, REDIS_URL="redis://127.0.0.1:1/0")
    assert answer.returncode == 1
    assert "Postgres does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_check_names_each_thing_that_is_not_right(tmp_path: Path) -> None:
    address = f"postgresql://baton@/baton?host={tmp_path}"
    answer = _run("check", DATABASE_URL=address, REDIS_URL="redis://127.0.0.1:1/0")
    assert answer.returncode == 1
    found = {line.split()[1]: line.split()[0] for line in answer.stdout.splitlines()}
    bad = ("postgres", "schema", "redis", "previews")
    assert found == {"settings": "ok", "sandboxes": "ok", **dict.fromkeys(bad, "BAD")}

"""dev.env: written for shells, read back by the next start."""

import stat
import subprocess
from pathlib import Path

import pytest

from app.commands.dev_env import make_key, read_dev_env, write_dev_env

VALUES = {"BATON_URL": "http://127.0.0.1:8000", "FLOWER_PASSWORD": 'it\'s $HOME "quoted" & more'}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".baton" / "dev.env"


def test_what_is_written_is_read_again(path: Path) -> None:
    write_dev_env(path, VALUES)
    assert read_dev_env(path) == VALUES


def test_only_its_owner_may_read_it(path: Path) -> None:
    write_dev_env(path, VALUES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["dev.env"]


@pytest.mark.parametrize("name", VALUES)
def test_a_shell_that_sources_it_has_the_values(path: Path, name: str) -> None:
    write_dev_env(path, VALUES)
    script = f'. "$1"; printf %s "${name}"'
    shell = subprocess.run(["sh", "-c", script, "sh", str(path)], capture_output=True, text=True, check=True)
    assert shell.stdout == VALUES[name]


@pytest.mark.parametrize("content", [None, "", "BATON_URL='never closed"])
def test_a_missing_or_broken_file_counts_as_none(path: Path, content: str | None) -> None:
    if content is not None:
        path.parent.mkdir()
        path.write_text(content)
    assert read_dev_env(path) == {}


def test_keys_have_the_documented_shape_and_differ() -> None:
    first, second = make_key("pos_live_"), make_key("pos_live_")
    assert first != second
    assert first.startswith("pos_live_")
    assert len(first) == len("pos_live_") + 31
    assert first.removeprefix("pos_live_").isalnum()

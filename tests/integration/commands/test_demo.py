"""`baton demo` from its first line to its exit status."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def _demo(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    own |= {"BATON_DATA_DIR": str(folder), "RESEARCH_SOURCES": ""}
    command = [sys.executable, "-m", "app", "demo"]
    return subprocess.run(command, cwd=ROOT, env=own | environment, capture_output=True, text=True, check=False)


def test_an_idea_passes_every_agent_and_its_replay_is_what_was_streamed(tmp_path: Path) -> None:
    answer = _demo(tmp_path, IDEA="A bakery that bakes to order for night-shift nurses")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for shown in (
        "ideation_complete: ",
        "discover_complete: ",
        "prd_complete_final: ",
        "byte for byte",
        "no outside source",
    ):
        assert shown in answer.stdout
    assert "nurses" in answer.stdout
    assert [path.suffix for path in tmp_path.iterdir()] == [".log"]


def test_a_stack_that_does_not_start_shows_its_log_and_leaves_nothing(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = _demo(tmp_path, PORT=str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "choose another PORT" in answer.stdout
    assert [path.suffix for path in tmp_path.iterdir()] == [".log"]


def test_what_a_killed_demo_left_is_removed_by_the_next(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f"demo-{gone.pid}").mkdir()
    (tmp_path / f"demo-{gone.pid}.log").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        _demo(tmp_path, PORT=str(taken.getsockname()[1]))
    assert not [path for path in tmp_path.iterdir() if path.stem == f"demo-{gone.pid}"]

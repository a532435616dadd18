"""A worker dies in the middle of writing an app, or of a conversation: what was wanted comes out whole, and once."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from app.engine.agent_names import CHAT
from app.engine.run_acceptance import AcceptedRun
from app.engine.snapshots import text_of
from tests.faults.gated_agents import HALF_WAY
from tests.faults.gated_chat import AFTER
from tests.faults.runs import Runs
from tests.support.productos import ProductOS, parsed
from tests.support.stack import Stack, StackProcess, running_stack, until

IDEA = "AI-powered habit tracker for remote workers"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate") / "closed"


@pytest.fixture(scope="module")
def gated_stack(gate: Path) -> Iterator[Stack]:
    agents = "tests.faults.gated_agents,tests.faults.gated_chat"
    with running_stack(workers=2, BATON_EXTRA_AGENTS=agents, TEST_GATE=str(gate)) as running:
        yield running


def sandboxes(stack: Stack, session_id: str) -> list[UUID]:
    with stack.engine.connect() as connection:
        rows = connection.execute(text("SELECT id FROM sandboxes WHERE session_id = :id"), {"id": session_id})
        return list(rows.scalars())


def files(stack: Stack, session_id: str) -> dict[str, bytes]:
    """Everything in the session's one sandbox, by path."""
    (sandbox_id,) = sandboxes(stack, session_id)
    folder = Path(stack.settings.workspaces_dir) / str(sandbox_id) / "files"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def contents(stack: Stack, session_id: str, name: str) -> list[str]:
    """What the file of that name holds, if it is there yet."""
    folders = [Path(stack.settings.workspaces_dir) / str(each) for each in sandboxes(stack, session_id)]
    return [path.read_text() for folder in folders for path in (folder / "files").glob(name)]


def worker_of(stack: Stack, run_id: str) -> StackProcess:
    with stack.engine.connect() as connection:
        pid = connection.execute(
            text("SELECT w.pid FROM runs r JOIN workers w ON w.key = r.worker_key WHERE r.id = :id"), {"id": run_id}
        ).scalar_one()
    return next(worker for worker in stack.workers if os.getpgid(pid) == worker.pid)


def test_an_app_whose_writer_was_killed_comes_out_whole_in_the_one_sandbox(gated_stack: Stack, gate: Path) -> None:
    with gated_stack.client() as client:
        productos = ProductOS(client)
        undisturbed = productos.create(idea=IDEA, entry="code")
        productos.run(undisturbed, "code-agent", {})
        disturbed = productos.create(idea=IDEA, entry="code")

        gate.touch()
        seen: list[dict[str, Any]] = []
        with productos.agent(disturbed, "code-agent", {}) as frames:
            for frame in frames:
                seen.append(parsed(frame))
                if seen[-1].get("message") == HALF_WAY and gate.exists():
                    assert 0 < len(files(gated_stack, disturbed)) < len(files(gated_stack, undisturbed))
                    worker = worker_of(gated_stack, frames.response.headers["X-Run-Id"])
                    worker.kill()
                    gate.unlink()

        assert [event["type"] for event in seen[-2:]] == ["code_complete", "done"]
        assert "rewind" in {event["type"] for event in seen}
        assert files(gated_stack, disturbed) == files(gated_stack, undisturbed)
        assert [event["cursor"] for event in seen] == list(range(1, len(seen) + 1))
        assert [parsed(frame) for frame in productos.replay(disturbed)] == seen

        worker.start()
        gated_stack.wait_until_ready()


@pytest.mark.parametrize("point", ["text", "edit"])
def test_a_conversation_whose_worker_was_killed_ends_as_if_nothing_had_happened(
    gated_stack: Stack, gate: Path, point: str
) -> None:
    runs = Runs(gated_stack)
    undisturbed = runs.start(CHAT, {"message": "make it", "workspaceId": None})
    expected = runs.ended(undisturbed)

    gate.write_text(point)
    disturbed = runs.start(CHAT, {"message": "make it", "workspaceId": None})
    session = str(disturbed.session_id)
    if point == "text":
        until(lambda: text_of(runs.events(disturbed.session_id)) == "one two three ", what="three words")
    else:
        until(lambda: AFTER in contents(gated_stack, session, "count.py"), what="the file to be edited")
    worker = worker_of(gated_stack, str(disturbed.id))
    worker.kill()
    gate.unlink()
    ended = runs.ended(disturbed)
    worker.start()

    assert (ended.state, ended.result["text"]) == ("completed", expected.result["text"])
    assert (
        files(gated_stack, session) == files(gated_stack, str(undisturbed.session_id)) == {"count.py": AFTER.encode()}
    )
    assert told(runs, disturbed) == told(runs, undisturbed)
    assert text_of(runs.events(disturbed.session_id)) == expected.result["text"]
    assert used(gated_stack, disturbed) == ended.result["usage"]["totalTokens"] == ended.tokens_used
    if point == "edit":
        assert timeless(ended.result) == timeless(expected.result)
    gated_stack.wait_until_ready()


def told(runs: Runs, run: AcceptedRun) -> list[tuple[str, Any]]:
    """The calls, artifacts and results of a run."""
    kinds = ("tool_call", "artifact", "tool_result", "rewind")
    events = [event for event in runs.events(run.session_id) if event.type in kinds]
    return [(event.type, timeless(json.loads(event.data))) for event in events]


def timeless(data: Mapping[str, Any]) -> dict[str, Any]:
    """What does not depend on when it happened."""
    return {name: value for name, value in data.items() if name != "timestamp"}


def used(stack: Stack, run: AcceptedRun) -> int:
    """The tokens of the run's steps, each counted once."""
    ours = "run_id = :id AND kind = 'used'"
    with stack.engine.connect() as connection:
        lines = connection.execute(
            text(f"SELECT count(DISTINCT step), count(*), sum(tokens) FROM budget_lines WHERE {ours}"), {"id": run.id}
        ).one()
    assert lines[0] == lines[1]
    return int(lines[2])


def test_a_deleted_session_takes_its_sandbox_along(gated_stack: Stack) -> None:
    with gated_stack.client() as client:
        productos = ProductOS(client)
        session_id = productos.create(idea=IDEA, entry="design")
        productos.run(session_id, "design-agent", {})
        (sandbox_id,) = sandboxes(gated_stack, session_id)
        folder = Path(gated_stack.settings.workspaces_dir) / str(sandbox_id)
        assert folder.is_dir()

        assert client.delete(f"/api/v1/sessions/{session_id}").status_code == 204

    # A housekeeper clears up when it begins to lead, and then once a minute.
    housekeeper = gated_stack.processes["housekeeper"]
    housekeeper.stop()
    housekeeper.start()
    until(lambda: not folder.exists(), what="the sandbox's files to go", seconds=150)

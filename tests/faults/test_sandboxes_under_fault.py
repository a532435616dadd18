"""A worker dies in the middle of writing an app: the app comes out whole, in the one sandbox."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from tests.faults.gated_agents import HALF_WAY
from tests.support.productos import ProductOS, parsed
from tests.support.stack import Stack, StackProcess, running_stack, until

IDEA = "AI-powered habit tracker for remote workers"


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate") / "closed"


@pytest.fixture(scope="module")
def gated_stack(gate: Path) -> Iterator[Stack]:
    with running_stack(workers=2, BATON_EXTRA_AGENTS="tests.faults.gated_agents", TEST_GATE=str(gate)) as running:
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


def test_a_deleted_session_takes_its_sandbox_along(gated_stack: Stack) -> None:
    with gated_stack.client() as client:
        productos = ProductOS(client)
        session_id = productos.create(idea=IDEA, entry="design")
        productos.run(session_id, "design-agent", {})
        (sandbox_id,) = sandboxes(gated_stack, session_id)
        folder = Path(gated_stack.settings.workspaces_dir) / str(sandbox_id)
        assert folder.is_dir()

        assert client.delete(f"/api/v1/sessions/{session_id}").status_code == 204

    until(lambda: not folder.exists(), what="the sandbox's files to go", seconds=150)

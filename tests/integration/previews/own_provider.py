"""Local sandboxes whose programs run bare, each on a Unix socket: what is tested is who starts and asks them."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from app.child_process import spawn
from app.sandboxes.contract import Command, RunningServer, Sandbox
from app.sandboxes.local.provider import LocalProvider


class BareServer:
    """See ``RunningServer``."""

    def __init__(self, command: Command, root: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="baton-bare-")
        self.address = Path(self._folder.name) / "socket"
        self._log = (Path(self._folder.name) / "log").open("w+b")
        self._process: subprocess.Popen[bytes] = spawn(
            list(command.arguments),
            environment={"PATH": os.environ["PATH"], "SOCKET": str(self.address)},
            folder=root / command.folder,
            stdout=self._log,
            stderr=self._log,
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def output(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()
        self._folder.cleanup()


class BareSandbox:
    """A sandbox whose ``serve`` is ours."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def __getattr__(self, name: str) -> object:
        return getattr(self._sandbox, name)

    def serve(self, command: Command, *, port: int) -> RunningServer:
        return BareServer(command, folder_of(self._sandbox))


class BareProvider(LocalProvider):
    """See ``SandboxProvider``."""

    def open(self, sandbox_id: UUID) -> Any:
        return BareSandbox(super().open(sandbox_id))


def folder_of(sandbox: Sandbox) -> Path:
    """Where a sandbox's files are on disk."""
    found: Path = sandbox._folder.root  # type: ignore[attr-defined]  # of the local provider's
    return found

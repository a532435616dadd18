"""A `baton up` of its own, in a folder of its own, with its log at hand."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx2

from app.commands.dev_env import read_dev_env

ROOT = Path(__file__).parents[3]


class UpProcess:
    """Starts `baton up` on free ports and reads its log line by line."""

    def __init__(self, folder: Path, **environment: str) -> None:
        own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own |= {
            "BATON_DATA_DIR": str(folder),
            "PORT": "0",
            "PREVIEW_PORT": "0",
            "FLOWER_PORT": "0",
            "BATON_WORKER_PROCESSES": "1",
        }
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app", "up"],
            cwd=ROOT,
            env=own | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def dev_env(self) -> dict[str, str]:
        return read_dev_env(self._folder / "dev.env")

    def wait_for(self, happened: Callable[[list[str]], bool], seconds: float = 90.0) -> None:
        """Until the log so far satisfies ``happened``; fails with the log otherwise."""
        with self._news:
            assert self._news.wait_for(lambda: happened(self.lines), seconds), "".join(self.lines[-60:])

    def wait_until_ready(self) -> None:
        """Until it says that it is ready."""
        self.wait_for(lambda lines: "Baton is ready.\n" in lines)

    def get(self, path: str, *, key: str = "") -> httpx2.Response:
        """What its API answers."""
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx2.get(self.dev_env["BATON_URL"] + path, headers=headers, timeout=30, trust_env=False)

    def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end; its exit status."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its own end; its exit status."""
        status = self._process.wait(90)
        self._reader.join()
        if self._process.stdout is not None:
            self._process.stdout.close()
        return status

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with self._news:
                self.lines.append(line)
                self._news.notify_all()
        with self._news:
            self._news.notify_all()

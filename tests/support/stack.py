"""A whole Baton of real processes for tests: embedded services, API, workers, housekeeper.

Every process can be killed and started again; nothing here restarts anything by itself.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine

from app.child_process import spawn
from app.commands.migrate import migrate
from app.commands.running_part import Part
from app.commands.stack import Listener, listen, parts_of
from app.local_services import Services, temporary_services
from app.settings import Settings, read_settings
from app.storage import database

DEADLINE_SECONDS = 60.0


def until(condition: Callable[[], Any], *, what: str, seconds: float = DEADLINE_SECONDS) -> Any:
    """Ask again until the answer is true; a generous deadline turns a hang into a failure."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s in vain: {what}")


class StackProcess:
    """One process of the stack."""

    def __init__(self, part: Part, log: Path) -> None:
        self.part = part
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = spawn(
                self.part.command,
                environment=dict(self.part.environment),
                keep_open=self.part.keep_open,
                stdout=log,
                stderr=log,
            )

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process with its children."""
        if self.alive:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        assert self._process is not None
        self._process.wait(30)

    def stop(self, *, seconds: float = 40.0) -> int:
        """SIGTERM, and wait for the end."""
        assert self._process is not None
        if self.alive:
            self._process.terminate()
            try:
                return self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return self._process.returncode

    def logged(self) -> str:
        return self._log.read_text(errors="replace")


class Stack:
    """The running whole."""

    def __init__(
        self,
        *,
        services: Services,
        settings: Settings,
        api: Listener,
        previews: Listener,
        folder: Path,
        extra: Mapping[str, str],
    ) -> None:
        self.services = services
        self.settings = settings
        self.url = f"http://127.0.0.1:{settings.port}"
        self.api_key = settings.productos_api_key
        self.engine: Engine = database.connect(services.database_url, pool_size=20, application="baton-tests")
        self.folder = folder
        self.processes = {
            part.name: StackProcess(
                replace(part, environment={**part.environment, **extra}), folder / f"{part.name}.log"
            )
            for part in parts_of(settings, api=api, previews=previews)
            if part.name != "flower"
        }

    @property
    def database_url(self) -> str:
        return self.services.database_url

    @property
    def redis_url(self) -> str:
        return self.services.redis_url

    @property
    def workers(self) -> list[StackProcess]:
        return [process for name, process in self.processes.items() if name.startswith("worker")]

    def start(self) -> None:
        for process in self.processes.values():
            process.start()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until /readyz says 200 and every started worker has entered itself."""
        until(self._ready, what=f"/readyz of {self.url}; logs in {self.folder}")
        alive = [worker for worker in self.workers if worker.alive]
        until(lambda: self._workers_entered() >= len(alive), what="all workers up")

    def stop(self) -> None:
        for process in self.processes.values():
            process.signal(signal.SIGCONT)
        for name in ("api", *(name for name in self.processes if name != "api")):
            self.processes[name].kill()
        self.engine.dispose()

    def client(self, *, api_key: str | None = None) -> httpx.Client:
        """An HTTP client of the API with this stack's key, or another, or none for ''."""
        key = self.api_key if api_key is None else api_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=httpx.Timeout(60), trust_env=False)

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def _workers_entered(self) -> int:
        with self.engine.connect() as connection:
            return int(
                connection.exec_driver_sql(
                    "SELECT count(*) FROM workers WHERE seen_at > now() - interval '2 seconds'"
                ).scalar_one()
            )


@contextmanager
def running_stack(*, workers: int = 2, threads: int = 10, **environment: str) -> Iterator[Stack]:
    """A stack on embedded services in a folder of its own, stopped with everything at the end.

    ``environment`` overrides settings by the names of their variables. The agents of
    ``tests.support.agents`` are registered unless it says otherwise.
    """
    extra = {
        "BATON_EXTRA_AGENTS": "tests.support.agents",
        "BATON_RUN_STARTS_PER_MINUTE": "100000",
        "RESEARCH_SOURCES": "",
        "BATON_TASK_EVENTS": "off",
        "BATON_WORKER_PROCESSES": str(workers),
        "BATON_WORKER_THREADS": str(threads),
        "PRODUCTOS_API_KEY": "pos_live_" + "t" * 49,
        **environment,
    }
    with (
        temporary_services() as services,
        tempfile.TemporaryDirectory(prefix="baton-test-") as folder,
        listen("127.0.0.1", 0).listening as api_socket,
        listen("127.0.0.1", 0).listening as previews_socket,
    ):
        api, previews = Listener(api_socket), Listener(previews_socket)
        # Programs in a sandbox run as somebody else, who must be able to reach it.
        Path(folder).chmod(0o711)
        extra.setdefault("BATON_WORKSPACES_DIR", str(Path(folder) / "workspaces"))
        settings = replace(
            read_settings({**extra, "PORT": str(api.port), "PREVIEW_PORT": str(previews.port)}),
            database_url=services.database_url,
            redis_url=services.redis_url,
        )
        migrate(services.database_url)
        stack = Stack(
            services=services, settings=settings, api=api, previews=previews, folder=Path(folder), extra=extra
        )
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()

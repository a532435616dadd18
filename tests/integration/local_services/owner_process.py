"""An owner of local services in a process of its own, for tests that kill it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from app.local_services import start_services
services = start_services(Path(sys.argv[1]), patience=60)
print(services.postgres_pid, services.valkey_pid, services.database_url, flush=True)
sys.stdin.read()
services.stop()
"""


class OwnerProcess:
    """Starts services in ``folder`` and keeps them until it is killed or left."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        assert self._process.stdout is not None
        postgres, valkey, self.database_url = self._process.stdout.readline().split()
        self.postgres_pid, self.valkey_pid = int(postgres), int(valkey)

    @property
    def pid(self) -> int:
        return self._process.pid

    def kill(self, *others: int) -> None:
        """kill -9 of the owner, after the processes in ``others``."""
        for process_id in (*others, self.pid):
            os.kill(process_id, signal.SIGKILL)
        self._process.wait()
        self._close()

    def leave(self) -> None:
        """Stop the services in the regular way."""
        self._process.communicate("")
        self._close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()

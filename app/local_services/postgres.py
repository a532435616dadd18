"""The embedded Postgres: socket only, durable, and sized for one machine's stack."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from app.child_process import spawn
from app.errors import Unavailable
from app.local_services.place import Place
from app.local_services.programs import postgres_programs
from app.local_services.server import Server, write_private

NO_PROCESS = 2**30  # above every process id that the kernel gives out

# No TCP port and no password: the socket's folder is closed to every other user. The cluster's superuser is
# `postgres`; Baton is `baton`, with no more rights than its owner role would have on a server of its own.
FIRST_STATEMENTS = """\
CREATE ROLE baton LOGIN CREATEDB CREATEROLE
CREATE DATABASE baton OWNER baton
"""

CONFIGURATION = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # What a client saw must survive a power cut, so these two stay on; group commit gives the speed.
    "fsync": "on",
    "synchronous_commit": "on",
    # One API pool, a worker process's pool each, the housekeeper, and a person with psql.
    "max_connections": "200",
    "shared_buffers": "256MB",
    "wal_buffers": "16MB",
    # Nobody replicates from here, so the log needs only what crash recovery reads.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Fewer checkpoints: each makes the next change of every page write the whole page.
    "checkpoint_timeout": "15min",
    "max_wal_size": "2GB",
    # Short statements on few cores: compiling and parallel plans cost more than they bring.
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "io_method": "sync",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
    "log_checkpoints": "off",
}


class Postgres(Server):
    """PostgreSQL 18 with its cluster in ``<data>/postgres``."""

    name = "postgres"
    stop_signal = signal.SIGINT  # disconnects the clients and writes a checkpoint; SIGTERM would wait for them
    passing_troubles = ("is still in use", "already exists", "the database system is")

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._cluster = place.data / "postgres"
        self._programs = postgres_programs(place.account)

    @property
    def url(self) -> str:
        """The address, for libpq as well as for SQLAlchemy."""
        return f"postgresql://baton@/baton?host={quote(str(self._place.sockets), safe='/')}"

    def _prepare(self) -> None:
        if not self._cluster.exists():
            self._make_cluster()
        settings = CONFIGURATION | {"unix_socket_directories": str(self._place.sockets)}
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        write_private(self._cluster / "postgresql.conf", "\n".join(lines) + "\n", self._place)
        write_private(self._cluster / "pg_hba.conf", "local all all trust\n", self._place)

    def _make_cluster(self) -> None:
        """Made beside its place and moved there when complete, so that a kill in between leaves no half of one."""
        unfinished = self._cluster.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(unfinished), "-U", "postgres", "--auth=trust", *locale)
        self._run("postgres", "--single", "-D", str(unfinished), "postgres", statements=FIRST_STATEMENTS)
        unfinished.rename(self._cluster)

    def _run(self, program: str, *arguments: str, statements: str = "") -> None:
        process = spawn(
            [str(self._programs / program), *arguments],
            account=self._place.account,
            environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            folder=self._place.data,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        output, _ = process.communicate(statements.encode())
        # A statement that fails in single-user mode does not fail the program.
        if process.returncode != 0 or b"ERROR:" in output:
            raise Unavailable(f"{program} failed:\n{output.decode(errors='replace')[-2000:]}")

    def _command(self) -> list[str]:
        return [str(self._programs / "postgres"), "-D", str(self._cluster)]

    def _mark(self) -> str:
        return f"-D {self._cluster}"

    def _is_ready(self) -> bool:
        record = self._record()
        return len(record) > 7 and record[0] == str(self.pid) and record[7].strip() == "ready"

    def _recorded_pid(self) -> int | None:
        record = self._record()
        return int(record[0]) if record and record[0].isdigit() and int(record[0]) != NO_PROCESS else None

    def _forget_recorded_pid(self) -> None:
        """Postgres refuses to start while the recorded id is alive, even as some other program's.

        Only the id is blanked: the rest of the file names the shared memory by which Postgres finds
        out whether sessions of the dead server are still writing.
        """
        record = self._cluster / "postmaster.pid"
        _, rest = record.read_text().split("\n", 1)
        write_private(record, f"{NO_PROCESS}\n{rest}", self._place)

    def _record(self) -> list[str]:
        try:
            return Path(self._cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

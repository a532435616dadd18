"""A hostile program looks for secrets, and for somebody to tell them to. It finds nothing and nobody."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

import app
from app.local_services import Services
from app.sandboxes.contract import Sandbox, SandboxProvider
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import Attack

CANARY = "canary-" + os.urandom(8).hex()

READ = """
    import os, sys
    for path in os.environ["PATHS"].split(":"):
        try:
            print("GOT", path, open(path, "rb").read() if not os.path.isdir(path) else os.listdir(path))
        except OSError as error:
            print("refused", path, type(error).__name__)
"""


def refused(output: str) -> bool:
    return "GOT" not in output and output.count("refused") > 0


def test_the_machines_secrets_are_not_there(attack: Attack) -> None:
    paths = (
        "/etc/shadow:/etc/sudoers:/root/.ssh:/root/.npmrc:/root/.bashrc:/home:/var:/run:/boot:/sys:/mnt:/etc/hostname"
    )
    result = attack(READ, PATHS=paths)

    assert refused(result.output), result.output


def test_no_process_tells_its_environment(attack: Attack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRODUCTOS_API_KEY", CANARY)
    result = attack(
        """
        import glob, os
        for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline") + glob.glob("/proc/*/task/*/environ"):
            try:
                print(path, open(path, "rb").read())
            except OSError as error:
                print("refused", path)
        print(dict(os.environ))
        """
    )
    assert "refused /proc/1/environ" in result.output
    assert CANARY not in result.output
    assert "PRODUCTOS" not in result.output
    assert "DATABASE_URL" not in result.output


def test_the_first_process_cannot_be_looked_into(attack: Attack) -> None:
    result = attack(READ, PATHS="/proc/1/environ:/proc/1/mem:/proc/1/fd:/proc/1/root/:/proc/1/cwd/:/proc/1/map_files")

    assert refused(result.output), result.output


def test_no_process_outside_is_seen(attack: Attack) -> None:
    result = attack("import os; print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()))")

    assert eval(result.output)[0] == 1
    assert len(eval(result.output)) <= 3


def test_another_sandbox_is_not_there(provider: SandboxProvider, sandbox: Sandbox, attack: Attack) -> None:
    other = provider.create(new_id())
    other.write({f"{CANARY}.txt": CANARY.encode()})
    workspaces = provider._root  # type: ignore[attr-defined]
    paths = [f"{workspaces}/{other.id}/files/{CANARY}.txt", str(workspaces), f"/workspace/../{other.id}"]
    look = f"\n    print([each for found in os.walk('/workspace/..') for each in found[2] if '{CANARY}' in each])"
    result = attack(READ + look, PATHS=":".join(paths))

    assert refused(result.output), result.output
    assert "[]" in result.output
    assert other.read(f"{CANARY}.txt") == CANARY.encode()


def test_batons_own_sources_keys_and_packages_are_not_there(attack: Attack, tmp_path: Path) -> None:
    root = Path(app.__file__).parents[1]
    secret = tmp_path / "data" / "dev.env"
    secret.parent.mkdir(exist_ok=True)
    secret.write_text(CANARY)
    paths = [root / "app" / "logs.py", root / ".git", root / ".venv", root / ".baton", secret, tmp_path]
    result = attack(
        READ + "\n    import importlib.util; print([importlib.util.find_spec(n) for n in ('app', 'sqlalchemy')])",
        PATHS=":".join(map(str, paths)),
    )
    assert refused(result.output), result.output
    assert CANARY not in result.output
    assert "[None, None]" in result.output


@pytest.fixture
def listening() -> Iterator[list[socket.socket]]:
    """Sockets that somebody outside listens on: loopback, abstract, and in a file that everybody may open."""
    loopback = socket.create_server(("127.0.0.1", 0))
    abstract = socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{CANARY}")
    abstract.listen()
    sockets = [loopback, abstract]
    for each in sockets:
        each.setblocking(False)
    yield sockets
    for each in sockets:
        each.close()


CONNECT = """
    import os, socket
    targets = eval(os.environ["TARGETS"])
    for family, address in targets:
        connection = socket.socket(family)
        connection.settimeout(2)
        try:
            connection.connect(address)
            print("GOT", address)
        except OSError as error:
            print("refused", address, error)
"""


def test_nobody_outside_can_be_reached(
    attack: Attack, listening: list[socket.socket], engine_services: Services
) -> None:
    database, cache = make_url(engine_services.database_url), make_url(engine_services.redis_url)
    internet: list[tuple[str, int]] = [
        ("127.0.0.1", listening[0].getsockname()[1]),
        ("169.254.169.254", 80),
        ("1.1.1.1", 53),
        *((host, port) for url in (database, cache) if (host := url.host) and (port := url.port)),
    ]
    files = [str(value) for url in (database, cache) for value in url.query.values()]
    targets = [(2, address) for address in internet] + [(1, f"\0{CANARY}")]
    targets += [(1, f"{folder}/.s.PGSQL.5432") for folder in files]
    result = attack(CONNECT, TARGETS=repr(targets).replace("\0", "\\0"))

    assert refused(result.output), result.output
    assert len([line for line in result.output.splitlines() if line.startswith("refused")]) == len(targets)
    for each in listening:
        with pytest.raises(BlockingIOError):
            each.accept()


def test_no_other_kind_of_socket_can_be_made(attack: Attack) -> None:
    result = attack(
        """
        import socket
        for family in range(3, 46):
            for kind in (1, 2, 3, 5):
                try:
                    socket.socket(family, kind, 1 if family == 16 else 0)
                    print("GOT", family, kind)
                except OSError:
                    pass
        for kind in (socket.SOCK_RAW,):
            try:
                socket.socket(2, kind, 1)
                print("GOT raw")
            except OSError:
                print("refused")
        """
    )
    # IPv6 is a family that programs may have; it leads nowhere.
    assert {line for line in result.output.splitlines() if not line.startswith("GOT 10 ")} == {"refused"}, result.output

"""Which processes make up the stack, and with what environment."""

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.commands.running_part import Part
from app.commands.worker import worker_command
from app.errors import Unavailable
from app.settings import Settings

ROOT = Path(__file__).parents[2]
# What must be gone before the next is asked to stop: nobody asks for runs that no worker would take.
API, WORKERS, HOUSEKEEPER, FLOWER = range(4)
PREVIEWS = API


@dataclass(frozen=True, slots=True)
class Listener:
    """A port that is ours from now on, although nobody serves it yet."""

    listening: socket.socket

    @property
    def port(self) -> int:
        """The port, also when a free one was asked for."""
        return int(self.listening.getsockname()[1])


def listen(host: str, port: int, *, setting: str = "PORT") -> Listener:
    """Take the port (0: a free one) that ``setting`` names.

    The supervisor holds the socket and the part that serves it inherits it, so that a port in use is found
    before anything starts, and clients who come while that part restarts wait instead of being refused.

    Raises:
        Unavailable: the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Unavailable(f"cannot listen on {host}:{port}: {error.strerror}; choose another {setting}") from error
    listening.listen(2048)
    return Listener(listening)


def free_port(host: str, port: int) -> int:
    """``port`` if nobody has it, or a free one for 0.

    Raises:
        Unavailable: the port is taken.
    """
    taken = listen(host, port)
    try:
        return taken.port
    finally:
        taken.listening.close()


def child_environment(settings: Settings) -> dict[str, str]:
    """Our environment with the settings that this start has decided."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")])),
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "HOST": settings.host,
        "PORT": str(settings.port),
        "PREVIEW_HOST": settings.preview_host,
        "PREVIEW_PORT": str(settings.preview_port),
        "PRODUCTOS_API_KEY": settings.productos_api_key,
        "BATON_SECRET_KEYS": ",".join(settings.secret_keys),
        "AUTH_MODE": settings.auth_mode,
        "BATON_MAIL_TO_LOG": "on" if settings.mail_to_log else "off",
        "FLOWER_PORT": str(settings.flower_port),
        "FLOWER_USER": settings.flower_user,
        "FLOWER_PASSWORD": settings.flower_password,
    }


def parts_of(settings: Settings, *, api: Listener, previews: Listener) -> list[Part]:
    """The stack, in the order in which it starts. ``settings`` must have all addresses and keys."""
    environment = child_environment(settings)
    parts = [
        _api(environment, api.listening.fileno()),
        _previews(environment, previews.listening.fileno()),
        Part(name="housekeeper", command=_python("workers.housekeeper"), environment=environment, stage=HOUSEKEEPER),
        # Flower keeps nothing, and questions to silent workers can hold up its end.
        Part(
            name="flower",
            command=[*_python("app"), "flower"],
            environment=environment,
            stage=FLOWER,
            grace_seconds=2.0,
        ),
    ]
    for number in range(1, settings.worker_processes + 1):
        command = worker_command(settings, f"baton-{number}@%h")
        parts.append(Part(name=f"worker-{number}", command=command, environment=environment, stage=WORKERS))
    return parts


def _api(environment: Mapping[str, str], descriptor: int) -> Part:
    gunicorn = [*_python("gunicorn"), "-c", str(ROOT / "app/api/gunicorn_conf.py"), "--bind", f"fd://{descriptor}"]
    return Part(
        name="api",
        command=[*gunicorn, "app.wsgi:application"],
        environment=environment,
        stage=API,
        keep_open=[descriptor],
    )


def _previews(environment: Mapping[str, str], descriptor: int) -> Part:
    return Part(
        name="previews",
        command=[*_python("app"), "previews", "--fd", str(descriptor)],
        environment=environment,
        stage=PREVIEWS,
        keep_open=[descriptor],
    )


def _python(module: str) -> Sequence[str]:
    return [sys.executable, "-m", module]

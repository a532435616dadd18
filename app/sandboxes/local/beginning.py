"""Starts a command: behind the walls, or without any where the settings say so in so many words."""

import tempfile
from pathlib import Path

import structlog

from app.errors import NotFound, SandboxRefused
from app.sandboxes.contract import Command
from app.sandboxes.local.command import Life, LocalCommand
from app.sandboxes.local.confined import start_confined
from app.sandboxes.local.house import House
from app.sandboxes.local.output import Output
from app.sandboxes.local.place import Place
from app.sandboxes.local.room import Room
from app.sandboxes.local.unconfined import start_unconfined
from app.sandboxes.profiles import CODE
from app.settings import Settings
from app.storage.identifiers import new_id

_log = structlog.get_logger(__name__)


def begin(place: Place, command: Command, *, serve: int | None = None, port: int = 0) -> Life:
    """Start it; ``serve`` is a listener whose connections go to ``port``.

    Raises:
        SandboxRefused: it cannot be confined, and may not run otherwise.
        NotFound: the sandbox is gone.
    """
    try:
        return _begin(place, command, serve=serve, port=port)
    except FileNotFoundError:
        raise NotFound("There is no such sandbox") from None


def check_confinement(settings: Settings) -> None:
    """Run a program that does nothing, behind the walls, in a sandbox of its own.

    Raises:
        SandboxRefused: with the reason why that does not work here.
    """
    with tempfile.TemporaryDirectory(prefix="baton-check-") as folder:
        house = House(Path(folder), new_id())
        house.build()
        place = Place(house=house, room=Room(house, max_bytes=1 << 20, max_files=100), settings=settings)
        output = Output(most=4096, kept=4096)
        running = LocalCommand(lambda: start_confined(place, _NOTHING), output, name="check")
        result = running.wait()
        if not result.succeeded:
            raise SandboxRefused(f"a confined program did not end well: {result.output.strip() or result.ended}")


def _begin(place: Place, command: Command, *, serve: int | None, port: int) -> Life:
    try:
        return start_confined(place, command, serve=serve, port=port)
    except SandboxRefused as refused:
        if not place.settings.run_code_unconfined:
            raise
        _log.warning("code_runs_unconfined", program=command.arguments[0], reason=refused.message)
        return start_unconfined(place, command, serve=serve, port=port)


_NOTHING = Command(arguments=["python3", "-c", "pass"], profile=CODE)

"""Runs a command without walls, for machines that have no way to confine it and an owner who accepts that.

It keeps the kernel's limits for each process, the wall clock, the cut of the output, and that nothing
outlives it. It does not keep anything from anybody.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys

from app.child_process import signal_group, spawn
from app.errors import SandboxRefused
from app.sandboxes.contract import Command, Ended
from app.sandboxes.local.control import Control, Job, NotReady
from app.sandboxes.local.disk import DiskWatch
from app.sandboxes.local.inside import bridge, first
from app.sandboxes.local.limits import Limits, kernel_limits
from app.sandboxes.local.memory import MachineMemory
from app.sandboxes.local.node import node, node_environment
from app.sandboxes.local.place import Place
from app.sandboxes.local.registry import RegistryProxy
from app.sandboxes.local.registry_addresses import registry_addresses

_STARTS_WITHIN = 30.0
_LEAVES_WITHIN = 5.0


def start_unconfined(place: Place, command: Command, *, serve: int | None = None, port: int = 0) -> "UnconfinedLife":
    """Start a command as ourselves; ``serve`` is a listener whose connections go to ``port``.

    Raises:
        SandboxRefused: not even that works.
        FileNotFoundError: the sandbox is gone.
    """
    lock = place.house.occupy()
    proxy = _Registry(place) if command.profile.registry else None
    job = Job(
        confined=False,
        arguments=list(command.arguments),
        folder=str(place.house.files / command.folder),
        environment=_environment(place, command, proxy),
        limits=kernel_limits(command.profile),
        bridge=bridge.__file__,
        serve=serve,
        port=port,
    )
    control = Control()
    process = spawn(
        [sys.executable, "-I", "-S", first.__file__, str(control.theirs)],
        death_signal=signal.SIGTERM,  # on which the first process takes the others with it
        environment={},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        keep_open=[control.theirs, lock, *([] if serve is None else [serve])],
    )
    life = UnconfinedLife(place, command, process=process, control=control, lock=lock, proxy=proxy)
    try:
        control.begin(job, within=_STARTS_WITHIN)
    except NotReady:
        life.close()
        raise SandboxRefused("programs cannot even be run unconfined here") from None
    control.go()
    return life


class UnconfinedLife:
    """See ``Life``."""

    def __init__(
        self,
        place: Place,
        command: Command,
        *,
        process: "subprocess.Popen[bytes]",
        control: Control,
        lock: int,
        proxy: "_Registry | None",
    ) -> None:
        assert process.stdout is not None
        self.output = process.stdout.fileno()
        self._process = process
        self._control = control
        self._lock = lock
        self._proxy = proxy
        self._room = place.room
        disk = DiskWatch(place.house, place.room)
        self._limits = Limits(command.profile, house=place.house, lock=lock, disk=disk, memory=[MachineMemory()])

    def exceeded(self) -> Ended | None:
        return self._limits.exceeded()

    def kill(self) -> None:
        self._process.terminate()

    def exit_code(self) -> int | None:
        return self._control.said_exit()

    def close(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_LEAVES_WITHIN)
        signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._control.close()
        os.close(self._lock)
        if self._proxy is not None:
            self._proxy.close()
        self._room.forget()


class _Registry:
    """The registry's proxy on a port of this machine: npm behaves as behind walls, though nothing holds it to that."""

    def __init__(self, place: Place) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        self._proxy = RegistryProxy(listener, registry_addresses(place.settings, self.address))

    def close(self) -> None:
        self._proxy.close()


def _environment(place: Place, command: Command, registry: _Registry | None) -> dict[str, str]:
    own = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(place.house.cache), "LANG": "C.UTF-8"}
    if command.profile.node:
        own["PATH"] = f"{node().folder / 'bin'}{os.pathsep}{own['PATH']}"
        address = registry.address if registry else None
        own |= node_environment(registry=address, cache_folder=str(place.house.cache))
    return {**own, **command.environment}

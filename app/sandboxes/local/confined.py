"""Starts a command behind the walls, and holds what belongs to it until nothing of it is left."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Sequence

from app.child_process import signal_group
from app.errors import SandboxRefused
from app.sandboxes.contract import Command, Ended
from app.sandboxes.local.bubblewrap import arguments_for, start
from app.sandboxes.local.cgroups import memory_group
from app.sandboxes.local.confinement import BRIDGE, Walls, confine, environment
from app.sandboxes.local.control import Control, Job, NotReady, Ready
from app.sandboxes.local.disk import DiskWatch
from app.sandboxes.local.inside.first import SHOWN
from app.sandboxes.local.limits import Limits, MemoryWatch, kernel_limits
from app.sandboxes.local.memory import GroupMemory, MachineMemory
from app.sandboxes.local.node import node
from app.sandboxes.local.place import Place
from app.sandboxes.local.registry import ADDRESS as REGISTRY
from app.sandboxes.local.registry import PORT as REGISTRY_PORT
from app.sandboxes.local.registry import RegistryProxy
from app.sandboxes.local.registry_addresses import RegistryAddresses, registry_addresses
from app.sandboxes.local.system import WORKSPACE
from app.sandboxes.profiles import Profile

_STANDS_WITHIN = 30.0
_LEAVES_WITHIN = 10.0
_LAST_WORDS = 2_000
_MEMORY_FOLDERS_PART = 4
_SHOWN = len(SHOWN)


def start_confined(place: Place, command: Command, *, serve: int | None = None, port: int = 0) -> "ConfinedLife":
    """Start a command; ``serve`` is a listener whose connections go to ``port``.

    Raises:
        SandboxRefused: programs cannot be confined here; the message says why.
        FileNotFoundError: the sandbox is gone.
    """
    profile = command.profile
    walls = _walls(place, profile)
    addresses = registry_addresses(place.settings, REGISTRY) if profile.registry else None
    job = Job(
        confined=True,
        arguments=list(command.arguments),
        folder=f"{WORKSPACE}/{command.folder}",
        environment=environment(walls, command.environment),
        limits=kernel_limits(profile),
        bridge=BRIDGE,
        serve=serve,
        port=port,
        listen=REGISTRY_PORT if profile.registry else None,
    )
    with contextlib.ExitStack() as undo:
        lock = place.house.occupy()
        undo.callback(os.close, lock)
        control = Control()
        undo.callback(control.close)
        process = _spawn(place, walls, control, (lock,) if serve is None else (lock, serve))
        undo.callback(_end, process)
        ready = _begun(control, job, process)
        for shown in ready.descriptors:
            undo.callback(os.close, shown)
        life = ConfinedLife(
            place, profile, process=process, control=control, ready=ready, lock=lock, addresses=addresses
        )
        undo.pop_all()
    life.go()
    return life


def _walls(place: Place, profile: Profile) -> Walls:
    return Walls(
        files=place.house.files,
        cache=place.house.cache if profile.registry else None,
        node=node() if profile.node else None,
        memory_folders_bytes=profile.memory_bytes // _MEMORY_FOLDERS_PART,
        hidden=place.hidden,
    )


def _spawn(place: Place, walls: Walls, control: Control, handed: Sequence[int]) -> "subprocess.Popen[bytes]":
    with arguments_for(place.house.account) as arguments:
        confine(arguments, walls, control=control.theirs)
        return start(arguments, account=place.house.account, handed=handed)


def _begun(control: Control, job: Job, process: "subprocess.Popen[bytes]") -> Ready:
    try:
        return control.begin(job, within=_STANDS_WITHIN)
    except NotReady:
        process.kill()
        said, _ = process.communicate()
        words = said.decode(errors="replace").strip()[-_LAST_WORDS:] or "bubblewrap ended without a word"
        raise SandboxRefused(f"programs cannot be confined here: {words}") from None


def _end(process: "subprocess.Popen[bytes]", *, patience: float = 0.0) -> None:
    """End bubblewrap itself, which has nothing left to do once the first process inside is gone."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        signal_group(process.pid, signal.SIGKILL)
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


class ConfinedLife:
    """See ``Life``."""

    def __init__(
        self,
        place: Place,
        profile: Profile,
        *,
        process: "subprocess.Popen[bytes]",
        control: Control,
        ready: Ready,
        lock: int,
        addresses: RegistryAddresses | None,
    ) -> None:
        assert process.stdout is not None
        self.output = process.stdout.fileno()
        self._process = process
        self._control = control
        self._room = place.room
        self._first = os.pidfd_open(ready.process_id)
        self._held = [lock, self._first, *ready.descriptors[:_SHOWN]]
        listeners = [socket.socket(fileno=shown) for shown in ready.descriptors[_SHOWN:]]
        self._registry = [RegistryProxy(listener, addresses) for listener in listeners if addresses is not None]
        processes, *folders = ready.descriptors[:_SHOWN]
        self._group = memory_group(profile.memory_bytes)
        if self._group is not None:
            self._group.take(ready.process_id)
        watches: list[MemoryWatch] = [
            GroupMemory(processes, tuple(folders), most=profile.memory_bytes),
            MachineMemory(),
        ]
        self._limits = Limits(
            profile,
            house=place.house,
            lock=lock,
            disk=DiskWatch(place.house, place.room),
            memory=watches if self._group is None else [self._group, *watches],
        )

    def go(self) -> None:
        """Let the command run."""
        self._control.go()

    def exceeded(self) -> Ended | None:
        return self._limits.exceeded()

    def kill(self) -> None:
        """The first process takes all others of its namespace with it, and is gone after them."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._first, signal.SIGKILL)

    def exit_code(self) -> int | None:
        return self._control.said_exit()

    def close(self) -> None:
        _end(self._process, patience=_LEAVES_WITHIN)
        self._control.close()
        for proxy in self._registry:
            proxy.close()
        for descriptor in self._held:
            os.close(descriptor)
        if self._group is not None:
            self._group.remove()
        self._room.forget()

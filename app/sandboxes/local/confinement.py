"""The walls around a program: one command line of bubblewrap.

Own user, process, mount, network, IPC, host-name and cgroup namespaces, and no further ones; no
capabilities; the system read-only; the workspace, and what lies in memory and counts as memory, the
only places to write to. As root the sandbox's own user is taken on before bubblewrap starts, because
started as root it would keep every capability and the kernel would not hold root to a number of
processes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.sandboxes.local.arguments import Arguments
from app.sandboxes.local.inside import bridge, first
from app.sandboxes.local.node import Node, node_environment
from app.sandboxes.local.registry import ADDRESS as REGISTRY
from app.sandboxes.local.seccomp import seccomp_filter
from app.sandboxes.local.system import (
    PATH,
    USER,
    WORKSPACE,
    python_program,
    show_programs,
    show_python,
    show_system,
)

CACHE = "/cache"
BRIDGE = "/opt/baton/bridge.py"
_FIRST = "/opt/baton/first.py"
_OWN_SPACES = (
    "--unshare-user",
    "--unshare-pid",
    "--unshare-net",
    "--unshare-ipc",
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--disable-userns",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What one command may see and take."""

    files: Path
    cache: Path | None = None
    node: Node | None = None
    memory_folders_bytes: int
    """Of /tmp and of /dev/shm each."""
    hidden: tuple[Path, ...] = field(default=())


def confine(to: Arguments, walls: Walls, *, control: int) -> None:
    """Append all that comes after bubblewrap's own name; the first process inside talks over ``control``."""
    to.add(*_OWN_SPACES, "--uid", str(USER), "--gid", str(USER), "--hostname", "sandbox", "--cap-drop", "ALL")
    to.add("--die-with-parent", "--new-session", "--as-pid-1", "--clearenv")
    to.add("--add-seccomp-fd", to.data(seccomp_filter()))
    show_system(to, hidden=walls.hidden)
    show_python(to)
    if walls.node is not None:
        walls.node.show(to)
    show_programs(to, walls.node.programs if walls.node else ())
    to.file(_FIRST, Path(first.__file__).read_bytes())
    to.file(BRIDGE, Path(bridge.__file__).read_bytes())
    to.add("--proc", "/proc", "--dev", "/dev")
    for folder in ("/dev/shm", "/tmp"):
        to.memory(folder, size=walls.memory_folders_bytes, mode="1777")
    to.show_private(walls.files, WORKSPACE, writable=True)
    if walls.cache is not None:
        to.show_private(walls.cache, CACHE, writable=True)
    to.add("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", WORKSPACE)
    to.add("--", python_program(), "-I", "-S", "-B", _FIRST, to.keep(control))


def environment(walls: Walls, added: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a confined command."""
    own = {
        "PATH": PATH,
        "HOME": "/tmp",
        "TMPDIR": "/tmp",
        "LANG": "C.UTF-8",
        "USER": "sandbox",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {**own, **(_node_environment(walls) if walls.node else {}), **added}


def _node_environment(walls: Walls) -> dict[str, str]:
    has_registry = walls.cache is not None
    return node_environment(
        registry=REGISTRY if has_registry else None,
        cache_folder=CACHE if has_registry else "/tmp/npm",
    )

"""How much a command may take: named limits, since a build of a web app needs more than a script."""

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Limits of one command and of all that it starts, together unless said otherwise."""

    name: str
    wall_seconds: float
    cpu_seconds: int
    """Of each process."""
    memory_bytes: int
    address_space: bool
    """Whether ``memory_bytes`` also bounds each process's address space; Node.js maps far more than it uses."""
    file_bytes: int
    """Of one file."""
    processes: int
    open_files: int
    """Of each process."""
    output_bytes: int
    node: bool = False
    """Whether Node.js and npm are there."""
    registry: bool = False
    """Whether the package registry can be reached, and only that."""


CODE = Profile(
    name="code",
    wall_seconds=120,
    cpu_seconds=60,
    memory_bytes=1024 * _MIB,
    address_space=True,
    file_bytes=64 * _MIB,
    processes=64,
    open_files=256,
    output_bytes=_MIB,
)
"""A script or a tool."""

NODE_BUILD = Profile(
    name="node-build",
    wall_seconds=900,
    cpu_seconds=600,
    memory_bytes=3 * 1024 * _MIB,
    address_space=False,
    file_bytes=512 * _MIB,
    processes=512,
    open_files=65_536,
    output_bytes=4 * _MIB,
    node=True,
    registry=True,
)
"""Installing packages and building a web app."""

SERVE = Profile(
    name="serve",
    wall_seconds=24 * 3600,
    cpu_seconds=3600,
    memory_bytes=1024 * _MIB,
    address_space=False,
    file_bytes=64 * _MIB,
    processes=128,
    open_files=1024,
    output_bytes=16 * _MIB,
    node=True,
)
"""A server behind a preview."""

"""What a sandboxed program sees of this machine's system: programs and libraries, read-only, and an /etc of its own.

Python is the very one that runs Baton, wherever it is installed. Programs that we choose stand first
on the PATH, in a folder of their own.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import app
from app.sandboxes.local.arguments import Arguments

PROGRAMS = "/opt/baton/bin"
PATH = f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
USER = 1000
WORKSPACE = "/workspace"

_TOP = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
# Nothing secret, and nothing that knows this machine; certificates are public, their keys lie elsewhere.
_SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/pki/tls/certs",
    "/etc/pki/ca-trust/extracted",
    "/etc/crypto-policies",
)
_OWN_SETTINGS = {
    "/etc/passwd": f"sandbox:x:{USER}:{USER}::{WORKSPACE}:/bin/sh\n",
    "/etc/group": f"sandbox:x:{USER}:\n",
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


@dataclass(frozen=True, slots=True)
class Program:
    """A program that a sandbox has on its PATH under ``name``: a link to ``target``, or a script's text."""

    name: str
    target: str = ""
    script: str = ""


def show_system(to: Arguments, *, hidden: tuple[Path, ...] = ()) -> None:
    """Mount the system; ``hidden`` are folders that are ours alone, should they lie inside of what is shown."""
    for path in map(Path, _TOP):
        if path.is_symlink():
            to.add("--symlink", os.readlink(path), str(path))
        elif path.is_dir():
            to.show(path)
    for path in map(Path, _SETTINGS):
        if path.exists():
            to.show(path)
    for name, text in _OWN_SETTINGS.items():
        to.file(name, text.encode())
    for path in _inside_of_shown((Path(app.__file__).parents[1], *hidden)):
        to.memory(str(path), size=4096)
        to.add("--remount-ro", str(path))


def show_python(to: Arguments) -> None:
    """Mount the Python that runs Baton, in its own place."""
    prefix = Path(sys.base_prefix).resolve()
    if not is_shown(prefix):
        to.show_private(prefix, str(prefix))


def show_programs(to: Arguments, programs: tuple[Program, ...]) -> None:
    """Put programs first on the PATH, Python among them."""
    python = python_program()
    for program in (Program("python3", python), Program("python", python), *programs):
        if program.script:
            to.file(f"{PROGRAMS}/{program.name}", program.script.encode(), mode="0555")
        else:
            to.add("--symlink", program.target, f"{PROGRAMS}/{program.name}")


def python_program() -> str:
    """The Python outside any virtual environment: a sandbox gets none of our packages."""
    return f"{Path(sys.base_prefix).resolve()}/bin/python{sys.version_info.major}.{sys.version_info.minor}"


def is_shown(path: Path) -> bool:
    """Whether a path is part of the system that every sandbox sees."""
    return any(path.is_relative_to(Path(top).resolve()) for top in _TOP if Path(top).is_dir())


def _inside_of_shown(folders: tuple[Path, ...]) -> Iterator[Path]:
    for folder in {folder.resolve() for folder in folders}:
        if folder.is_dir() and is_shown(folder):
            yield folder

"""Which addresses of the npm registry stand for which, inside and outside of a sandbox.

Inside, the registry is this machine: ``/name`` is the package's document, and whatever else lies on
the registry's host is below ``/-/host/``. Documents name their archives by absolute addresses, which
are put in terms of the inside, so that a lock file never names anything else.
"""

import re
import subprocess
from functools import cache
from urllib.parse import urlsplit, urlunsplit

from app.errors import SandboxRefused
from app.sandboxes.local.node import node
from app.settings import Settings

_HOST = "/-/host/"
_ARCHIVE = re.compile(rb'("tarball"\s*:\s*")((?:[^"\\]|\\.)*)(")')
_ASKS_SECONDS = 30.0


class Unreachable(Exception):
    """The address is not the registry's."""


class RegistryAddresses:
    """``outside_base`` is the registry as we reach it, ``inside_base`` as a sandbox does."""

    def __init__(self, outside_base: str, inside_base: str) -> None:
        parts = urlsplit(outside_base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise Unreachable
        host = parts.netloc.rpartition("@")[2]
        self._origin = f"{parts.scheme}://{host}"
        self._base = urlunsplit((parts.scheme, host, parts.path.rstrip("/") + "/", "", ""))
        self._inside = inside_base.rstrip("/")

    def outside(self, path: str) -> str:
        """The address of what is asked for by ``path`` inside.

        Raises:
            Unreachable: it would not be on the registry.
        """
        if not path.startswith("/") or path.startswith("//") or not _is_plain(path):
            raise Unreachable
        if path.startswith(_HOST):
            return f"{self._origin}/{path.removeprefix(_HOST)}"
        return self._base + path[1:]

    def same_host(self, address: str) -> str:
        """The address itself. Raises ``Unreachable`` when it is on another host."""
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" != self._origin:
            raise Unreachable
        return address

    def rewritten(self, document: bytes) -> bytes:
        """A package's document with its archives where the inside finds them."""
        return _ARCHIVE.sub(lambda found: found[1] + self._inside_of(found[2]) + found[3], document)

    def _inside_of(self, address: bytes) -> bytes:
        text = address.replace(b"\\/", b"/").decode("utf-8", errors="replace")
        for start, path in ((self._base, "/"), (f"{self._origin}/", _HOST)):
            if text.startswith(start):
                return f"{self._inside}{path}{text.removeprefix(start)}".encode()
        return address


def registry_addresses(settings: Settings, inside_base: str) -> RegistryAddresses:
    """Those of the configured registry, else of the one that npm on this machine is set up with.

    Raises:
        SandboxRefused: what is configured is no address, or npm does not say which it uses.
    """
    outside_base = settings.npm_registry or _npms_own()
    try:
        return RegistryAddresses(outside_base, inside_base)
    except (Unreachable, ValueError):
        raise SandboxRefused("BATON_NPM_REGISTRY is no http address, so no packages can be had") from None


@cache
def _npms_own() -> str:
    asked = subprocess.run(
        node().npm("config", "get", "registry"),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=_ASKS_SECONDS,
        check=False,
    )
    said = asked.stdout.strip()
    if asked.returncode != 0 or not said.startswith("http"):
        raise SandboxRefused("npm does not say which registry it uses: set BATON_NPM_REGISTRY")
    return said


def _is_plain(path: str) -> bool:
    return (
        path.isascii()
        and path.isprintable()
        and " " not in path
        and ".." not in path.split("?", maxsplit=1)[0]
        and "\\" not in path
    )

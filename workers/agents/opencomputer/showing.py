"""What the preview shows when a run has ended, and what it is made with: by the files that are there.

A built site goes before the sources that it was built from, and sources that a server can serve (their
packages are installed) before a page that may be only their template.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson

from app.domain.computer_sessions.operations import SITE_LABEL, note_built
from app.errors import InvalidRequest, NotFound
from app.sandboxes.names import MAIN_PORT
from app.sandboxes.records import Site
from workers.agents.agent import DomainWrite
from workers.agents.chat.abilities.ability import Workbench

INDEX = "index.html"
PACKAGE = "package.json"
BUILT = ("out", "dist", "build")
SCRIPTS = ("dev", "start")
STATIC = "static"

_FRAMEWORKS = {
    "next": "nextjs",
    "nuxt": "nuxt",
    "@remix-run/react": "remix",
    "astro": "astro",
    "@sveltejs/kit": "sveltekit",
    "svelte": "svelte",
    "vue": "vue",
    "@angular/core": "angular",
    "react": "react",
    "express": "express",
}


async def what_to_show(bench: Workbench) -> Sequence[DomainWrite]:
    """The writes that have the preview show it; none where there is nothing to show."""
    project = await _project(bench)
    site = project.site(bench.folder)
    if site is None:
        return ()
    built = partial(note_built, sandbox_id=bench.sandbox.id, framework=project.framework)
    return (bench.sandbox.show({MAIN_PORT: site}), built)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What lies in the working folder."""

    names: frozenset[str]
    built: str | None
    """The first folder with a built site."""
    package: Mapping[str, Any]

    @property
    def framework(self) -> str:
        needs = self._needs
        return next((name for needed, name in _FRAMEWORKS.items() if needed in needs), STATIC)

    def site(self, folder: str) -> Site | None:
        """What the preview can serve of it."""
        if self.built is not None:
            return Site(folder=_below(folder, self.built), label=SITE_LABEL)
        if (command := self._command) is not None:
            return Site(folder=folder, command=command, label=SITE_LABEL)
        return Site(folder=folder, label=SITE_LABEL) if INDEX in self.names else None

    @property
    def _needs(self) -> frozenset[str]:
        return frozenset(
            name
            for kind in ("dependencies", "devDependencies")
            for name in (self.package[kind] if isinstance(self.package.get(kind), dict) else ())
        )

    @property
    def _command(self) -> Sequence[str] | None:
        scripts = self.package.get("scripts")
        script = next((name for name in SCRIPTS if isinstance(scripts, dict) and name in scripts), None)
        if script is None or (self._needs and "node_modules" not in self.names):
            return None
        port = ("--", "--port", str(MAIN_PORT)) if "vite" in self._needs else ()
        return ("npm", "run", script, *port)


async def _project(bench: Workbench) -> Project:
    names = await _names(bench, bench.folder)
    folders = [name for name in BUILT if name in names]
    built = [name for name in folders if INDEX in await _names(bench, _below(bench.folder, name))]
    package = await _package(bench) if PACKAGE in names else {}
    return Project(names=names, built=built[0] if built else None, package=package)


async def _names(bench: Workbench, folder: str) -> frozenset[str]:
    try:
        entries = await bench.sandbox.list(folder)
    except (NotFound, InvalidRequest):
        return frozenset()
    return frozenset(entry.path.rpartition("/")[2] for entry in entries)


async def _package(bench: Workbench) -> Mapping[str, Any]:
    try:
        read = orjson.loads(await bench.sandbox.read(_below(bench.folder, PACKAGE)))
    except (NotFound, InvalidRequest, orjson.JSONDecodeError):
        return {}
    return read if isinstance(read, dict) else {}


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name

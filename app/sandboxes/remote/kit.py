"""The archive of what runs inside a cloud's sandbox, made from these very sources.

Its name holds a digest of its content, so that a newer Baton brings its own and never meets an older one's.
"""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from app.sandboxes.remote.inside import entry
from app.sandboxes.remote.inside.places import SCRATCH

_MODULES = (
    "errors",
    "sandboxes/contract",
    "sandboxes/profiles",
    "sandboxes/local/files",
    "sandboxes/local/memory",
    "sandboxes/local/tree",
    "sandboxes/local/inside/first",
    "sandboxes/remote/inside/answering",
    "sandboxes/remote/inside/file_requests",
    "sandboxes/remote/inside/places",
    "sandboxes/remote/inside/run_requests",
    "sandboxes/remote/inside/supervisor",
)
_PACKAGES = (
    "",
    "sandboxes/",
    "sandboxes/local/",
    "sandboxes/local/inside/",
    "sandboxes/remote/",
    "sandboxes/remote/inside/",
)
_SOME_DAY = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Kit:
    """The archive and where it belongs."""

    content: bytes
    path: str


@cache
def kit() -> Kit:
    """Ours."""
    names = [*(f"{folder}__init__.py" for folder in _PACKAGES), *(f"{module}.py" for module in _MODULES)]
    sources = {f"app/{name}": _source(name) for name in names}
    sources["__main__.py"] = Path(entry.__file__).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in sorted(sources.items()):
            archive.writestr(zipfile.ZipInfo(name, _SOME_DAY), source, zipfile.ZIP_DEFLATED)
    digest = hashlib.sha256(b"".join(source for _, source in sorted(sources.items()))).hexdigest()[:16]
    return Kit(packed.getvalue(), f"{SCRATCH}-{digest}.pyz")


def _source(name: str) -> bytes:
    return files("app").joinpath(name).read_bytes()

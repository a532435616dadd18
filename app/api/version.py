"""Which version of Baton this is, installed as a package or run from its source tree."""

import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path


@cache
def version() -> str:
    """Such as ``0.1.0``."""
    source = Path(__file__).parents[2] / "pyproject.toml"
    if source.is_file():
        return str(tomllib.loads(source.read_text())["project"]["version"])
    return metadata.version("baton")

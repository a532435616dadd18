"""The part of every app that is the same: components, store, styles, configuration.

The files stand beside this one as they are, with no text of anybody filled in, so that they can be
read, compiled and checked as the project that they are.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parent / "template"
_HIDDEN = {"gitignore": ".gitignore", "npmrc": ".npmrc"}
"""Files whose names begin with a dot in the app, but must not here."""

CONFIGURATION = ("package.json", "tsconfig.json", "next.config.ts", "next-env.d.ts", ".npmrc", ".gitignore")
"""What decides how the app is installed and built: nobody edits it, and a check restores it."""


@cache
def template_files() -> Mapping[str, str]:
    """Path in the app → content."""
    found = sorted(path for path in _ROOT.rglob("*") if path.is_file())
    return {
        _HIDDEN.get(name, name): path.read_text() for path in found for name in [path.relative_to(_ROOT).as_posix()]
    }

"""The system prompts that come with this release, a file each: ``texts/<agent>/<prompt>.md``.

The one place where they stand. ``baton migrate`` puts them into the registry's built-in project; agents
fall back to them where no registry has anything, and in tests without a database.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("texts")


@cache
def bundled_texts() -> Mapping[str, str]:
    """All texts by slug, ``baton-<agent>-<prompt>``, sorted."""
    return {slug: path.read_text(encoding="utf-8") for slug, path in sorted(_files().items())}


@cache
def family_of(slug: str) -> Sequence[str]:
    """The slugs of the agent that ``slug`` belongs to, which are read together; of a foreign slug itself alone."""
    files = _files()
    if slug not in files:
        return (slug,)
    return tuple(sorted(other for other, path in files.items() if path.parent == files[slug].parent))


def title_of(slug: str) -> str:
    """A name for people, e.g. ``Ideation: single shot``."""
    path = _files()[slug]
    return f"{path.parent.name.replace('-', ' ').capitalize()}: {path.stem.replace('-', ' ')}"


@cache
def _files() -> Mapping[str, Path]:
    return {f"baton-{path.parent.name}-{path.stem}": path for path in _FOLDER.glob("*/*.md")}

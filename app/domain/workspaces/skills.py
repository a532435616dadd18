"""Skills: texts that a workspace's config gives its agent to read, by their paths below the folder ``skills``."""

from collections.abc import Mapping
from typing import Any

FOLDER = "skills"


def skills_of(config: Mapping[str, Any]) -> dict[str, bytes]:
    """The files that ``config["skills"]`` makes, by their paths in the sandbox.

    A path stands for itself; a bare name, as in ``{"charts": "…"}``, for ``charts/SKILL.md``. What is no text is
    no skill: a config is free, and other clients may use the key for something else.
    """
    given = config.get("skills")
    skills = given if isinstance(given, dict) else {}
    return {_path(name): text.encode() for name, text in skills.items() if isinstance(text, str) and name.strip("/ ")}


def _path(name: str) -> str:
    path = name.strip("/ ")
    return f"{FOLDER}/{path}" if "/" in path or "." in path else f"{FOLDER}/{path}/SKILL.md"

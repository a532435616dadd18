"""What a model gets to see of an app that it is to change: all paths, and the files that the request is about."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.code.app_spec import AppSpec

MOST_CHARACTERS = 60_000
"""Of all files together."""
_ALWAYS = ("content/", "app/page.tsx")


def edit_material(spec: AppSpec, present: Mapping[str, str], request: str, build: str) -> dict[str, Any]:
    """``app``, ``tree``, ``files`` and ``build`` for a prompt; None where there is nothing."""
    return {
        "app": {
            "name": spec.name,
            "tagline": spec.tagline,
            "theme": spec.theme,
            "mood": spec.tokens.mood,
            "primary": spec.tokens.primary,
            "entity": spec.entity.model_dump(exclude={"examples"}),
            "pages": [{"path": page.path, "name": page.name, "kind": page.kind} for page in spec.pages],
        },
        "tree": sorted(present),
        "files": {path: present[path] for path in _relevant(present, request, build)},
        "build": build or None,
    }


def _relevant(present: Mapping[str, str], request: str, build: str) -> Sequence[str]:
    words = set(re.findall(r"[a-z]{3,}", f"{request} {build}".lower()))
    ranked = sorted(present, key=lambda path: (-_score(path, present[path], words), path))
    chosen, room = [], MOST_CHARACTERS
    for path in ranked:
        if len(present[path]) <= room:
            chosen.append(path)
            room -= len(present[path])
    return chosen


def _score(path: str, text: str, words: set[str]) -> int:
    in_path = words & set(re.findall(r"[a-z]{3,}", path.lower()))
    in_text = words & set(re.findall(r"[a-z]{3,}", text.lower()))
    return 5 * len(in_path) + len(in_text) + (3 if path.startswith(_ALWAYS) else 0)

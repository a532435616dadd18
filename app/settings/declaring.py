"""Declaring a setting: one line says all that is known of it."""

from collections.abc import Callable
from dataclasses import field
from typing import Any


def declare(name: str, parse: Callable[[str], Any], default: Any, meaning: str, *, secret: bool = False) -> Any:
    """A field of a group: the variable, how its text is read, what holds without it, and what it is for."""
    metadata = {"name": name, "parse": parse, "meaning": meaning, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)

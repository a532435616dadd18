"""Choosing without chance: the same text and place always choose the same."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def number(seed: str, place: str, below: int) -> int:
    """A number from 0 to ``below`` - 1."""
    digest = blake2b(f"{place}|{seed}".encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def choice(seed: str, place: str, options: Sequence[T]) -> T:
    """One of the options."""
    return options[number(seed, place, len(options))]

"""Choosing words without chance: a stable hash of the idea picks among phrasings, so that each idea has its own."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

from workers.language_models.offline.grammar import listed, sentence
from workers.language_models.offline.reading import Reading

T = TypeVar("T")


class Voice:
    """The choices of one text about one idea. Each choice is made for a ``place`` in the text."""

    def __init__(self, reading: Reading, text: str) -> None:
        self._key = f"{text}|{reading.fingerprint}"

    def number(self, place: str, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        digest = blake2b(f"{self._key}|{place}".encode(errors="replace"), digest_size=8).digest()
        return low + int.from_bytes(digest) % (high - low + 1)

    def pick(self, place: str, *options: T) -> T:
        """One of the options."""
        return options[self.number(place, 0, len(options) - 1)]

    def some(self, place: str, count: int, options: Sequence[T]) -> list[T]:
        """``count`` different ones of the options (all, if there are fewer), in an order of their own."""
        order = sorted(range(len(options)), key=lambda option: self.number(f"{place}/{option}", 0, 2**32))
        return [options[option] for option in order[:count]]


def missing_keywords(reading: Reading, *texts: str) -> list[str]:
    """The idea's key words that none of the texts has."""
    whole = " ".join(texts).lower()
    return [word for word in reading.facts.keywords if word.lower() not in whole]


def covering(reading: Reading, *texts: str) -> str:
    """A sentence with the key words that the texts left out; '' if they left out none."""
    left = missing_keywords(reading, *texts)
    if not left:
        return ""
    return sentence(
        f"The brief for {reading.facts.the_product} also speaks of {listed([f'“{word}”' for word in left])}"
    )


def plural_of(count: int, noun: str) -> str:
    """A small count with its noun: 1 signal, 3 signals."""
    return f"{count} {noun}{'' if count == 1 else 's'}"

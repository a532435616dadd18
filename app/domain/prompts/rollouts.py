"""Which version of a rollout somebody gets: always the same one, whoever asks and wherever.

Each version draws a number from the hash of prompt, environment, key and version, and the largest by
weight wins (weighted rendezvous hashing). So each version gets its share of keys, nothing has to be
stored per key, and a change of weights moves only as many keys as it must.
"""

import hashlib
import math
from collections.abc import Sequence
from uuid import UUID

from app.domain.prompts.records import Weight

_LARGEST = float(2**53)


def version_for(key: str, *, prompt_id: UUID, environment: str, weights: Sequence[Weight]) -> UUID:
    """The version that ``key`` gets. ``weights`` must not be empty."""

    def draw(each: Weight) -> float:
        return math.log(_fraction(f"{prompt_id}\x1f{environment}\x1f{each.version_id}\x1f{key}")) / each.weight

    return max(weights, key=draw).version_id


def _fraction(text: str) -> float:
    """A number above 0 and below 1, evenly spread over texts."""
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 11
    return (number + 0.5) / _LARGEST

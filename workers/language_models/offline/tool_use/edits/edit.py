"""One understood change: the whole new text, and what was done in the words of the closing sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    text: str
    told: str
    """As the end of "I have …": "added error handling"."""

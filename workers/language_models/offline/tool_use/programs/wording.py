"""What the blocks read of a request: its numbers, quoted texts, file names, and the words around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workers.language_models.offline.tool_use.kinds import FILE

_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|`([^`]*)`|(?<!\w)'([^']*)'(?!\w)")
_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS = {"dozen": 12, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "thousand": 1000, "twice": 2, "thrice": 3}
WORD_NUMBERS = {word: number for number, word in enumerate(_WORDS) if number > 1} | _TENS
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:,\d{3})*(?:\.\d+)?(?:e\d+)?(?!\w*\.\w)(?=\b|%|[a-z])", re.IGNORECASE)
_LIST = re.compile(r"-?\d+(?:\.\d+)?(?:\s*(?:,\s*and|,|and|&)\s*-?\d+(?:\.\d+)?)+")


@dataclass(frozen=True)
class Wording:
    """One request for a program."""

    text: str

    @cached_property
    def quotes(self) -> Sequence[str]:
        found = (next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(self.text))
        return [quote for quote in found if quote and not FILE.fullmatch(quote)]

    @cached_property
    def low(self) -> str:
        """The request in lower case without its quoted texts; numbers in words are digits."""
        bare = _QUOTED.sub(lambda match: match[0].strip("“”\"`'") if FILE.search(match[0]) else " ", self.text).lower()
        return re.sub(r"[a-z]+", lambda word: str(WORD_NUMBERS.get(word[0], word[0])), bare)

    @cached_property
    def files(self) -> Sequence[str]:
        """The files to work on: a program that is named is what gets written."""
        return [name for name in dict.fromkeys(FILE.findall(self.text)) if not name.endswith(".py")]

    @cached_property
    def numbers(self) -> Sequence[float]:
        bare = FILE.sub(" ", self.low)
        return [float(found.replace(",", "")) for found in _NUMBER.findall(bare)]

    @cached_property
    def listed_numbers(self) -> Sequence[float]:
        """The numbers of an enumeration: "3, 5 and 8"."""
        found = _LIST.search(FILE.sub(" ", self.low))
        return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", found[0])] if found else []

    @cached_property
    def bounds(self) -> tuple[int, int] | None:
        """The range that is named: "from 1 to 20", "between 5 and 9"."""
        found = re.search(
            r"\b(?:from|between)\s+(-?\d+)\s*(?:to|and|through|until|up to|down to|-|–)\s*(-?\d+)", self.low
        )
        found = found or re.search(r"\b(-?\d+)\s*(?:to|through|\.\.|–)\s*(-?\d+)\b", self.low)
        return (int(found[1]), int(found[2])) if found else None

    def says(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.low)

    def whole(self, default: int, *, most: int = 1_000_000, least: int = 1) -> int:
        """The first whole number that is named, within bounds."""
        number = next((int(number) for number in self.numbers if number == int(number)), default)
        return max(least, min(number, most))

    def number_after(self, pattern: str) -> float | None:
        found = re.search(rf"(?:{pattern})\D{{0,12}}?(-?\d+(?:\.\d+)?)", self.low)
        return float(found[1]) if found else None


def shown(number: float) -> str:
    """A number as Python source and as people write it: 5 rather than 5.0."""
    return str(int(number)) if number == int(number) else repr(number)

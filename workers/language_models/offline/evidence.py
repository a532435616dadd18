"""Which signals speak for what: by the content words that they share, since nothing more can be known offline."""

from collections import Counter

from workers.language_models.offline.grammar import singular
from workers.language_models.offline.reading import Reading, content_words


def signals_about(reading: Reading, text: str, most: int = 4) -> list[int]:
    """Numbers of the signals that share the most words with ``text``, in order of their numbers."""
    wanted = _stems(text)
    shared = {number: len(wanted & _stems(signal)) for number, signal in enumerate(reading.signals)}
    best = sorted((number for number in shared if shared[number]), key=lambda number: (-shared[number], number))
    return sorted(best[:most])


def recurring_words(reading: Reading, most: int) -> list[str]:
    """Words that several signals use and the brief does not, the most frequent first."""
    known = _stems(" ".join((reading.facts.product, reading.facts.purpose, reading.facts.audience)))
    counts = Counter(word for signal in reading.signals for word in sorted(_stems(signal)))
    often = [
        word for word, count in counts.items() if count > 1 and len(word) > 3 and word.isalpha() and word not in known
    ]
    return sorted(often, key=lambda word: (-counts[word], word))[:most]


def _stems(text: str) -> frozenset[str]:
    return frozenset(singular(word) for word in content_words(text))

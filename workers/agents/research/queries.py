"""From an exploration to search words, without a model.

Search engines that want every word (Hacker News') answer long questions with nothing, so a question is
two or three words. They are chosen by plain counting, which costs nothing, is the same in every attempt
and cannot be talked into asking for something else.
"""

import re
from collections import Counter

from workers.agents.research.exploration import Exploration
from workers.agents.research.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_][\w'-]*")
_LONGEST = 40


def keywords(exploration: Exploration) -> tuple[str, ...]:
    """Up to twelve lower-case words that say what it is about, the most frequent first, then in order."""
    told = (exploration.idea, exploration.freeform_context, exploration.summary, exploration.prd)
    text = "\n".join(told).lower().replace("\u2019", "'")
    words = [word for match in _WORD.finditer(text) if _tells(word := match[0].strip("'-"))]
    counted = Counter(words)  # most_common keeps the order of first appearance among equals
    return tuple(word for word, _ in counted.most_common(12))


def search_queries(exploration: Exploration) -> tuple[str, ...]:
    """The questions to each source, as many as the depth asks for; none when no word tells anything."""
    words = keywords(exploration)
    if not words:
        return ()
    pins = (*exploration.industries, *exploration.tech_stack)
    angles = [pins[0] if pins else " ".join(words[2:4]), "alternatives", "problem", *pins[1:], *words[4:]]
    asked = [" ".join(words[:3]), *(f"{' '.join(words[:2])} {angle}".strip() for angle in angles)]
    return tuple(dict.fromkeys(asked))[: exploration.depth.queries]


def relevance(words: tuple[str, ...], text: str) -> float:
    """The share of the first six ``words`` that ``text`` holds, singular or plural, 0 to 1."""
    asked, lowered = words[:6], text.lower()
    held = sum(_stem(word).search(lowered) is not None for word in asked)
    return round(held / len(asked), 2) if asked else 0.0


def _stem(word: str) -> re.Pattern[str]:
    # Scripts without spaces have no word boundaries to look for.
    return re.compile((r"\b" if word.isascii() else "") + re.escape(word.removesuffix("s")))


def _tells(word: str) -> bool:
    long_enough = len(word) > 2 or (len(word) == 2 and not word.isascii())
    return long_enough and len(word) <= _LONGEST and word not in STOP_WORDS

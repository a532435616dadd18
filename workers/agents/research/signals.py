"""Signals: what sources found, scored against what the run is about, the best first.

The order matters beyond display: a signal's position is the number by which models cite it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from workers.agents.research.queries import relevance
from workers.agents.research.sources.source import Finding

Signal: TypeAlias = dict[str, Any]
"""{source, title, url: str | None, excerpt, relevance: 0..1}."""

MOST = 100
"""Signals that one run keeps."""
IN_PROMPT = 60
"""Signals that a prompt about all of them carries."""


def signals_of(source: str, findings: Sequence[Finding], words: tuple[str, ...]) -> list[Signal]:
    """The findings of ``source`` with their relevance."""
    return [
        {
            "source": source,
            "title": finding.title,
            "url": finding.url,
            "excerpt": finding.excerpt,
            "relevance": relevance(words, f"{finding.title} {finding.excerpt}"),
        }
        for finding in findings
    ]


def merged(signals: Iterable[Signal]) -> list[Signal]:
    """All of them, most relevant first, each page and each text once."""
    once: dict[Any, Signal] = {}
    for signal in sorted(signals, key=lambda signal: -signal["relevance"]):
        once.setdefault(signal["url"] or (signal["source"], signal["excerpt"]), signal)
    return list(once.values())[:MOST]


def for_prompt(signals: Sequence[Signal], most: int = IN_PROMPT) -> list[dict[str, Any]]:
    """The first ``most`` signals as prompts carry them, in their order, so that numbers keep their meaning."""
    return [{part: signal[part] for part in ("source", "title", "excerpt")} for signal in signals[:most]]

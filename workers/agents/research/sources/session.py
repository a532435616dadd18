"""The session itself: what the founder already said is evidence too, and it is always there."""

import re

from workers.agents.plain_text import one_line, shortened
from workers.agents.research.sources.answers import EXCERPT_LIMIT
from workers.agents.research.sources.source import Finding, Question
from workers.agents.research.sources.web import Web

_SENTENCE_END = re.compile(r"(?<=[.!?。!?])\s+|\n+")


class SessionMaterial:
    name = "session"
    title = "Session"
    obstacle = None

    async def findings(
        self,
        question: Question,
        web: Web,  # noqa: ARG002 - every source is given one; this one needs none
    ) -> list[Finding]:
        """One finding per passage of a few sentences, as many of each text as are wanted of each query."""
        return [
            Finding(title=title, url=None, excerpt=excerpt)
            for title, text in question.passages
            for excerpt in _excerpts(text)[: question.results]
        ]


def _excerpts(text: str) -> list[str]:
    """``text`` cut between sentences into pieces that fit an excerpt."""
    pieces: list[str] = []
    for sentence in filter(None, (one_line(part, EXCERPT_LIMIT) for part in _SENTENCE_END.split(text))):
        if pieces and len(pieces[-1]) + len(sentence) < EXCERPT_LIMIT // 2:
            pieces[-1] = shortened(f"{pieces[-1]} {sentence}", EXCERPT_LIMIT)
        else:
            pieces.append(sentence)
    return pieces

"""What a request asks for: its parts in their order, each with the kind of thing that is wanted.

Only general words decide: the verb a part begins with, then what its object is called. A relative
clause ("that reads … and prints …") stays with what it describes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from workers.language_models.offline.tool_use.kinds import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Wish:
    """One part of a request."""

    kind: Kind
    text: str
    """The part as it was said, without politeness."""


MOST = 8
_VERBS = (
    "create|write|build|make|generate|develop|implement|add|include|change|modify|update|rename|replace|improve|"
    "refactor|fix|rewrite|run|execute|launch|rerun|show|display|open|read|list|find|search|grep|"
    "explain|describe|delete|"
    "remove|test|calculate|compute|analy[sz]e|summari[sz]e|tell|give|document|convert|plot|compare|research|set|use|"
    "count|check|verify|save|store|print|translate|sort|draw"
)
_ALWAYS = "run|execute|launch|rerun|explain|describe|test|then|delete|tell|show"
_POLITE = re.compile(
    r"^(?:(?:please|now|then|next|also|finally|afterwards?|first(?:ly)?|second(?:ly)?|"
    r"third(?:ly)?|lastly|and|ok(?:ay)?|so|"
    r"great|thanks?|hi|hey|hello|well|alright|after that|once (?:that's|that is|it's|it is) done|"
    r"(?:can|could|would|will) you(?: please)?|i(?:'d| would) (?:like|love|want)(?: you)? to|i "
    r"(?:want|need)(?: you)? to|"
    r"let's|let us|help me(?: to)?|try to|go ahead and|you should|we (?:need|have|want) to)(?:\s*[,:.!]\s*|\s+))+",
    re.IGNORECASE,
)
_WANT = re.compile(r"^i(?:'d like| would like| want| need) (?=(?:an?|some|the)\b)", re.IGNORECASE)
_QUOTE = re.compile(r"\s*```.*?```|“[^”]*”|\"[^\"]*\"|`[^`]*`|(?<!\w)'[^']*'(?!\w)", re.DOTALL)
_MARK = re.compile("\x1a(\\d+)\x1a")
_SENTENCE = re.compile(r"[;\n]+|(?<=[.!?])\s+(?=[A-Z0-9“\"'`\x1a])|(?<=[.!?])\s+(?=(?:then|now|also|and)\b)")
_BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)
_AND_ALWAYS = re.compile(
    rf"(?:\s*,)?\s+and\s+(?:then\s+)?(?=(?:{_ALWAYS})\b)|,?\s+then\s+(?=\w)|,\s*(?=(?:{_ALWAYS})\b)", re.I
)
_AND = re.compile(
    rf"(?:\s*,)?\s+and\s+(?:also\s+|finally\s+)?(?=(?:{_VERBS})\b)|,\s*(?:also\s+)?(?=(?:{_VERBS})\s)", re.I
)
_DESCRIBING = re.compile(
    r"\b(?:that|which|to|can|will|should|who|lets?|allows?|helps?)\s+(?:\w+\s+)?\w+", re.IGNORECASE
)


def wishes(request: str) -> Sequence[Wish]:
    """The parts of a request, at most ``MOST``; what follows is left in the last one."""
    parts = [part for part in map(_polished, split(request)) if part]
    read = [Wish(kind_of(part), part) for part in parts]
    if any(wish.kind not in (Kind.TALK, Kind.ASK) for wish in read):
        read = [wish for wish in read if wish.kind is not Kind.TALK]
    return _joined(read)[:MOST]


def split(request: str) -> list[str]:
    """The sentences and commands of a request; quoted text is never cut."""
    quotes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        quotes.append(found[0])
        return f"\x1a{len(quotes) - 1}\x1a"

    text = _BULLET.sub("", _QUOTE.sub(marked, request.replace("\x1a", " ")))
    parts = [command for sentence in _SENTENCE.split(text) for command in _commands(sentence)]
    whole = (_MARK.sub(lambda mark: quotes[int(mark[1])], part).strip(" \t,;") for part in parts)
    return [part for part in whole if re.search(r"\w", part)]


def _commands(sentence: str) -> list[str]:
    parts = []
    for piece in _AND_ALWAYS.split(sentence):
        parts += [piece] if _DESCRIBING.search(_POLITE.sub("", piece)) else _AND.split(piece)
    return parts


def _polished(part: str) -> str:
    bare = _WANT.sub("create ", _POLITE.sub("", part.strip())) or part
    bare = re.sub(r"[,\s]+(?:please|thanks?|thank you|for me)\s*[.!?]*$", "", bare, flags=re.IGNORECASE)
    return bare.strip().rstrip(".!")


def _joined(read: list[Wish]) -> list[Wish]:
    """ "Show me the output" after a run belongs to the run."""
    kept: list[Wish] = []
    for wish in read:
        ran = kept and kept[-1].kind in (Kind.RUN, Kind.COMPUTE, Kind.MARKET)
        tested = kept and kept[-1].kind is Kind.TESTS and re.search(r"\b(?:them|it|tests?)\b", wish.text)
        if (wish.kind is Kind.OUTPUT and ran) or (wish.kind is Kind.RUN and tested):
            continue
        kept.append(wish)
    return kept

"""What a request asks for: its parts in their order, each with the kind of thing that is wanted.

Only general words decide: the verb a part begins with, then what its object is called. A relative
clause ("that reads … and prints …") stays with what it describes.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    CREATE = "create"
    SITE = "site"
    DOCUMENT = "document"
    DATA = "data"
    TESTS = "tests"
    EDIT = "edit"
    MOVE = "move"
    RUN = "run"
    SHOW = "show"
    OUTPUT = "output"
    LIST = "list"
    FIND = "find"
    EXPLAIN = "explain"
    REMOVE = "remove"
    COMPUTE = "compute"
    MARKET = "market"
    DELEGATE = "delegate"
    ASK = "ask"
    TALK = "talk"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Wish:
    """One part of a request."""

    kind: Kind
    text: str
    """The part as it was said, without politeness."""


MOST = 8
FILE = re.compile(
    r"(?<![\w/.])((?:/?[\w-]+/)*[\w-]+\.(?:py|txt|csv|json|md|html|css|js|ts|tsx|log|toml|ya?ml|sh|tsv))\b"
)
_VERBS = (
    "create|write|build|make|generate|develop|implement|add|include|change|modify|update|rename|replace|improve|"
    "refactor|fix|rewrite|run|execute|launch|rerun|show|display|open|read|list|find|search|grep|explain|describe|delete|"
    "remove|test|calculate|compute|analy[sz]e|summari[sz]e|tell|give|document|convert|plot|compare|research|set|use|"
    "count|check|verify|save|store|print|translate|sort|draw"
)
_ALWAYS = "run|execute|launch|rerun|explain|describe|test|then|delete|tell|show"
_POLITE = re.compile(
    r"^(?:(?:please|now|then|next|also|finally|afterwards?|first(?:ly)?|second(?:ly)?|third(?:ly)?|lastly|and|ok(?:ay)?|so|"
    r"great|thanks?|hi|hey|hello|well|alright|after that|once (?:that's|that is|it's|it is) done|"
    r"(?:can|could|would|will) you(?: please)?|i(?:'d| would) (?:like|love|want)(?: you)? to|i (?:want|need)(?: you)? to|"
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
_ADDING = re.compile(r"^(?:add|include|implement|write|create|use)\b", re.IGNORECASE)

_MAKE = r"create|write|build|make|generate|develop|implement|produce|code|program|scaffold|set up|draft|prepare|design|save|give me"
_CHANGE = (
    r"add|include|put|insert|change|modify|update|rename|replace|improve|refactor|fix|extend|use|turn|convert|set|rewrite|"
    r"make (?:it|the|that|this|sure)|handle|document|clean up|simplify|swap|switch|debug|repair|let it|print|wrap|increase|"
    r"decrease|shorten|comment|annotate|translate|remove|delete|drop|catch|round|format|sort|reverse|save|write"
)
_REFERENT = (
    r"\b(?:it|its|them|(?:the|this|that|my|our|your) (?:\w+ ){0,2}(?:script|file|code|program|function|page|app|site|"
    r"website|test|module|class|list|document|readme|output|result|message|text|greeting|title|heading|table))\b"
)
_SITE = r"\b(?:web ?(?:app|site|page)|website|html|landing page|home ?page|next\.?js|react|tailwind|frontend|front-end|single[- ]page|vue|svelte|(?<!python )(?<!line )(?<!cli )app)\b"
_DOCUMENT = r"\b(?:readme|markdown|documentation|document|note|notes|report|changelog|licen[cs]e|text file|letter|outline|guide)\b|\.(?:md|txt)\b"
_PROGRAM = r"\b(?:script|program|function|class|python|code|cli|command[- ]line|module|tool|calculator|counter|converter)\b|\.py\b"


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


def kind_of(text: str) -> Kind:
    """What one part of a request wants."""
    low = text.lower()
    for kind, pattern in _RULES:
        if re.search(pattern, low) and not (kind is Kind.COMPUTE and _of_something_there(low)):
            return kind
    return _made(low) if re.match(rf"(?:{_MAKE})\b", low) else _changed(low)


def _of_something_there(low: str) -> bool:
    """Whether what is to be worked out is of a thing spoken of before, which then has to change."""
    return bool(re.search(_REFERENT, low)) and not re.search(r"\d", low) and not FILE.search(low)


def _commands(sentence: str) -> list[str]:
    parts = []
    for piece in _AND_ALWAYS.split(sentence):
        parts += [piece] if _DESCRIBING.search(_POLITE.sub("", piece)) else _AND.split(piece)
    return parts


def _polished(part: str) -> str:
    bare = _WANT.sub("create ", _POLITE.sub("", part.strip())) or part
    bare = re.sub(r"[,\s]+(?:please|thanks?|thank you|for me)\s*[.!?]*$", "", bare, flags=re.IGNORECASE)
    return bare.strip().rstrip(".!")


def _made(low: str) -> Kind:
    if re.search(r"\b(?:unit )?tests?\b(?! data)", low) and not re.search(r"\bthat tests?\b", low):
        return Kind.TESTS
    if re.search(
        r"\b(?:csv|json)\b(?: data)? ?(?:file)?\b.*\bwith\b|\bsample (?:data|csv|json)\b|\btest data\b", low
    ) and not re.search(_PROGRAM, low):
        return Kind.DATA
    if "```" in low or re.search(r"\b(?:empty|blank) file\b", low):
        return Kind.CREATE
    if re.match(r"(?:make|save|write) (?:it|this|that|the)\b", low) and not re.match(
        r"make (?:the|an?) (?:script|app|site)", low
    ):
        return Kind.EDIT
    if re.search(_SITE, low) and not re.search(_PROGRAM, low):
        return Kind.SITE
    if re.search(_DOCUMENT, low) and not re.search(_PROGRAM, low):
        return Kind.DOCUMENT
    return Kind.CREATE


def _changed(low: str) -> Kind:
    if re.match(rf"(?:{_CHANGE})\b", low):
        new = re.match(
            r"(?:add|include) (?:an? |the )?(?:new |another )?(?:\w+ )?(?:script|program|file|readme|web page)\b", low
        )
        if new:
            return _made(re.sub(r"^(?:add|include)", "create", low))
        if re.match(r"(?:add|include) (?:some |an? )?(?:unit )?tests?\b", low):
            return Kind.TESTS
        removes = re.match(r"(?:remove|delete|drop)\b", low)
        if removes and (FILE.search(low) or re.search(r"\bfiles?\b", low) or re.search(rf"^\w+ {_REFERENT}$", low)):
            return Kind.REMOVE
        if re.match(r"(?:print|sort|reverse|convert|round|format)\b", low) and not re.search(_REFERENT, low):
            return Kind.COMPUTE
        return Kind.EDIT
    if low.endswith("?") or re.match(
        r"(?:what|who|when|where|why|how|which|is|are|do|does|did|can|could|should)\b", low
    ):
        return Kind.ASK
    return Kind.UNCLEAR


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


_RULES: Sequence[tuple[Kind, str]] = (
    (
        Kind.COMPUTE,
        r"^(?:show|display|tell|give|print)(?: me)?\b.*\b(?:most common|average|mean|median|sum of|number of|how many|"
        r"first \d+|largest|smallest|factorial|primes?|fibonacci)\b",
    ),
    (Kind.MOVE, r"^(?:rename|move|copy)\b.*\S+\.\w+\b.*\b(?:to|as|into)\b"),
    (
        Kind.TALK,
        r"^(?:hi|hello|hey|thanks?|thank you|good (?:morning|evening|afternoon)|bye|great|nice|cool|perfect|ok(?:ay)?)\b[\s\w]{0,12}[.!]*$",
    ),
    (
        Kind.ASK,
        r"^(?:who|what) are you\b|\bwhat can you do\b|^how are you\b|^are you (?:an? )?(?:ai|human|bot|robot)\b",
    ),
    (
        Kind.DELEGATE,
        r"\bin parallel\b|\bsub-?agents?\b|\bindependently\b|\bsimultaneously\b|^research\b.*,.*\b(?:separately|each|and)\b",
    ),
    (
        Kind.OUTPUT,
        r"^(?:show|print|display|tell|give|report|return)(?: me| us)?(?: again)? (?:the |its |me )*(?:full |whole )?(?:outputs?|results?)\b|^what (?:was|is) the output\b|^what (?:does|did) (?:it|the \w+) (?:print|output)\b",
    ),
    (
        Kind.RUN,
        rf"^(?:re-?run|run|execute|launch|start|try)\b(?!.*\bserver\b)|^(?:test|check|verify) (?:{_REFERENT}|(?:that |if |whether )?(?:it|everything) )",
    ),
    (
        Kind.LIST,
        r"^(?:list|show|what|which|tell)\b(?!.*\b(?:contain|containing|mention|word|content|use|defin\w+)\b).*"
        r"\b(?:files|folders?|director(?:y|ies)|workspace)\b|^ls\b|^what(?:'s| is) in (?:the|my) (?:folder|directory)",
    ),
    (
        Kind.FIND,
        r"^(?:find|search|grep|look for|locate)\b(?! (?:the |all )?(?:sum|average|mean|largest|smallest|max|min|prime|first|gcd|factor))|^(?:which|what) files?\b|^where (?:is|are|do|does)\b.*\b(?:defined|used|called|file|function|class|code)\b",
    ),
    (
        Kind.EXPLAIN,
        rf"^(?:explain|describe|walk me through|summari[sz]e)\b.*(?:{_REFERENT}|\.py|\bcode\b|\bworks?\b|\bdoes\b)|^(?:what|how) (?:does|do)\b.*(?:{_REFERENT}|\.py).*\b(?:do|does|work|mean|works)\b",
    ),
    (
        Kind.SHOW,
        rf"^(?:show|display|open|read|cat|view|print)\b(?: me)?.*(?:\.\w{{2,4}}\b|\b(?:file|script|code|contents?|source|page|readme)\b|\bit$)|^what(?:'s| is) in (?:\S+\.\w+|{_REFERENT})",
    ),
    (
        Kind.MARKET,
        r"\b(?:stocks?|shares?|tickers?|share price|stock price|quotes? (?:for|of)|market data|intraday|candles?|ohlc)\b",
    ),
    (
        Kind.COMPUTE,
        r"^(?:calculate|compute|work out|count|sum|sum up|average|sort|convert|reverse|find (?:the|all)|summari[sz]e|analy[sz]e|compare|solve|draw|plot|print(?! statement))\b(?!.*\b(?:readme)\b)|^(?:what is|what's|how (?:much|many|long))\b.*\d",
    ),
)

"""The kinds of wishes, and the words by which each is known: a verb first, then what its object is called."""

import re
from collections.abc import Sequence
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


FILE = re.compile(
    r"(?<![\w/.])((?:/?[\w-]+/)*[\w-]+\.(?:py|txt|csv|json|md|html|css|js|ts|tsx|log|toml|ya?ml|sh|tsv))\b"
)
_MAKE = (
    r"create|write|build|make|generate|develop|implement|produce|code|program|scaffold|set up|"
    r"draft|prepare|design|save|give me"
)
_CHANGE = (
    r"add|include|put|insert|change|modify|update|rename|replace|improve|refactor|fix|extend|use|"
    r"turn|convert|set|rewrite|"
    r"make (?:it|the|that|this|sure)|handle|document|clean up|simplify|swap|switch|debug|repair|"
    r"let it|print|wrap|increase|"
    r"decrease|shorten|comment|annotate|translate|remove|delete|drop|catch|round|format|sort|reverse|save|write"
)
_REFERENT = (
    r"\b(?:it|its|them|(?:the|this|that|my|our|your) (?:\w+ ){0,2}(?:script|file|code|program|function|page|app|site|"
    r"website|test|module|class|list|document|readme|output|result|message|text|greeting|title|heading|table))\b"
)
_SITE = (
    r"\b(?:web ?(?:app|site|page)|website|html|landing page|home ?page|next\.?js|react|tailwind|"
    r"frontend|front-end|single[- ]page|vue|svelte|(?<!python )(?<!line )(?<!cli )app)\b"
)
_DOCUMENT = (
    r"\b(?:readme|markdown|documentation|document|note|notes|report|changelog|licen[cs]e|text "
    r"file|letter|outline|guide)\b|\.(?:md|txt)\b"
)
_PROGRAM = (
    r"\b(?:script|program|function|class|python|code|cli|command[- ]line|module|tool|calculator|"
    r"counter|converter)\b|\.py\b"
)


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


def _made(low: str) -> Kind:
    """What is to be made new: the thing itself, whatever it describes, reads or is for."""
    made = re.split(r"\b(?:that|which|describing|explaining|about|for|of)\b", low, maxsplit=1)[0]
    if re.search(_DOCUMENT, made) and not re.search(_PROGRAM, made):
        return Kind.DOCUMENT
    return _first(_MADE, low, Kind.CREATE)


def _changed(low: str) -> Kind:
    """What is to be done to something that is there, or what is asked."""
    if re.match(
        r"(?:add|include) (?:an? |the )?(?:new |another )?(?:\w+ )?(?:script|program|file|readme|web page)\b", low
    ):
        return _made(re.sub(r"^(?:add|include)", "create", low))
    return _first(_CHANGED, low, Kind.UNCLEAR)


def _first(rules: Sequence[tuple[Kind, str, str]], low: str, otherwise: Kind) -> Kind:
    """The kind whose words a text has, and whose other words it has not."""
    fitting = (kind for kind, has, lacks in rules if re.search(has, low) and not (lacks and re.search(lacks, low)))
    return next(fitting, otherwise)


_DATA = r"\b(?:csv|json)\b(?: data)? ?(?:file)?\b.*\bwith\b|\bsample (?:data|csv|json)\b|\btest data\b"
_MADE = (
    (Kind.TESTS, r"\b(?:unit )?tests?\b(?! data)", r"\bthat tests?\b"),
    (Kind.DATA, _DATA, _PROGRAM),
    (Kind.CREATE, r"```|\b(?:empty|blank) file\b", ""),
    (Kind.EDIT, r"^(?:make|save|write) (?:it|this|that|the)\b", r"^make (?:the|an?) (?:script|app|site)"),
    (Kind.SITE, _SITE, _PROGRAM),
    (Kind.DOCUMENT, _DOCUMENT, _PROGRAM),
)
_ANY_FILE = rf"{FILE.pattern}|\bfiles?\b"
_CHANGED = (
    (Kind.TESTS, r"^(?:add|include) (?:some |an? )?(?:unit )?tests?\b", ""),
    (Kind.REMOVE, rf"^(?:remove|delete|drop)\b.*(?:{_ANY_FILE})|^(?:remove|delete|drop) {_REFERENT}$", ""),
    (Kind.COMPUTE, r"^(?:print|sort|reverse|convert|round|format)\b", _REFERENT),
    (Kind.EDIT, rf"^(?:{_CHANGE})\b", ""),
    (Kind.ASK, r"\?$|^(?:what|who|when|where|why|how|which|is|are|do|does|did|can|could|should)\b", ""),
)
_RULES: Sequence[tuple[Kind, str]] = (
    (
        Kind.COMPUTE,
        r"^(?:show|display|tell|give|print)(?: me)?\b.*\b(?:most common|average|mean|median|sum of|number of|how many|"
        r"first \d+|largest|smallest|factorial|primes?|fibonacci)\b",
    ),
    (Kind.MOVE, r"^(?:rename|move|copy)\b.*\S+\.\w+\b.*\b(?:to|as|into)\b"),
    (
        Kind.TALK,
        r"^(?:hi|hello|hey|thanks?|thank you|good (?:morning|evening|afternoon)|bye|great|nice|cool|"
        r"perfect|ok(?:ay)?)\b[\s\w]{0,12}[.!]*$",
    ),
    (
        Kind.ASK,
        r"^(?:who|what) are you\b|\bwhat can you do\b|^how are you\b|^are you (?:an? )?(?:ai|human|bot|robot)\b",
    ),
    (
        Kind.DELEGATE,
        r"\bin parallel\b|\bsub-?agents?\b|\bindependently\b|\bsimultaneously\b|"
        r"^research\b.*,.*\b(?:separately|each|and)\b",
    ),
    (
        Kind.OUTPUT,
        r"^(?:show|print|display|tell|give|report|return)(?: me| us)?(?: again)? (?:the |its |me "
        r")*(?:full |whole )?(?:outputs?|results?)\b|^what (?:was|is) the output\b|^what (?:does|did) "
        r"(?:it|the \w+) (?:print|output)\b",
    ),
    (
        Kind.RUN,
        rf"^(?:re-?run|run|execute|launch|start|try)\b(?!.*\bserver\b)|^(?:test|check|verify) "
        rf"(?:{_REFERENT}|(?:that |if |whether )?(?:it|everything) )",
    ),
    (
        Kind.LIST,
        r"^(?:list|show|what|which|tell)\b(?!.*\b(?:contain|containing|mention|word|content|use|defin\w+)\b).*"
        r"\b(?:files|folders?|director(?:y|ies)|workspace)\b|^ls\b|^what(?:'s| is) in (?:the|my) (?:folder|directory)",
    ),
    (
        Kind.FIND,
        r"^(?:find|search|grep|look for|locate)\b(?! (?:the |all )?(?:sum|average|mean|largest|"
        r"smallest|max|min|prime|first|gcd|factor))|^(?:which|what) files?\b|^where (?:is|are|do|"
        r"does)\b.*\b(?:defined|used|called|file|function|class|code)\b",
    ),
    (
        Kind.EXPLAIN,
        rf"^(?:explain|describe|walk me through|summari[sz]e)\b.*(?:{_REFERENT}|\.py|\bcode\b|"
        rf"\bworks?\b|\bdoes\b)|^(?:what|how) (?:does|do)\b.*(?:{_REFERENT}|\.py).*\b(?:do|does|work|mean|works)\b",
    ),
    (
        Kind.SHOW,
        rf"^(?:show|display|open|read|cat|view|print)\b(?: me)?.*(?:\.\w{{2,4}}\b|\b(?:file|script|"
        rf"code|contents?|source|page|readme)\b|\bit$)|^what(?:'s| is) in (?:\S+\.\w+|{_REFERENT})",
    ),
    (
        Kind.MARKET,
        r"\b(?:stocks?|shares?|tickers?|share price|stock price|quotes? (?:for|of)|market data|"
        r"intraday|candles?|ohlc)\b|^(?:show|get|fetch|tell|give|look up|what)\b.*\bprices? (?:of|for) \^?\w+\W*$",
    ),
    (
        Kind.COMPUTE,
        r"^(?:calculate|compute|work out|count|sum|sum up|average|sort|convert|reverse|find (?:the|"
        r"all)|summari[sz]e|analy[sz]e|compare|solve|draw|plot|print(?! "
        r"statement))\b(?!.*\b(?:readme)\b)|^(?:what is|what's|how (?:much|many|long))\b.*\d",
    ),
)

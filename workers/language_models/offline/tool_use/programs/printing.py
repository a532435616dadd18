"""Programs that print a text, once or more often."""

import re

from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import WORD_NUMBERS, Wording

_VERB = re.compile(
    r"\b(?:prints?|says?|outputs?|displays?|shows?|writes|greets?(?: (?:me|us|the user))? (?:with|by saying)"
    r"|echo(?:es)?)\s+"
    r"(?:out\s+)?(?:the (?:text|words?|message|string|sentence|line|phrase)\s+|a message saying\s+)?(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_TIMES = re.compile(r"\s*,?\s+(\d+|[a-z]+)\s+times\b|\s+(twice)\b", re.IGNORECASE)
_TAIL = re.compile(
    r"\s+(?:to|on|in|into) (?:the )?(?:screen|console|terminal|stdout|standard output|shell)\b.*$"
    r"|\s+(?:and (?:then )?exits?|when (?:it is )?run|in python|using python)\b.*$",
    re.IGNORECASE,
)
_COMPUTED = re.compile(
    r"\b(?:numbers?|sum|average|mean|list|table|result|date|time|file|contents?|lines?|words?|first|every|all|each|"
    r"largest|smallest|total|count|random|value|output|arguments?)\b",
    re.IGNORECASE,
)
_HELLO = re.compile(r"\bhello[- ,]*world\b", re.IGNORECASE)


def printing(wording: Wording) -> Program | None:
    """A fixed text, unless what is to be printed has to be worked out."""
    if wording.says(r"\b(?:user'?s? name|asks?|name as|given name|by name|input)\b") and wording.says(
        r"\b(?:greets?|hello|names?)\b"
    ):
        return _greeting()
    text = _text(wording)
    if not text:
        return None
    times = _times(wording)
    loop = f"for _ in range({times}):\n    print({_literal(text)})" if times > 1 else f"print({_literal(text)})"
    words = re.findall(r"[A-Za-z0-9]+", text)
    told = f"prints {text}" + (f" {times} times" if times > 1 else "")
    return Program(name=named(words[0] if words else "message"), does=told, main=loop)


def _text(wording: Wording) -> str:
    if wording.quotes and wording.says(
        r"\b(?:prints?|says?|outputs?|displays?|shows?|greets?|echo(?:es)?|writes?|with)\b"
    ):
        return (
            wording.quotes[0]
            if not wording.says(r"\bfiles?\b|\breverse|\bcount|\bpalindrom|\bvowel|\bletters?\b")
            else ""
        )
    found = _VERB.search(wording.text)
    if not found:
        hello = _HELLO.search(wording.text)
        return "Hello World" if hello else ""
    text = _TAIL.sub("", _TIMES.sub("", found[1])).strip(" .!,")
    text = re.sub(r"\s+with (?:an?|the) exclamation mark$", "!", text)
    if re.match(
        r"(?:an?|some|the|all|every|its|his|her|their|your|our|my|me|us|how|what|whether|if)\s", text, re.IGNORECASE
    ):
        return "Hello World" if _HELLO.search(text) else ""
    if wording.files or (wording.numbers and not _TIMES.search(wording.text)) or _COMPUTED.search(text):
        return "Hello World" if _HELLO.search(text) else ""
    return text if len(text.split()) <= 12 else ""


def _times(wording: Wording) -> int:
    found = _TIMES.search(wording.text)
    if not found:
        return 1
    word = (found[1] or found[2]).lower()
    return min(int(word), 10_000) if word.isdigit() else WORD_NUMBERS.get(word, 1)


def _greeting() -> Program:
    return Program(
        name="greet",
        does="greets the person whose name it is given",
        imports=("import sys",),
        functions=(
            '''
            def greeting(name: str) -> str:
                """A greeting for one person."""
                return f"Hello, {name}!"
            ''',
        ),
        main="""
        name = " ".join(sys.argv[1:]) or "World"
        print(greeting(name))
        """,
        note="Give it the name as an argument; without one it greets the World.",
    )


def _literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

"""Nouns and phrases of a project in the forms that a specification needs: names, paths, fields, bounded texts."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from workers.language_models.offline.clauses import WORD
from workers.language_models.offline.extraction import printable
from workers.language_models.offline.grammar import base_verb, capitalised, plural, sentence, singular
from workers.language_models.offline.vocabulary import STOP

NAME, LINE, PROSE = 80, 240, 1_500
_SEPARATORS = re.compile(r"[;\n•]|,(?!\d)|\s+and\s+(?=[a-z])|\.\s+")
_PARTICLES = frozenset({"over", "off", "up", "out", "in", "on", "back", "down", "away"})
_DETERMINERS = re.compile(r"^(?:a|an|the|our|their|my|your|all|every|each)\s+", re.IGNORECASE)


def told(value: Any) -> str:
    """A text of the material, one line; '' for what is none."""
    return printable(value) if isinstance(value, str) else ""


def parts(value: Any) -> list[str]:
    """What an answer enumerates: the parts of a text, the items of a list."""
    if isinstance(value, list):
        found = [told(each) for each in value]
    else:
        found = [part.strip(" .:-") for part in _SEPARATORS.split(value if isinstance(value, str) else "")]
    return unique(told(part) for part in found if WORD.search(told(part)))


def unique(texts: Iterable[str]) -> list[str]:
    """The texts without repetitions, whatever their capitals."""
    seen: dict[str, str] = {}
    for text in texts:
        seen.setdefault(text.lower(), text)
    return list(seen.values())


def lowered(text: str) -> str:
    """``text`` as it stands within a sentence; acronyms keep their capitals."""
    first, _, rest = text.partition(" ")
    return text if any(letter.isupper() for letter in first[1:]) else f"{first.lower()} {rest}".strip()


def noun_of(text: str) -> str:
    """A thing in the singular, lower case and without article, at most three words; '' if nothing is left."""
    words = WORD.findall(_DETERMINERS.sub("", lowered(text)))
    while words and words[0].lower() in STOP:
        words.pop(0)
    words = words[:3]
    return singular(" ".join(words))[:50].strip().lower()


def entity_name(noun: str) -> str:
    """``loan request`` as ``LoanRequest``."""
    return "".join(capitalised(word) for word in re.findall(r"[^\W_]+", noun))[:60] or "Entry"


def field_name(text: str) -> str:
    """``Loan request`` as ``loan_request``."""
    return "_".join(re.findall(r"[^\W_]+", text.lower()))[:60] or "value"


def path_segment(noun: str) -> str:
    """``loan request`` as ``loan-requests``; letters that a path cannot hold lose their marks or go."""
    plain = unicodedata.normalize("NFKD", plural(noun)).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60].strip("-") or "entries"


def step_id(text: str) -> str:
    """``Return the tool`` as ``return-the-tool``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:40].strip("-")
    return slug if slug[:1].isalpha() else f"step-{slug}".strip("-")


def deed(task: str) -> str:
    """What a task does, for a path: ``hand over a patient`` as ``hand-over``."""
    first, _, rest = task.partition(" ")
    second = rest.partition(" ")[0]
    return step_id(f"{base_verb(first)} {second}" if second.lower() in _PARTICLES else base_verb(first))


def name(text: str) -> str:
    """``text`` cut to the length of a name."""
    return _cut(text, NAME)


def short(text: str) -> str:
    """``text`` as it is, cut to the length of a line: ids, titles and labels that others know it by."""
    return _cut(text, LINE)


def line(text: str) -> str:
    """``text`` with a capital, cut to one line."""
    return _cut(capitalised(text.strip()), LINE)


def prose(text: str) -> str:
    """``text`` as one or more sentences of bounded length."""
    return _cut(sentence(text), PROSE)


def mentions(text: str, noun: str) -> bool:
    """Whether ``text`` speaks of ``noun``: each of its words, in the singular or the plural."""
    return stems(noun) <= stems(text) if noun else False


def stems(text: str) -> frozenset[str]:
    """The words of ``text`` in lower case, each in the singular."""
    return frozenset(singular(word.lower()) for word in WORD.findall(text))


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"

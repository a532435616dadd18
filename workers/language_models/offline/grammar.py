"""Small English grammar: enough to put a phrase into a sentence in the form that the sentence needs."""

import re
from collections.abc import Sequence

from workers.language_models.offline.vocabulary import UNCOUNTED, VERBS, word_set

_IRREGULAR = {
    "person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth",
    "mouse": "mice", "life": "lives", "wife": "wives", "knife": "knives", "leaf": "leaves", "shelf": "shelves",
    "midwife": "midwives", "half": "halves", "self": "selves", "loaf": "loaves",
}  # fmt: skip
_SINGULARS = {plural: singular for singular, plural in _IRREGULAR.items()}
_SAME = word_set("series species sheep fish staff elderly youth aircraft news gen-z")
_CONSONANT_SOUND = re.compile(r"(?:uni|use|usa|uk|eu|one|once|ufo|u-)", re.IGNORECASE)
_DOUBLED = word_set("plan get run stop ship cut set swap shop chat spot plot let sit put hit win skip map log")


def plural(noun: str) -> str:
    """The plural of the last word of ``noun``; uncounted nouns and plurals stay."""
    head, _, last = noun.rpartition(" ")
    return f"{head} {_plural_word(last)}".strip()


def singular(noun: str) -> str:
    """The singular of the last word of ``noun``."""
    head, _, last = noun.rpartition(" ")
    return f"{head} {_singular_word(last)}".strip()


def is_plural(word: str) -> bool:
    """Whether ``word`` looks like a plural noun."""
    low = word.lower()
    return low in _SINGULARS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s")) and low not in UNCOUNTED
    )


def is_plural_phrase(phrase: str) -> bool:
    """Whether a noun phrase is spoken of in the plural: its head is the last word before a preposition or adverb."""
    core = re.split(r"\s(?:in|at|of|from|with|on|to|for|nearby|\w+ly)\b", phrase)[0]
    return is_plural(core.split(" ")[-1])


def with_article(noun: str) -> str:
    """``noun`` behind a or an."""
    return f"{'an' if _starts_with_vowel_sound(noun) else 'a'} {noun}"


def gerund(phrase: str) -> str:
    """A verb phrase in base form as an -ing phrase: "buy and sell boats" becomes "buying and selling boats"."""
    first, _, rest = phrase.partition(" ")
    conjunction, _, tail = rest.partition(" ")
    if conjunction in ("and", "or") and tail.split(" ")[0] in VERBS:
        return f"{_ing(first)} {conjunction} {gerund(tail)}"
    return f"{_ing(first)} {rest}".strip()


def base_verb(word: str) -> str:
    """The base form of a verb in the third person."""
    low = word.lower()
    candidates = [low[:-1], low[:-2], f"{low[:-3]}y"] if low.endswith("s") else [low]
    return next((candidate for candidate in candidates if candidate in VERBS), candidates[0])


def sentence(text: str) -> str:
    """``text`` with a capital at its start and a full stop at its end."""
    stripped = text.strip()
    return capitalised(stripped if stripped.endswith((".", "?", "!", ":")) else f"{stripped}.")


def capitalised(text: str) -> str:
    """``text`` with its first letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def titled(text: str) -> str:
    """``text`` as a headline."""
    small = ("a", "an", "the", "of", "for", "and", "or", "to", "in", "on", "with", "at", "by")
    words = text.split()
    return " ".join(word if word in small and place else capitalised(word) for place, word in enumerate(words))


def listed(items: Sequence[str], conjunction: str = "and") -> str:
    """``items`` as one enumeration: a, b and c."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def _starts_with_vowel_sound(noun: str) -> bool:
    bare = noun.lstrip("“\"'(")
    first = bare.split(" ")[0].split("-")[0]
    if first.isupper() and 1 < len(first) < 5:
        return first[0] in "AEFHILMNORSX"
    return bool(re.match(r"[aeiou]|honest|hour|heir", bare, re.IGNORECASE)) and not _CONSONANT_SOUND.match(bare)


def _plural_word(word: str) -> str:
    low = word.lower()
    if low in _SAME or low in UNCOUNTED or is_plural(word) or low.endswith("ing"):
        return word
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if re.search(r"[^aeiou]y$", low):
        return f"{word[:-1]}ies"
    return f"{word}es" if low.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"


def _singular_word(word: str) -> str:
    low = word.lower()
    if low in _SINGULARS:
        return _SINGULARS[low]
    if low in _SAME or not is_plural(word):
        return word
    if low.endswith("ies") and len(low) > 4:
        return f"{word[:-3]}y"
    return word[:-2] if low.endswith(("sses", "xes", "ches", "shes", "zzes")) else word[:-1]


def _ing(verb: str) -> str:
    if verb in _DOUBLED:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return f"{verb[:-1]}ing"
    return f"{verb}ing"

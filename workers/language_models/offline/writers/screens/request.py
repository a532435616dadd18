"""The sections that a description of a screen asks for, in its order: kinds, numbers and the words with them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.language_models.offline.vocabulary import word_set

_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "single": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_CERTAIN: tuple[tuple[str, str], ...] = (
    ("footer", r"footers?"),
    ("faq", r"faqs?|q&a"),
    ("voices", r"testimonials?|social proof|customer stories"),
    ("call_to_action", r"cta|calls? to action|call-to-action|closing (?:banner|section)"),
    ("pricing", r"pric(?:e|es|ing)|tiers?|subscription plans?"),
    ("steps", r"how it works|how-to"),
    ("hero", r"hero|headlines?|value prop(?:osition)?s?|above the fold|masthead"),
)
"""Words that decide wherever they stand."""
_HEADS: tuple[tuple[str, str], ...] = (
    ("faq", r"questions?"),
    ("voices", r"quotes?|reviews|voices"),
    ("pricing", r"plans|subscriptions?"),
    ("steps", r"steps?|walkthrough|process|tour|what happens next"),
    ("hero", r"welcome|greeting|intro(?:duction)?"),
    ("stats", r"stats?|statistics|numbers|metrics?|kpis?|counters?|totals?|figures|summary cards?|streaks?|scores?"),
    ("chart", r"charts?|graphs?|trends?|plots?|heat ?maps?|progress(?: bars?)?|bars?|sparklines?"),
    ("table", r"tables?|spreadsheets?|ledgers?|comparison"),
    ("form", r"forms?|sign[- ]?ups?|log[- ]?ins?|newsletter|contact|search(?: bar| box| field)?|filters?|toggles?"
             r"|switches|preferences|inputs?|fields?|uploads?|checkout|editor"),
    ("features", r"features?|benefits?|capabilities|highlights?|cards?|tiles?|grid|gallery|categories"),
    ("entries", r"lists?|feeds?|inbox|items|entries|tasks?|to-?dos?|checklists?|activity|agenda|schedule|timeline"
                r"|calendar|results|notifications|messages|board|history|today|upcoming|recent"),
    ("prose", r"about(?: us)?$|story|texts?|articles?|paragraphs?|mission statement|terms|explanation"),
)  # fmt: skip
"""Words that decide as the head of their phrase: a list of plans is a list."""
_SHELL = re.compile(r"\b(?:nav(?:igation)?(?: ?bar)?|header|menu|sidebar|logo|tab ?bar|toolbar)\b", re.IGNORECASE)
_NAMING = re.compile(
    r"^(?:please\s+)?(?:(?:design|create|make|build|draw|add|show|sketch|redesign|update|change|i (?:want|need)"
    r"|give me)\b"
    r"[^,:;.\n]*?|(?:the|an?|our|my)\s+(?:\S+\s+){0,3}?|(?:\S+\s+){0,2}?)"
    r"\b(?:page|screen|view|dashboard|app|site|website|flow|onboarding|settings(?! form))\b"
    r"(?:\s+(?:page|screen|view|flow)\b)?"
    r"(?:\s+(?:for|of|about)\s+[^,:;.\n]*?(?=\s+(?:with|that|showing|including)\b|[,:;.\n]|$))?",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r",|;|\n|•|\s-\s|\+|:|\b(?:and|then|plus|followed by|with|including|below|above|under|beside|next to)\b"
)
_STYLE = re.compile(r"\b(?:aesthetic|style|look|mood|colou?rs?|theme|font|typography|feel|vibe)\b", re.IGNORECASE)
_SMALL = word_set(
    "a an the of for to in on at its it our my their some and or bold big large small nice clear simple modern that "
    "shows showing show please include includes full short long"
)
_STRUCTURE = word_set(
    "card cards tier tiers stat stats list lists table row rows column columns screen page section sections step steps "
    "chart graph form bar bars s field fields box button buttons item items grid question questions feature"
    " features today make comparison"
)
_MOST_SECTIONS = 10
_MOST_DETAILS = 8
_LONGEST_DETAIL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A section that somebody asks for."""

    kind: str
    count: int = 0
    """How many things it holds; 0 leaves that open."""
    subject: str = ""
    """What it is about: "notification" of "notification toggles"."""
    word: str = ""
    """By what it was asked for: "search", "sign-up"."""
    details: tuple[str, ...] = ()
    """What is to be in it: "name" and "email" of "a form with name and email"."""


def wanted_sections(description: str) -> list[Wanted]:
    """The sections that a description names, in its order; what belongs to the frame of every screen is none."""
    found: list[Wanted] = []
    for number, sentence in enumerate(re.split(r"(?<=[.!?])\s+|\n+", description)):
        rest = _NAMING.sub("", sentence.strip(), count=1) if number == 0 else sentence
        found += _in_sentence(rest)
    return _merged(found)


def _in_sentence(sentence: str) -> list[Wanted]:
    found: list[Wanted] = []
    for part in _PARTS.split(sentence.strip(" .!?")):
        phrase = part.strip(" .!?\"'“”()")
        if not phrase or _SHELL.search(phrase) or _STYLE.search(phrase):
            continue
        if wanted := _wanted(phrase):
            found.append(wanted)
        elif found and (detail := _bare(phrase)) and len(detail.split()) <= _LONGEST_DETAIL:
            found[-1] = replace(found[-1], details=(*found[-1].details, detail)[:_MOST_DETAILS])
    return found


def _wanted(phrase: str) -> Wanted | None:
    head = re.split(r"\b(?:of|for|to|that|by|from|about)\b", phrase, maxsplit=1)[0].strip() or phrase
    found = _certain(head) or _last_head(head) or _certain(phrase) or _last_head(phrase)
    if found is None:
        return None
    kind, start, end = found
    return Wanted(
        kind=kind,
        count=_count(phrase),
        subject=_bare(phrase[:start]) or _bare(phrase[end:]),
        word=phrase[start:end].lower(),
    )


def _certain(phrase: str) -> tuple[str, int, int] | None:
    for kind, signs in _CERTAIN:
        if match := re.search(rf"\b(?:{signs})\b", phrase, re.IGNORECASE):
            return kind, match.start(), match.end()
    return None


def _last_head(phrase: str) -> tuple[str, int, int] | None:
    """The sign that ends last; of two that end together the longer one."""
    found = [
        (match.end(), -match.start(), kind)
        for kind, signs in _HEADS
        for match in re.finditer(rf"\b(?:{signs})(?!\w)", phrase, re.IGNORECASE)
    ]
    if not found:
        return None
    end, start, kind = max(found)
    return kind, -start, end


def _count(phrase: str) -> int:
    for word in re.findall(r"[a-z]+|\d+", phrase.lower()):
        if word.isdigit():
            return min(int(word), 12) if len(word) < 4 else 0
        if _NUMBERS.get(word, 0) > 1:
            return _NUMBERS[word]
    return 0


def _bare(phrase: str) -> str:
    words = re.findall(r"[^\W_]+(?:[-'’][^\W_]+)*", re.sub(r"['’]s\b", "", phrase))
    words = [word for word in words if word.lower() not in _SMALL | _STRUCTURE]
    return " ".join(word for word in words if not word.isdigit() and word.lower() not in _NUMBERS)[:60]


def _merged(found: Sequence[Wanted]) -> list[Wanted]:
    """Neighbours of one kind as one; a screen has one hero, and one footer at its end."""
    merged: list[Wanted] = []
    for wanted in found:
        if merged and merged[-1].kind == wanted.kind:
            last = merged[-1]
            words = (*last.details, *(word for word in (wanted.subject, *wanted.details) if word))
            merged[-1] = replace(last, count=max(last.count, wanted.count), details=words[:_MOST_DETAILS])
        elif wanted.kind not in {"hero", "footer"} or wanted.kind not in {one.kind for one in merged}:
            merged.append(wanted)
    return sorted(merged, key=lambda wanted: wanted.kind == "footer")[-_MOST_SECTIONS:]

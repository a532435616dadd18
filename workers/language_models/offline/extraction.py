"""From a brief to facts, by general rules about words, never by knowing an idea.

A brief says "a PRODUCT for PEOPLE that helps them to DO something with FEATURES, and it must LIMIT".
Each part is looked for by the words that introduce it. What the brief leaves out is derived: an agent
noun says what is done with it (a tracker tracks), people are else those who do that. Text in which no
English can be read keeps its own words as a quotation, and the writers say so.
"""

import re
import unicodedata
from collections import Counter

from workers.language_models.offline import clauses
from workers.language_models.offline.clauses import WORD
from workers.language_models.offline.facts import Facts
from workers.language_models.offline.grammar import is_plural, plural, singular, with_article
from workers.language_models.offline.vocabulary import (
    FILLER,
    FOREIGN,
    GENERIC_PRODUCTS,
    INDUSTRY_BY_WORD,
    MATCHED_IN_PLURAL,
    MODIFIERS,
    PURPOSE_BY_HEAD,
    RECEIVED,
    STOP,
    TECHNOLOGIES,
    UNCOUNTED,
    VERBS,
)

LONGEST_BRIEF = 6000
MOST_KEYWORDS = 24
SHORT_BRIEF_WORDS = 45

_POWERED = re.compile(r"\b([\w.+]+)-(?:powered|driven|based|enabled|assisted|native)\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx)\.", re.IGNORECASE)


def extract(text: str, support: str = "") -> Facts:
    """The facts of a brief; ``support`` is other text of the user that fills what the brief leaves out."""
    brief, more = _levelled(text), _levelled(support)
    words = WORD.findall(brief)
    if not any(character.isalpha() for character in brief) or _is_foreign(words, brief):
        return _unread(brief, words)
    if not {word.lower() for word in words} - STOP - FILLER:
        return _unread(brief, [])
    return _read(brief, more)


def printable(text: str) -> str:
    """One line of printable text of bounded length, words that no sentence could hold cut."""
    kept = "".join(" " if unicodedata.category(c)[0] in "ZC" else c for c in text[:LONGEST_BRIEF].replace("’", "'"))
    return re.sub(r"(\S{60})\S+", r"\1", re.sub(r"\s+", " ", kept).strip())


def _levelled(text: str) -> str:
    """Printable text without shouting, headline capitals and the full stops of abbreviations."""
    line = _ABBREVIATION.sub(lambda m: m[0].replace(".", ""), printable(text))
    words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 2]
    raised = [word for word in words if word[0].isupper()]
    if len(words) > 2 and len(raised) > 0.7 * len(words):
        line = WORD.sub(lambda m: m[0] if m[0].isupper() and not line.isupper() else m[0].lower(), line)
    return line


def _read(brief: str, more: str) -> Facts:
    sentences = [part for part in re.split(r"(?<=[.!?;])\s+", brief) if part]
    start = clauses.subject(sentences)
    phrase = clauses.noun_phrase(start)
    whole = f"{brief}. {more}" if more else brief
    purpose, helped = next(((p, who) for p, who in clauses.purposes(start) if p), ("", ""))
    if not purpose:
        purpose, helped = next(((p, who) for p, who in clauses.purposes(whole) if p), ("", ""))
    topic = next(clauses.objects_of_for(start), "")
    if clauses.is_command(phrase):
        purpose, phrase = purpose or clauses.verb_phrase(start), ""
    # A capital at the start of the sentence is the sentence's; behind an article it belongs to a name.
    within = _lowered(phrase) if start.startswith(phrase) else phrase
    product, topic = _product(phrase, within, topic, purpose)
    purpose = purpose or _purpose_of(product, topic)
    named = next((who for who in (helped, *clauses.audiences(start), *clauses.audiences(whole)) if who), "")
    named = "" if named.lower() in ("people", "users") else named
    audience = _lowered(named) or (f"people who want to {purpose}" if len(purpose.split()) < 8 else "early users")
    return Facts(
        product=product,
        topic=topic or (not purpose.startswith("make use") and _object_of(purpose)) or plural(product),
        purpose=purpose,
        audience=audience,
        person=_one_of(audience),
        audience_named=bool(named),
        problem=next(iter(clauses.sufferings(whole)), ""),
        features=tuple(clauses.features(brief) or clauses.features(more)),
        constraints=tuple(_unique(clauses.limits([*sentences, more]))[:4]),
        technologies=_technologies(whole),
        industries=_industries(whole),
        keywords=_keywords(brief, " ".join((product, purpose, audience))),
        quote=_quoted(brief),
        readable=True,
    )


def _unread(brief: str, words: list[str]) -> Facts:
    quote = _quoted(brief)
    product = f"“{quote}” product" if words else "unnamed product"
    return Facts(
        product=product,
        topic=f"“{quote}”" if words else "its subject",
        purpose="get done what the brief describes" if words else "do what the brief has yet to say",
        audience="the people whom the brief has in mind",
        person="one of the people whom the brief has in mind",
        audience_named=False,
        problem="",
        features=(),
        constraints=(),
        technologies=(),
        industries=(),
        keywords=tuple(_unique([w[:40] for w in words if len(w) > 3 and w.lower() not in FOREIGN]))[:12],
        quote=quote,
        readable=False,
    )


def _product(phrase: str, within: str, topic: str, purpose: str) -> tuple[str, str]:
    """The product's noun phrase, as it stands within a sentence, and what it is about."""
    words = within.split()
    telling = [word for word in words if word.lower() not in GENERIC_PRODUCTS | STOP | FILLER]
    if not telling:
        return _named_by_object(words, topic, purpose), topic
    head = words[-1].lower()
    if len(words) == 1 and topic and head in PURPOSE_BY_HEAD:
        return f"{_in_compound(topic)} {head}", topic
    if len(words) == 1 and topic and head not in PURPOSE_BY_HEAD and phrase[:1].isupper():
        return f"{phrase}-style {_in_compound(topic)} service", topic
    if head not in PURPOSE_BY_HEAD and (head in UNCOUNTED or (head.endswith("ing") and len(head) > 5)):
        return f"{' '.join(words)} product", topic or " ".join(words)
    if head not in PURPOSE_BY_HEAD and (is_plural(head) or len(words) == 1):
        return f"product around {' '.join(words)}", topic or " ".join(words)
    if head in GENERIC_PRODUCTS and not topic:
        topic = _object_of(purpose)
    if head not in PURPOSE_BY_HEAD and not topic:
        topic = plural(" ".join(word for word in words if word.lower() not in MODIFIERS) or words[-1])
    return " ".join(words), topic or _domain(words)


def _named_by_object(words: list[str], topic: str, purpose: str) -> str:
    known = [word for word in words if word.lower() in GENERIC_PRODUCTS and word.lower() not in STOP]
    head = singular(known[-1].lower()) if known else "tool"
    about = topic or _object_of(purpose)
    return f"{_in_compound(about)} {head}" if about else f"new {head}"


def _in_compound(noun: str) -> str:
    return singular(" ".join(noun.split()[:4]))


def _object_of(purpose: str) -> str:
    """The noun phrase behind the verb: "keep healthy habits" is about "healthy habits"."""
    words = purpose.split()
    words = words[3:] if words[1:2] in (["and"], ["or"]) and words[2:3] and words[2] in VERBS else words[1:]
    while words and words[0].lower() in STOP:
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if word.lower() in STOP and word.lower() != "of":
            break
        kept.append(word)
    return " ".join(kept[:3]).removesuffix(" of")


def _domain(words: list[str]) -> str:
    about = [word for word in words[:-1] if word.lower() not in MODIFIERS and not _POWERED.fullmatch(word)]
    if not about:
        return ""
    phrase = " ".join(about)
    return plural(phrase) if words[-1].lower() in MATCHED_IN_PLURAL else phrase


def _purpose_of(product: str, topic: str) -> str:
    if product.endswith(" product"):
        return f"get {product.removesuffix(' product')} right"
    head = product.rsplit(maxsplit=1)[-1].lower()
    verb = PURPOSE_BY_HEAD.get(head) or PURPOSE_BY_HEAD.get(singular(head))
    if topic.rsplit(" ", maxsplit=1)[-1] in RECEIVED:
        return f"get {topic}"
    if verb and topic:
        return f"{verb} {topic}"
    return f"make use of {with_article(product)}" if not product.startswith("product around") else f"deal with {topic}"


def _one_of(audience: str) -> str:
    words = audience.split()
    simple = len(words) < 5 and not {"and", "or", "who", "in", "at", "of", "from", "with"} & set(words)
    one = singular(audience)
    return with_article(one) if simple and one != audience else f"one of the {audience}"


def _technologies(text: str) -> tuple[str, ...]:
    named = [match[1] for match in _POWERED.finditer(text)]
    named += [word for word in WORD.findall(text) if word.lower() in TECHNOLOGIES]
    short = (name.upper() if len(name) < 4 and name.lower() != "go" else name for name in named)
    return tuple(_unique(list(short)))[:5]


def _industries(text: str) -> tuple[str, ...]:
    found = Counter(INDUSTRY_BY_WORD[word.lower()] for word in WORD.findall(text) if word.lower() in INDUSTRY_BY_WORD)
    return tuple(name for name, _ in found.most_common(2))


def _keywords(brief: str, core: str) -> tuple[str, ...]:
    words = [word[:40] for word in WORD.findall(brief)]
    content = [word for word in words if len(word) > 1 and word.lower() not in STOP | FILLER and not word.isdigit()]
    if len(words) <= SHORT_BRIEF_WORDS:
        return tuple(_unique(content))[:MOST_KEYWORDS]
    often = Counter(word.lower() for word in content)
    main = {word.lower() for word in WORD.findall(core)}
    told = [word for word in _unique(content) if word.lower() in main or often[word.lower()] > 1]
    return tuple(sorted(told, key=lambda word: (word.lower() not in main, -often[word.lower()])))[:MOST_KEYWORDS]


def _is_foreign(words: list[str], brief: str) -> bool:
    letters = [c for c in brief if c.isalpha()]
    if sum(not c.isascii() for c in letters) > 0.3 * len(letters):
        return True
    foreign = sum(word.lower() in FOREIGN for word in words)
    return foreign > 1 and foreign > sum(word.lower() in STOP - FOREIGN for word in words)


def _quoted(brief: str) -> str:
    words, short = brief.split(), ""
    for word in words[:6]:
        if len(short) + len(word) > 44:
            break
        short = f"{short} {word}".strip()
    return (short or brief[:24]).strip(' .,;:!?"“”')


def _lowered(phrase: str) -> str:
    """A phrase from the start of a sentence as it stands within one; names and acronyms keep their capitals."""
    first, _, rest = phrase.partition(" ")
    keeps = len(first) == 1 or any(letter.isupper() for letter in first[1:]) or first.isdigit()
    return phrase if keeps else f"{first.lower()} {rest}".strip()


def _unique(items: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for item in items:
        seen.setdefault(item.lower(), item)
    return list(seen.values())

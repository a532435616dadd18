"""Finding the parts of a brief by the words that introduce them: "for …", "that helps … to …", "must …"."""

import re
from collections.abc import Iterator

from workers.language_models.offline.grammar import base_verb, is_plural, plural
from workers.language_models.offline.vocabulary import (
    COMPANIONS,
    FILLER,
    GENERIC_PRODUCTS,
    NOT_PEOPLE,
    PEOPLE,
    PEOPLE_ENDINGS,
    PURPOSE_BY_HEAD,
    STOP,
    VERBS,
    WHAT_PEOPLE_DO,
    word_set,
)

WORD = re.compile(r"[^\W_]+(?:[-'’.&+/][^\W_]+)*\+*")

_LEAD = re.compile(
    r"\b(?:build|building|create|creating|make|making|develop|developing|design|designing|launch|launching|start|starting"
    r"|working on|thinking (?:of|about)|idea(?: is| for| of|:)?|it is|it's|this is|want|need|imagine|we are|we're)\s+"
    r"(?:me |us )?(?=(?:a|an|the|some|something)\b)",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"^(?:(?:hi|hello|hey|ok|okay|so|well|please|my idea|the idea|idea|concept|brief|product|an? idea)\b[\s,:!.–—-]*)+"
    r"(?:(?:is|for|of)\s+)?",
    re.IGNORECASE,
)
_NOUN_END = re.compile(
    r"\s+(?:for|that|which|who|whose|to|with|without|where|when|so|because|but|using|based on|powered by|via|by"
    r"|into|from|helping|letting|allowing|if|while|as|is|are|can|will|on|called|named"
    r"|and (?:lets|helps|shows|gives|tells))\b"
    r"|[,.;:!?()\[\]{}\"“”<>|=]|\s[-–—]\s?|$",
    re.IGNORECASE,
)
_VERB_PHRASE_END = re.compile(
    r"\s+(?:so|because|while|but|using|powered by|via|which|who|where|whenever|unless|by)\b"
    r"|[,.;:!?()\"“”<>|=]|\s[-–—]\s|$",
    re.IGNORECASE,
)
_HELP = re.compile(r"\b(?:help|let|enabl|allow|assist|empower)(?:e|s|es|ing|ting)?\s+", re.IGNORECASE)
_THAT = re.compile(r"\b(?:that|which)\s+(?:can |will |could |also |automatically |instantly )*", re.IGNORECASE)
_TO = re.compile(r"\bto\s+", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\s+(.{3,40}?)\s+(?:can|could|may)\s+", re.IGNORECASE)
_PLACE = re.compile(r"\bwhere\s+", re.IGNORECASE)
_ONE_OF_THEM = word_set("a an one every each any")
_BREAKS = word_set("who that which can could may will are is do have")
_FOR = re.compile(r"\bfor\s+", re.IGNORECASE)
_FIRST_PERSON = re.compile(
    r"\b(?:i|we)(?:'m| am| are|'re)?\s+(?:run |own |manage |operate |have |work as )?(?=an?\s)|\bas (?=an?\s)",
    re.IGNORECASE,
)
_SUFFERING = re.compile(
    r"\b(?:struggl\w+|(?:is |are |it's |find it |so )?(?:hard|difficult) (?:to|for)|tired of|fed up"
    r"|wast(?:e|es|ing)\b(?!\s+\w+$)|los(?:e|es|ing) (?=\w+ )|forget\w*|can't|cannot|spend\w*|overpay\w*"
    r"|too (?:expensive|slow|hard|complicated|many|much|little)|no time|lack\w*|lonel\w+|confus\w+|overwhelm\w+"
    r"|burn ?out|frustrat\w+|(?:never|don't|do not|doesn't) \w+|afraid|hate\w*|stress\w*|miss(?:es|ing)? (?=\w+ ))\b"
    r"[^.;!?,\n]{3,90}",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:must|has to|have to|should|only|without|no more than|at most|at least|under|within|less than|offline|gdpr"
    r"|hipaa|budget of|free of|no (?:ads|login|account|tracking|subscription|cloud)|before"
    r"|by (?:march|may|june|july|q\d))\b|[€$£]\s?\d",
    re.IGNORECASE,
)
_LIST = re.compile(r"\b(?:with|including|includes|featuring|features|offering|such as)\s+", re.IGNORECASE)
_DETERMINERS = word_set("a an the my our your his her their its this that these those some any all every each")
_OTHERS = {
    "my": "their", "our": "their", "your": "their", "his": "their", "her": "their", "i": "they", "we": "they",
    "me": "them", "us": "them", "you": "them", "myself": "themselves", "ourselves": "themselves",
    "yourself": "themselves",
}  # fmt: skip
_EVERYBODY = word_set("everyone everybody anyone anybody people users them you me us customers clients somebody")
_SPOKEN_OF = word_set("is are was be has have uses use works work does do it they i we you makes make feels feel")


def subject(sentences: list[str]) -> str:
    """The part of the brief that begins with the product's noun phrase."""
    for sentence in sentences:
        if lead := _LEAD.search(sentence):
            return sentence[lead.end() :]
    return _POLITE.sub("", sentences[0], count=1) or sentences[0]


def noun_phrase(text: str, most_words: int = 7) -> str:
    """The noun phrase at the start of ``text``, without determiners."""
    end = _NOUN_END.search(text)
    words = WORD.findall(text[: end.start()] if end else text)
    while words and words[0].lower() in _DETERMINERS:
        words.pop(0)
    return " ".join(words[:most_words])


def is_command(phrase: str) -> bool:
    """Whether a phrase begins with a verb ("track my plants"), and is not the name of a thing ("budget planner")."""
    words = phrase.lower().split()
    if len(words) < 2:
        return False
    if _HELP.match(phrase) or words[1] in _DETERMINERS:
        return True
    return words[0] in VERBS and (words[1] in STOP or (is_plural(words[-1]) and words[-1] not in PURPOSE_BY_HEAD))


def purposes(text: str) -> Iterator[tuple[str, str]]:
    """Verb phrases that say what the product is for, each with the people it names or ''; the surest first."""
    yield from _helped(text)
    for match in _WHERE.finditer(text):
        if phrase := verb_phrase(text[match.end() :]):
            yield phrase, people(match[1])
    yield from _done_there(text)
    for match in _FOR.finditer(text):
        if phrase := _from_gerund(text[match.end() :]):
            yield phrase, ""
    for match in _THAT.finditer(text):
        verb, _, rest = text[match.end() :].partition(" ")
        if verb.lower() not in _SPOKEN_OF and (base_verb(verb) in VERBS or verb.endswith("s")):
            yield _for_them(verb_phrase(f"{base_verb(verb)} {rest}")), ""
    for match in _TO.finditer(text):
        if text[match.end() :].split(" ", 1)[0].lower() in VERBS - FILLER:
            yield verb_phrase(text[match.end() :]), ""


def verb_phrase(text: str, most_words: int = 9) -> str:
    """The verb phrase at the start of ``text``, told of other people; '' when it says nothing."""
    end = _VERB_PHRASE_END.search(text)
    part = text[: end.start()] if end else text
    for match in _FOR.finditer(part):
        if people(part[match.end() :]):
            part = part[: match.start()]
            break
    if part.split(" ", 1)[0].lower() not in COMPANIONS:
        part = re.split(r"\s(?:with|including|featuring)\s", part)[0]
    words = [_OTHERS.get(word.lower(), word) for word in WORD.findall(part)][:most_words]
    while words and (words[-1].lower() in STOP and words[-1].lower() not in ("them", "up", "down", "out", "off", "in")):
        words.pop()
    telling = [word for word in words if word.lower() not in STOP | FILLER]
    return " ".join([words[0].lower(), *words[1:]]) if telling else ""


def audiences(text: str) -> Iterator[str]:
    """The people the brief says the product is for, the surest first."""
    for match in _FOR.finditer(text):
        if found := people(text[match.end() :]):
            yield found
    for match in _FIRST_PERSON.finditer(text):
        if found := people(re.split(r"\s(?:and|who|so)\s", text[match.end() :])[0]):
            yield found
    for match in _SUFFERING.finditer(text):
        before = WORD.findall(re.split(r"[.,;:!?]", text[: match.start()])[-1])[-5:]
        if before and before[0].lower() not in STOP and (found := people(" ".join(before))):
            yield found


def objects_of_for(text: str) -> Iterator[str]:
    """Things (not people, not doings) that the product is said to be for."""
    for match in _FOR.finditer(text):
        phrase = noun_phrase(text[match.end() :], 5)
        if phrase and not people(phrase) and not _from_gerund(phrase) and phrase.lower() not in _EVERYBODY:
            yield phrase


def people(text: str) -> str:
    """The people at the start of ``text`` in the plural; '' when it begins with something else."""
    phrase = noun_phrase(text, 8)
    core, preposition, rest = _around_preposition(phrase)
    words = core.split()[:5]
    if not words or not _is_people(words[-1]):
        return ""
    head = words[-1] if is_plural(words[-1]) or words[-1].lower() in ("people", "staff", "youth") else plural(words[-1])
    core = " ".join([*words[:-1], head])
    return f"{core} {preposition} {rest}".strip() if rest else core


def sufferings(text: str) -> list[str]:
    """Clauses that say what hurts, in the brief's words."""
    return [match[0].strip() for match in _SUFFERING.finditer(text)]


def limits(sentences: list[str]) -> list[str]:
    """Clauses that limit the solution, in the brief's words."""
    clauses = [clause.strip() for sentence in sentences for clause in re.split(r"[,;:.!?]|\sbut\s|\sand\s", sentence)]
    return [clause for clause in clauses if _LIMIT.search(clause) and 2 < len(clause.split()) < 14]


def features(text: str) -> list[str]:
    """Things that the brief lists behind "with" or "including"."""
    for match in _LIST.finditer(text):
        part = re.split(r"[.;:!?()]|\s(?:that|which|so|for|to|because|where)\s", text[match.end() :])[0]
        items = [noun_phrase(item, 5) for item in re.split(r",\s*(?:and |or )?|\s+and\s+|\s+&\s+", part)]
        named = [item for item in items if item and item.lower().split()[0] not in STOP]
        if len(named) > 1:
            return named[:6]
    return []


def _helped(text: str) -> Iterator[tuple[str, str]]:
    for match in _HELP.finditer(text):
        end = re.search(r"[,.;:!?]|\sso\s|$", text[match.end() :])
        words = text[match.end() : match.end() + end.start()].split() if end else []
        place = next((n for n, word in enumerate(words[:9]) if n and (word == "to" or word.lower() in VERBS)), 0)
        phrase = verb_phrase(" ".join(words[place + (place and words[place] == "to") :])) if place else ""
        if phrase:
            yield phrase, people(" ".join(words[:place]))


def _done_there(text: str) -> Iterator[tuple[str, str]]:
    """What people do in a place: "where city gardeners swap compost". Without an object it says too little."""
    for match in _PLACE.finditer(text):
        words = re.split(r"[,.;:!?]", text[match.end() :])[0].split()
        told = next((number for number, word in enumerate(words) if word.lower() in _BREAKS), len(words))
        for place in range(1, min(told, len(words) - 1, 7)):
            verb, who = _verb_of(words, place), people(" ".join(words[: _before_adverbs(words, place)]))
            phrase = verb_phrase(" ".join([verb, *words[place + 1 :]])) if verb and who else ""
            if " " in phrase:
                yield phrase, who
                break


def _verb_of(words: list[str], place: int) -> str:
    """The verb at ``place`` in its base form, '' if none is there: a word in -s is one behind a single person only."""
    word = words[place].lower()
    base = base_verb(word) if words[0].lower() in _ONE_OF_THEM else word
    return base if base in VERBS else ""


def _before_adverbs(words: list[str], place: int) -> int:
    while place > 1 and words[place - 1].lower().endswith("ly"):
        place -= 1
    return place


def _for_them(phrase: str) -> str:
    """What the product does to people, told as what they get: "match them with boats" becomes "find boats"."""
    verb, _, rest = phrase.partition(" them ")
    if not rest:
        return phrase
    found = re.match(r"(?:with|to)\s+(.+)", rest)
    return f"find {found[1]}" if found and verb in COMPANIONS else ""


def _from_gerund(text: str) -> str:
    doing, _, rest = text.partition(" ")
    stem = doing.lower().removesuffix("ing")
    if stem == doing.lower() or doing.lower() in WHAT_PEOPLE_DO:
        return ""
    verb = next((form for form in (stem, f"{stem}e", stem[:-1]) if form in VERBS), "")
    return verb_phrase(f"{verb} {rest}") if verb and rest else ""


def _around_preposition(phrase: str) -> tuple[str, str, str]:
    match = re.search(r"\s(in|at|of|from|with|on|under|over)\s", phrase)
    return (phrase[: match.start()], match[1], phrase[match.end() :]) if match else (phrase, "", "")


def _is_people(word: str) -> bool:
    low = word.lower()
    if low in NOT_PEOPLE or low in GENERIC_PRODUCTS or low in _EVERYBODY - {"people", "customers", "clients", "users"}:
        return False
    if low in PURPOSE_BY_HEAD or (low.removesuffix("s") in PURPOSE_BY_HEAD and low not in PEOPLE):
        return False
    return low in PEOPLE or plural(low) in PEOPLE or (len(low) > 5 and low.endswith(PEOPLE_ENDINGS))

"""What a writer gets to know: the facts of the idea and the rest of the material, read from the messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, UserPromptPart

from workers.language_models.briefs import parse_brief, task_of
from workers.language_models.offline.clauses import WORD
from workers.language_models.offline.extraction import extract, printable
from workers.language_models.offline.facts import Facts
from workers.language_models.offline.vocabulary import FILLER, STOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """The opportunity that the work is about, if there is one."""

    title: str
    audience: str
    problem: str
    solution: str
    scores: Mapping[str, int]
    evidence: int
    """How many signals stand behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One request, understood as far as rules can."""

    facts: Facts
    dialogue: bool
    """Whether a turn of a conversation is asked for."""
    said: tuple[str, ...]
    """What the user said, oldest first."""
    told: str
    """All that the assistant said before."""
    signals: tuple[str, ...]
    sources: tuple[str, ...]
    """Where signals came from."""
    silent_sources: tuple[str, ...]
    """Sources that were asked and gave none."""
    opportunity: Opportunity | None
    titles: tuple[str, ...]
    """The titles of all opportunities that the material holds."""
    technologies: tuple[str, ...]
    """Pinned by the user, else those that the brief names."""
    industries: tuple[str, ...]
    material: Mapping[str, Any]
    """All of the material as it came, for writers of what only they understand."""
    look: tuple[str, ...]
    """Words about the look that the user asked for."""
    colour: str
    """The colour that the user asked for, as #rrggbb, or ''."""
    task: str
    """What is asked for, in the words of the agent that asks."""

    @property
    def fingerprint(self) -> str:
        """The same for the same idea (and opportunity), in any step: what phrasings are chosen by."""
        facts = self.facts
        named = self.opportunity.title if self.opportunity else ""
        return "|".join((facts.product, facts.purpose, facts.audience, *facts.keywords, facts.quote, named))


def read(messages: Sequence[ModelMessage]) -> Reading:
    """Everything that the messages hold for a writer; never fails, whatever they hold."""
    prompts = [text for text in map(_user_text, messages) if text]
    prompt = prompts[-1] if prompts else ""
    material = parse_brief(prompt)
    turns = [*_turns(messages, prompt), *_list(material.get("messages"))]
    said = tuple(_text(turn.get("content")) for turn in turns if turn.get("role") != "assistant")
    idea = _text(material.get("idea")) or _text(_field(material.get("brief"), "summary"))
    opportunity = _opportunity(material.get("opportunity"))
    brief, support = _brief(idea, said, opportunity, "" if material else prompt)
    facts = extract(brief, support)
    return Reading(
        facts=facts,
        dialogue=material.get("phase") == "conversation",
        said=said,
        told="\n".join(_text(turn.get("content")) for turn in turns if turn.get("role") == "assistant"),
        signals=tuple(_signal(signal) for signal in _every(material.get("signals"))),
        sources=_sources(material, heard=True),
        silent_sources=_sources(material, heard=False),
        opportunity=opportunity,
        titles=tuple(_text(other.get("title")) for other in _list(material.get("opportunities"))),
        technologies=_strings(material.get("techStack")) or facts.technologies,
        industries=_strings(material.get("industries")) or facts.industries,
        material=material,
        look=_strings(_part(material.get("wishes"), "words")),
        colour=_text(_part(material.get("wishes"), "colour"))[:7],
        task=task_of(prompt),
    )


def content_words(text: str) -> frozenset[str]:
    """The words of ``text`` that carry its subject, lower case."""
    return frozenset(word.lower() for word in WORD.findall(text)) - STOP - FILLER


def _brief(idea: str, said: Sequence[str], opportunity: Opportunity | None, prompt: str) -> tuple[str, str]:
    """The text that tells the idea, and what the user said besides."""
    if idea:
        return idea, " ".join(said)
    telling = [text for text in said if content_words(text)]
    if telling:
        return telling[0], " ".join(telling[1:])
    return (opportunity.solution if opportunity else "") or " ".join(said) or printable(prompt), ""


def _turns(messages: Sequence[ModelMessage], prompt: str) -> list[Mapping[str, Any]]:
    turns: list[Mapping[str, Any]] = []
    for message in messages:
        if isinstance(message, ModelResponse):
            turns.append({"role": "assistant", "content": message.text or ""})
        elif (text := _user_text(message)) and text != prompt:
            turns.append({"role": "user", "content": text})
    return turns


def _user_text(message: ModelMessage) -> str:
    parts = message.parts if isinstance(message, ModelRequest) else ()
    return "\n".join(
        part.content for part in parts if isinstance(part, UserPromptPart) and isinstance(part.content, str)
    )


def _opportunity(value: Any) -> Opportunity | None:
    if not isinstance(value, Mapping) or not _text(value.get("title")):
        return None
    scorecard = value.get("scorecard")
    scores = scorecard if isinstance(scorecard, Mapping) else {}
    return Opportunity(
        title=_text(value.get("title"))[:160],
        audience=_text(value.get("audience")),
        problem=_text(value.get("problem")),
        solution=_text(value.get("solution")) or _text(value.get("description")),
        scores={name: score for name, score in scores.items() if isinstance(score, int)},
        evidence=len(_every(value.get("evidence"))),
    )


def _signal(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(_text(part) for part in value.values() if isinstance(part, str))
    return _text(value)


def _sources(material: Mapping[str, Any], *, heard: bool) -> tuple[str, ...]:
    asked = _list(material.get("sources") or material.get("signals"))
    names = (_text(source.get("source")) for source in asked if (source.get("state", "found") == "found") is heard)
    return tuple(dict.fromkeys(name for name in names if name))


def _field(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else value


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _text(value: Any) -> str:
    return printable(value) if isinstance(value, str) else ""


def _every(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in _every(value) if isinstance(item, Mapping)]


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(text for text in map(_text, _every(value)) if text)[:6]

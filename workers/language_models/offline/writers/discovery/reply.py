"""The reply in a talk: what was understood, what research does, and the one question that comes next."""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading

_QUOTED = 120
_NOTE = "(I am the offline model: I note your own words by rules, and look nothing up myself.)"


def discovery_reply(reading: Reading) -> str:
    """Two or three short paragraphs of plain text."""
    talk: Mapping[str, Any] = reading.material["discovery"]
    voice = Voice(reading, f"discovery {len(reading.said)} {reading.said[-1] if reading.said else ''}")
    note = "" if reading.told else _NOTE  # once in a talk is enough
    paragraphs = [_understood(talk, voice), _research(talk), note, _next(talk, voice)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _understood(talk: Mapping[str, Any], voice: Voice) -> str:
    heard: Sequence[Mapping[str, Any]] = talk.get("understood") or ()
    if not heard:
        return voice.pick(
            "nothing",
            "I could not tell from that what it says about the open points; other words will help.",
            "That leaves the open points where they were, which is fine.",
            "I take that as: no answer yet.",
        )
    told = [f"{each['title']}: “{_short(each['statement'])}”" for each in heard]
    lead = voice.pick("understood", "I understand", "Noted", "I have written down", "So far so clear")
    unsure = [each["title"] for each in heard if each["kind"] == "inference"]
    doubt = (
        f" About {listed(list(dict.fromkeys(unsure)))} I am guessing; correct me where I am wrong." if unsure else ""
    )
    return f"{lead}. {'; '.join(capitalised(each) for each in told)}.{doubt}"


def _research(talk: Mapping[str, Any]) -> str:
    begun = [_named(type) for type in talk.get("researchStarted") or ()]
    sentences = [f"I have started {listed([f'the {name}' for name in begun])} meanwhile."] if begun else []
    for task in talk.get("researchBack") or ():
        sentences.append(_came_back(task))
    return " ".join(sentences)


def _came_back(task: Mapping[str, Any]) -> str:
    name = capitalised(f"the {_named(task['taskType'])}")
    if task.get("status") != "completed":
        return f"{name} came to no result."
    for what, found in (("names", task.get("competitors")), ("sees a gap", task.get("gaps"))):
        if found:
            return f"{name} is back and {what}: {_short(found[0])}."
    return f"{name} is back."


def _next(talk: Mapping[str, Any], voice: Voice) -> str:
    question = talk.get("question")
    ready = "Enough is known to complete this talk." if talk.get("canBeCompleted") else ""
    if not isinstance(question, Mapping):
        return ready or "Nothing is left to ask."
    if question.get("validates"):
        return f"Two things that you said do not go together. {question['text']}"
    lead = voice.pick("next", "Next:", "What I would like to know now:", "One more thing:", "The next point:")
    return " ".join(part for part in (ready, lead, str(question["text"])) if part)


def _named(type: str) -> str:
    return type.replace("_", " ")


def _short(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"

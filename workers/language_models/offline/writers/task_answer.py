"""The answer to one action of a project's task: chosen by what the project's own answers say, word for word."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workers.language_models.offline.reading import Reading, content_words

_MOST_FACTS = 4
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+\w")
_ADDRESS = re.compile(r"https?://[^\s\"'<>]+\w")
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_NUMBER = re.compile(r"\b\d+(?:\.\d+)?\b")


def task_answer(reading: Reading) -> Mapping[str, Any]:
    """{values [{name, value}], reason}; a value that the material does not hold is left out."""
    material = reading.material
    action = _mapping(material.get("action"))
    desk = _Desk(material)
    write = _WRITERS.get(str(action.get("type")), _text)
    values = write(desk, _mapping(action.get("config")))
    told = [{"name": name, "value": value} for name, value in values.items() if value is not None]
    return {"values": told, "reason": f"Written offline. {desk.reason()}"}


class _Desk:
    """What lies on the table: the task's words, and everything that the project's people have said."""

    def __init__(self, material: Mapping[str, Any]) -> None:
        task = _mapping(material.get("task"))
        self.title = str(task.get("title") or "The task")
        self.asked = f"{self.title} {task.get('description') or ''}"
        answers = [each for each in material.get("answers") or () if isinstance(each, Mapping)]
        self.answers = {str(each.get("key")): each.get("value") for each in answers}
        self.facts = [f"{each.get('question')} {_plain(each.get('value'))}" for each in answers]
        self.facts += [str(each.get("name")) for each in material.get("ontology") or () if isinstance(each, Mapping)]
        project = _mapping(material.get("project"))
        self.project = str(project.get("name") or "The project")
        self.facts.append(f"{self.project} {project.get('description') or ''}".strip())
        self.known = content_words(" ".join(self.facts))

    def best(self, options: Mapping[str, str]) -> list[str]:
        """The options' values, the one of which most is said first; the task's own words count as well."""
        asked = content_words(self.asked)

        def weight(value: str) -> int:
            words = content_words(f"{value} {options[value]}")
            return 2 * len(words & self.known) + len(words & asked)

        return sorted(options, key=lambda value: -weight(value))

    def matching(self, words: str) -> list[str]:
        """The facts that have most in common with ``words``, best first."""
        wanted = content_words(words)
        shared = [(len(content_words(fact) & wanted), fact) for fact in self.facts]
        return [fact for count, fact in sorted(shared, key=lambda each: -each[0]) if count][:_MOST_FACTS]

    def reason(self) -> str:
        found = self.matching(self.asked)
        if not found:
            return f"Nothing that is known of {self.project} speaks of this: {self.title}"[:1_000]
        return f"Of {self.project} it is known: {'; '.join(found)}"[:1_000]


def _single(desk: _Desk, config: Mapping[str, Any]) -> dict[str, Any]:
    best = desk.best(_options(config))
    return {"value": best[0] if best else None}


def _several(desk: _Desk, config: Mapping[str, Any]) -> dict[str, Any]:
    options = _options(config)
    fitting = [value for value in options if content_words(f"{value} {options[value]}") & desk.known]
    least, most = int(config.get("min") or 0), int(config.get("max") or len(options))
    ordered = [value for value in desk.best(options) if value in fitting]
    chosen = (ordered + [value for value in desk.best(options) if value not in fitting])[: max(least, len(ordered))]
    return {"values": chosen[:most]}


def _approval(desk: _Desk, config: Mapping[str, Any]) -> dict[str, Any]:
    """Approved if it speaks of what the project's people have said; nothing can be held against it else."""
    judged = content_words(f"{desk.asked} {_plain(config.get('value') or '')}")
    if judged & desk.known or not desk.known:
        return {"approved": True}
    return {"approved": False, "comment": f"Nothing of this is known of {desk.project}."}


def _text(desk: _Desk, config: Mapping[str, Any]) -> dict[str, Any]:
    facts = desk.matching(desk.asked) or [desk.facts[-1]]
    written = f"{desk.title}: {'. '.join(facts)}."
    return {"text": written[: int(config.get("maxLength") or len(written))]}


def _confirmation(_desk: _Desk, _config: Mapping[str, Any]) -> dict[str, Any]:
    return {"confirmed": True}


def _form(desk: _Desk, config: Mapping[str, Any]) -> dict[str, Any]:
    fields = [field for field in config.get("fields") or () if isinstance(field, Mapping)]
    return {str(field.get("name")): _field(desk, field) for field in fields}


def _field(desk: _Desk, field: Mapping[str, Any]) -> Any:
    name, kind = str(field.get("name")), field.get("type", "text")
    words = f"{name.replace('_', ' ').replace('-', ' ')} {field.get('label') or ''}"
    told = desk.matching(words) or ([desk.asked] if field.get("required") else [])
    if kind == "select":
        return _single(desk, field)["value"]
    if kind == "multiselect":
        return _several(desk, field)["values"] or desk.best(_options(field))[:1]
    if kind == "boolean":
        answered = desk.answers.get(name)
        return answered if isinstance(answered, bool) else bool(desk.matching(words))
    if kind == "number":
        return _number(desk, name, told)
    patterns = {"email": _EMAIL, "url": _ADDRESS, "date": _DATE}
    if kind in patterns:
        return _first(patterns[kind], [*told, desk.asked, *desk.facts])
    return ". ".join(told) or None


def _number(desk: _Desk, name: str, told: Sequence[str]) -> float | None:
    answered = desk.answers.get(name)
    if isinstance(answered, int | float) and not isinstance(answered, bool):
        return answered
    found = _first(_NUMBER, told)
    return None if found is None else float(found)


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str | None:
    return next((found[0] for found in map(pattern.search, texts) if found), None)


def _options(config: Mapping[str, Any]) -> dict[str, str]:
    options = [each if isinstance(each, Mapping) else {"value": each} for each in config.get("options") or ()]
    return {str(each.get("value")): str(each.get("label") or each.get("value")) for each in options}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


_WRITERS = {
    "SINGLE_SELECT": _single,
    "MULTI_SELECT": _several,
    "APPROVE_REJECT": _approval,
    "TEXT_INPUT": _text,
    "CONFIRM": _confirmation,
    "FORM_SUBMIT": _form,
}

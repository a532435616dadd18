"""What the writers of a specification know of a project: its answers, ontology and features, taken apart once.

Material of any shape is read; what a project does not say is taken from its description by the rules that read
an idea, so that the writers always have a user, a task and a thing to speak of.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workers.language_models.offline.extraction import extract
from workers.language_models.offline.facts import Facts
from workers.language_models.offline.grammar import base_verb, plural, with_article
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.vocabulary import STOP, VERBS
from workers.language_models.offline.writers.specification.words import (
    entity_name,
    lowered,
    mentions,
    name,
    noun_of,
    parts,
    path_segment,
    told,
    unique,
)

_STANCE = re.compile(r"\b(lean|thorough|cautious) stance\b")
_MOST_THINGS, _MOST_TASKS, _MOST_FEATURES, _MOST_USERS = 14, 10, 20, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that the product keeps: ``noun`` is singular and lower case, "loan request"."""

    noun: str

    @property
    def entity(self) -> str:
        return entity_name(self.noun)

    @property
    def many(self) -> str:
        return plural(self.noun)

    @property
    def one(self) -> str:
        return with_article(self.noun)

    @property
    def path(self) -> str:
        return f"/{path_segment(self.noun)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    name: str
    description: str
    priority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One project, and what the writer may see of others' work."""

    reading: Reading
    name: str
    users: Sequence[str]
    """In the plural, as the answers have them: "neighbours"; at least one."""
    tasks: Sequence[str]
    """Verb phrases in base form: "reserve a tool"; at least one, the most important first."""
    things: Sequence[Thing]
    """At least one."""
    features: Sequence[Feature]
    integrations: Sequence[str]
    answers: Mapping[str, Any]
    inputs: Mapping[str, Any]
    stance: str
    """lean, thorough, cautious, or ''."""

    @property
    def facts(self) -> Facts:
        return self.reading.facts

    def voice(self, text: str) -> Voice:
        return Voice(self.reading, f"{text}/{self.stance}")

    def said(self, key: str) -> str:
        """The answer to a question as text, '' without one."""
        return told(self.answers.get(key))

    def chosen(self, key: str) -> Sequence[str]:
        """The options that an answer chose, or its parts; without "none"."""
        return [part for part in parts(_listed(self.answers.get(key))) if part.lower() not in ("none", "no")]

    def holds(self, key: str) -> bool:
        """Whether a question was answered with yes."""
        return self.answers.get(key) is True

    def seen(self, writer: str, rows: str) -> list[Mapping[str, Any]]:
        """The rows that another specialist wrote, as far as they were seen and are rows at all."""
        return rows_of(self.inputs.get(writer), rows)

    @property
    def remarks(self) -> Sequence[str]:
        """What is to be changed in the draft."""
        return [text for text in map(told, _every(self.inputs.get("remarks"))) if text]

    def thing_in(self, text: str) -> Thing:
        """The thing that a text speaks of, else the first one."""
        return next((thing for thing in self.things if mentions(text, thing.noun)), self.things[0])

    def user_for(self, place: int) -> str:
        return self.users[place % len(self.users)]


def rows_of(output: Any, key: str) -> list[Mapping[str, Any]]:
    """The objects in a list of an output, whatever came in its place."""
    found = output.get(key) if isinstance(output, Mapping) else None
    return [row for row in _every(found) if isinstance(row, Mapping)]


def texts_of(row: Mapping[str, Any], key: str) -> list[str]:
    """The texts in a list of a row, whatever came in its place."""
    return [text for text in map(told, _every(row.get(key))) if text]


def named_by(remark: str) -> str:
    """What a remark is about: the words between its quotation marks; '' if it has none."""
    return remark.partition("“")[2].partition("”")[0].strip()[:60]


def subject_of(reading: Reading) -> Subject:
    """The project that a reading is about; never fails, whatever the material holds."""
    material = reading.material
    told_project = material.get("project")
    project = told_project if isinstance(told_project, Mapping) else {}
    answers = {told(row.get("key")): row.get("value") for row in rows_of(material, "answers")}
    about = replace(reading, facts=_facts(reading, project, answers))
    ontology = rows_of(material, "ontology")
    inputs = material.get("inputs")
    stance = _STANCE.search(reading.task)
    tasks = _tasks(about.facts, answers, ontology)
    title = name(told(project.get("name")) or about.facts.product)
    return Subject(
        reading=about,
        name=title,
        users=_users(title, about.facts, answers, ontology),
        tasks=tasks,
        things=_things(about.facts, answers, ontology, tasks),
        features=_features(material),
        integrations=_integrations(answers, ontology),
        answers=answers,
        inputs=inputs if isinstance(inputs, Mapping) else {},
        stance=stance[1] if stance else "",
    )


def _facts(reading: Reading, project: Any, answers: Mapping[str, Any]) -> Facts:
    idea = told(project.get("description")) or told(answers.get("purpose")) or told(project.get("name"))
    if not idea:
        return reading.facts
    return extract(idea, " ".join(told(value) for value in answers.values() if isinstance(value, str)))


def _users(title: str, facts: Facts, answers: Mapping[str, Any], ontology: Sequence[Mapping[str, Any]]) -> list[str]:
    named = [
        *parts(answers.get("audience")),
        *parts(answers.get("supply_side")),
        *parts(answers.get("demand_side")),
        *_of_type(ontology, "user"),
    ]
    short = unique(lowered(each) for each in named if len(each.split()) < 7)
    return [name(each) for each in short[:_MOST_USERS]] or [
        name(facts.audience if facts.audience_named else f"users of {title}")
    ]


def _tasks(facts: Facts, answers: Mapping[str, Any], ontology: Sequence[Mapping[str, Any]]) -> list[str]:
    named = parts(answers.get("main_tasks"))
    named += [each for each in _of_type(ontology, "capability") if _is_task(each)]
    phrases = unique(_verb_phrase(each) for each in named if len(each) < 120)
    return phrases[:_MOST_TASKS] or [lowered(facts.purpose)]


def _verb_phrase(text: str) -> str:
    return lowered(text) if _is_task(text) else f"handle {lowered(text)}"


def _is_task(text: str) -> bool:
    words = text.split()
    if len(words) < 2:
        return False
    first, second = words[0].lower(), words[1].lower()
    return first in VERBS or base_verb(first) in VERBS or (second in STOP and first not in STOP)


def _things(
    facts: Facts, answers: Mapping[str, Any], ontology: Sequence[Mapping[str, Any]], tasks: Sequence[str]
) -> list[Thing]:
    named = [*parts(answers.get("core_objects")), *parts(answers.get("assortment")), *_of_type(ontology, "entity")]
    nouns = unique(noun_of(each) for each in named if len(each.split()) < 6)
    nouns = [noun for noun in nouns if noun] or unique(filter(None, map(_object_of, tasks)))
    return [Thing(noun=noun) for noun in nouns[:_MOST_THINGS]] or [Thing(noun=noun_of(facts.item) or "entry")]


def _object_of(task: str) -> str:
    return noun_of(task.partition(" ")[2])


def _features(material: Mapping[str, Any]) -> list[Feature]:
    found = []
    for row in rows_of(material, "features")[:_MOST_FEATURES]:
        if title := told(row.get("name")):
            priority = row.get("priority")
            wanted = str(priority) if priority in ("must", "should", "could") else "should"
            found.append(Feature(name=title[:200], description=told(row.get("description"))[:600], priority=wanted))
    return found


def _integrations(answers: Mapping[str, Any], ontology: Sequence[Mapping[str, Any]]) -> list[str]:
    told_otherwise = [entry for entry in ontology if "payment" not in told(entry.get("source"))]
    named = parts(answers.get("integrations")) or _of_type(told_otherwise, "integration")
    return [name(each) for each in unique(named) if each.lower() not in ("none", "no")][:10]


def _of_type(ontology: Sequence[Mapping[str, Any]], type: str) -> list[str]:
    return [
        told(entry.get("name"))[:200] for entry in ontology if entry.get("type") == type and told(entry.get("name"))
    ]


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | str) else []


def _every(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

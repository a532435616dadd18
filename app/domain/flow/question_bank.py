"""The questions of each template, from the data files beside this one, checked when they are first read.

A bank that ``extends`` another begins with that one's questions; its own come at the end of their phase, or
take the place of the question with the same key. ``omits`` leaves some of them out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import yaml

from app.domain.flow.conditions import Answers, Condition, holds
from app.domain.projects.phases import WORKED_IN
from app.storage.identifiers import derived_id

FOLDER = Path(__file__).with_name("question_files")
LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
GENERIC = "generic"
FEATURES = "features"
"""The question whose options are the project's own feature candidates."""

AnswerType = Literal["text", "select", "multiselect", "boolean", "number"]
ANSWER_TYPES: Sequence[str] = ("text", "select", "multiselect", "boolean", "number")


class BadQuestions(Exception):
    """A data file of the flow cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """A guess at an answer from another one. Without ``value`` the other answer itself is the guess."""

    source: str
    when: Condition
    confidence: float
    explanation: str
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What an answer brings about besides: advice, or a task."""

    when: Condition
    advice: str = ""
    task: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of a bank. ``ontology`` is the type of what its answer tells; "" for none."""

    key: str
    phase: str
    section: str
    text: str
    simplified: str
    answer_type: AnswerType
    description: str = ""
    options: Sequence[Option] = ()
    required: bool = True
    when: Condition = field(default_factory=dict)
    ontology: str = ""
    prefills: Sequence[Prefill] = ()
    consequences: Sequence[Consequence] = ()

    def id_in(self, project_id: UUID) -> UUID:
        """What clients of this project know the question by."""
        return derived_id(project_id, "question", self.key)

    def applies(self, answers: Answers) -> bool:
        return holds(self.when, answers)


@dataclass(frozen=True, slots=True)
class Bank:
    """A template's questions, in the order in which they are asked."""

    template: str
    questions: Sequence[Question]

    def of_phase(self, phase: str) -> Iterator[Question]:
        return (question for question in self.questions if question.phase == phase)

    def by_id(self, project_id: UUID, question_id: UUID | None) -> Question | None:
        return next((each for each in self.questions if each.id_in(project_id) == question_id), None)


def bank_of(template: str | None) -> Bank:
    """The questions for ``template``, the generic ones where there are no others."""
    banks = all_banks()
    return banks.get((template or GENERIC).lower(), banks[GENERIC])


@cache
def all_banks() -> Mapping[str, Bank]:
    """Every bank by its template.

    Raises:
        BadQuestions: a file is not as it has to be.
    """
    files = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}
    if GENERIC not in files:
        raise BadQuestions(f"{FOLDER} has no {GENERIC}.yaml")
    return {template: _bank(template, files) for template in files}


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.load(path.read_text(), LOADER)
    except yaml.YAMLError as error:
        raise BadQuestions(f"{path.name}: {error}") from None
    if not isinstance(content, dict) or not isinstance(content.get("questions"), list):
        raise BadQuestions(f"{path.name}: must be a mapping with a list of questions")
    return content


def _bank(template: str, files: Mapping[str, Mapping[str, Any]]) -> Bank:
    content = files[template]
    parent = content.get("extends")
    if parent is not None and parent not in files:
        raise BadQuestions(f"{template}.yaml: extends {parent}, which is not there")
    questions = {each.key: each for each in (_bank(parent, files).questions if parent else ())}
    for key in content.get("omits", ()):
        if questions.pop(key, None) is None:
            raise BadQuestions(f"{template}.yaml: omits {key}, which is not there")
    for number, written in enumerate(content["questions"], start=1):
        question = _question(written, f"{template}.yaml, question {number}")
        questions[question.key] = question
    _check_references(template, questions)
    order = sorted(questions.values(), key=lambda question: WORKED_IN.index(question.phase))
    return Bank(template, tuple(order))


def _question(written: Any, place: str) -> Question:
    if not isinstance(written, dict):
        raise BadQuestions(f"{place}: must be a mapping")
    place = f"{place} ({written.get('key')})"
    missing = [name for name in ("key", "phase", "section", "text", "simplified", "answer") if not written.get(name)]
    unknown = set(written) - _FIELDS
    if missing or unknown:
        raise BadQuestions(f"{place}: missing {missing}, unknown {sorted(unknown)}")
    if written["phase"] not in WORKED_IN or written["answer"] not in ANSWER_TYPES:
        raise BadQuestions(f"{place}: no such phase or answer type")
    options = tuple(Option(value=str(each["value"]), label=each["label"]) for each in written.get("options", ()))
    if (written["answer"] in ("select", "multiselect")) != bool(options or written["key"] == FEATURES):
        raise BadQuestions(f"{place}: choices need options, and nothing else has them")
    return Question(
        key=written["key"],
        phase=written["phase"],
        section=written["section"],
        text=written["text"],
        simplified=written["simplified"],
        answer_type=written["answer"],
        description=written.get("description", ""),
        options=options,
        required=written.get("required", True),
        when=written.get("when", {}),
        ontology=written.get("ontology", ""),
        prefills=tuple(_prefill(each, place) for each in written.get("prefill", ())),
        consequences=tuple(_consequence(each, written["key"]) for each in written.get("then", ())),
    )


_FIELDS = frozenset(
    {
        "key", "phase", "section", "text", "simplified", "answer", "description",
        "options", "required", "when", "ontology", "prefill", "then",
    }
)  # fmt: skip


def _prefill(written: Mapping[str, Any], place: str) -> Prefill:
    if not 0 < written.get("confidence", 0) < 1 or not written.get("because") or "from" not in written:
        raise BadQuestions(f"{place}: a prefill needs from, because, and a confidence between 0 and 1")
    source, matches = written["from"], written.get("matches", True)
    return Prefill(
        source=source,
        when={source: matches},
        confidence=float(written["confidence"]),
        explanation=written["because"],
        value=written.get("value"),
    )


def _consequence(written: Mapping[str, Any], key: str) -> Consequence:
    return Consequence(
        when={key: written.get("matches", True)}, advice=written.get("advice", ""), task=written.get("task", {})
    )


def _check_references(template: str, questions: Mapping[str, Question]) -> None:
    for question in questions.values():
        named = {*question.when, *(prefill.source for prefill in question.prefills)}
        if unknown := named - set(questions):
            raise BadQuestions(f"{template}.yaml, {question.key}: speaks of {sorted(unknown)}, which is not there")
        values = {option.value for option in question.options}
        for prefill in question.prefills:
            guesses = prefill.value if isinstance(prefill.value, list) else [prefill.value]
            if values and prefill.value is not None and not set(guesses) <= values:
                raise BadQuestions(f"{template}.yaml, {question.key}: prefills {guesses}, which is no option")

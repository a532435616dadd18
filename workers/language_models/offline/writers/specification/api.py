"""ApiDesign: operations on every entity, and a call for each task that is more than a change of fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workers.language_models.offline.grammar import base_verb, capitalised
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Answered, ApiDesign, Endpoint
from workers.language_models.offline.vocabulary import word_set
from workers.language_models.offline.writers.specification.subject import Subject, Thing, named_by, rows_of, subject_of
from workers.language_models.offline.writers.specification.words import (
    deed,
    field_name,
    line,
    lowered,
    mentions,
    name,
    noun_of,
    prose,
    short,
    stems,
    step_id,
    told,
)

_MOST, _MOST_ASSUMED = 200, 20
_OPERATIONS = word_set(
    "add create make list see show view find search browse open edit change update remove delete keep"
)
"""Verbs that the operations on entities answer for."""
_BY_THE_PRODUCT = frozenset({"notification", "audit entry"})
"""What is made by the product itself, and only read."""
_FOR_GOOD = frozenset({"payment", "invoice", "refund"})
"""What is never changed or removed."""
_ADMINISTERING = word_set("admin administrator staff manager head owner moderator operator")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """An entity, as far as its calls need it."""

    thing: Thing
    entity: str
    fields: Mapping[str, str]


def api_design(reading: Reading) -> ApiDesign:
    """Of the entities of the data model that was seen, else of those that the project names."""
    subject = subject_of(reading)
    seen = [_seen(row) for row in subject.seen("data-model-compiler", "entities") if told(row.get("name"))]
    kept = seen or [_Kept(thing=thing, entity=thing.entity, fields={}) for thing in _assumed(subject)]
    calls = [call for each in kept for call in _operations(subject, each)]
    calls += _tasks(subject, kept)
    known: dict[tuple[str, str], Endpoint] = {}
    for call in calls[:_MOST]:
        known.setdefault((call["method"], call["path"]), call)
    return ApiDesign(
        endpoints=[_guarded(subject, number, call) for number, call in enumerate(known.values(), start=1)],
        assumed_entities=[] if seen else [each.entity for each in kept],
        note=prose(
            f"This API of {subject.name} was designed offline, by rule, from "
            + ("the data model that was seen" if seen else "its named things, without a data model")
        ),
    )


def _assumed(subject: Subject) -> list[Thing]:
    """Without a data model: the things that were named, what the tasks are done to, and what remarks miss."""
    found = {thing.entity: thing for thing in subject.things}
    objects = [noun_of(task.partition(" ")[2]) for task in subject.tasks]
    for noun in filter(None, (*objects, *(noun_of(named_by(remark)) for remark in subject.remarks))):
        if not any(mentions(noun, thing.noun) for thing in found.values()):
            found.setdefault(Thing(noun=noun).entity, Thing(noun=noun))
    return list(found.values())[:_MOST_ASSUMED]


def _seen(row: Mapping[str, Any]) -> _Kept:
    entity = told(row.get("name"))[:60]
    fields = {
        name(told(attribute.get("name"))): short(told(attribute.get("type")) or "string")
        for attribute in rows_of(row, "attributes")
        if told(attribute.get("name"))
        and told(attribute.get("name")) not in ("id", "created_at", "updated_at", "changed_by")
    }
    return _Kept(thing=Thing(noun=_noun(entity)), entity=entity, fields=fields)


def _noun(entity: str) -> str:
    """``LoanRequest`` as ``loan request``."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in entity).strip()


def _operations(subject: Subject, kept: _Kept) -> Iterator[Endpoint]:
    thing, place = kept.thing, kept.thing.path
    one = f"{place}/{{{field_name(thing.noun)}_id}}"
    body = dict(kept.fields) or {"title": "string"}
    where = f"in {subject.name}"
    yield _call(kept, "GET", place, f"List {thing.many} {where}", None, (200, f"A page of {thing.many}"))
    if thing.noun not in _BY_THE_PRODUCT:
        made = (201, f"The new {thing.noun}")
        yield _call(kept, "POST", place, f"Add {thing.one} {where}", body, made, _invalid(thing))
    yield _call(kept, "GET", one, f"Show {thing.one} {where}", None, (200, f"The {thing.noun}"), _gone(thing))
    if subject.stance != "lean" and thing.noun not in _FOR_GOOD | _BY_THE_PRODUCT:
        changed = (200, f"The changed {thing.noun}")
        yield _call(kept, "PATCH", one, f"Change {thing.one} {where}", body, changed, _invalid(thing), _gone(thing))
        yield _call(
            kept, "DELETE", one, f"Remove {thing.one} {where}", None, (204, f"The {thing.noun} is gone"), _gone(thing)
        )


def _tasks(subject: Subject, kept: list[_Kept]) -> Iterator[Endpoint]:
    """A call for each task and workflow with a verb of its own: ``POST /tools/{tool_id}/reserve``."""
    named = [*subject.tasks]
    named += [told(row.get("name")) for row in subject.seen("workflow-compiler", "workflows")]
    taken: set[str] = set()
    for task in dict.fromkeys(lowered(each) for each in named if each):
        if base_verb(task.split(" ", maxsplit=1)[0]) in _OPERATIONS:
            continue
        on = next((each for each in kept if mentions(task, each.thing.noun)), kept[0])
        place = f"{on.thing.path}/{{{field_name(on.thing.noun)}_id}}"
        path = f"{place}/{step_id(task) if f'{place}/{deed(task)}' in taken else deed(task)}"
        taken.add(path)
        refused = (409, f"The {on.thing.noun} does not allow it now")
        done = (200, f"The {on.thing.noun} after it")
        yield _call(on, "POST", path, f"{capitalised(task)}, in {subject.name}", {}, done, _gone(on.thing), refused)


def _call(
    kept: _Kept, method: str, path: str, summary: str, body: Mapping[str, str] | None, *answers: tuple[int, str]
) -> Endpoint:
    return Endpoint(
        id="",
        method=method,
        path=path,
        summary=line(summary),
        entity=kept.entity,
        request_body=None if body is None else dict(body),
        responses=[Answered(status=status, description=line(said)) for status, said in answers],
        auth="none",
    )


def _guarded(subject: Subject, number: int, call: Endpoint) -> Endpoint:
    """The call under its number, with who may make it: where there are accounts, nobody without one."""
    if subject.answers.get("accounts") is False:
        return {**call, "id": f"EP-{number:03d}"}
    over_others = [role for role in subject.chosen("roles") if stems(role) & _ADMINISTERING]
    who = name(over_others[0]) if call["method"] == "DELETE" and over_others else "user"
    refused = Answered(status=401, description=line(f"Nobody is signed in: {call['summary']}"))
    return {**call, "id": f"EP-{number:03d}", "auth": who, "responses": [*call["responses"], refused]}


def _invalid(thing: Thing) -> tuple[int, str]:
    return 400, f"What is wrong with the {thing.noun}, field by field"


def _gone(thing: Thing) -> tuple[int, str]:
    return 404, f"There is no such {thing.noun}, or it is somebody else's"

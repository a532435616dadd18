"""DataModel: an entity for each thing that is kept, and those that accounts, money, teams and news bring along."""

from collections.abc import Iterator, Sequence

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Attribute, DataModel, Entity, Relation
from workers.language_models.offline.writers.specification.kinds import PERSON, Kind, kind_of
from workers.language_models.offline.writers.specification.subject import Subject, Thing, named_by, subject_of
from workers.language_models.offline.writers.specification.words import field_name, line, mentions, noun_of, prose, told

_MOST = 30
_BY_FEATURE = {
    "review": "review",
    "message": "message",
    "deposit": "deposit",
    "dispute": "dispute",
    "return": "return",
    "invoice": "invoice",
    "cart": "cart",
    "subscription": "subscription",
    "audit": "audit entry",
}
"""What a chosen feature keeps, by a word in its name."""


_ACCOUNTS = frozenset({"user", "member", "customer", "account", "subscriber"})
_ON_THINGS = frozenset({"review", "deposit", "dispute", "return"})
"""Of what features bring along, that which is about a thing."""


def data_model(reading: Reading) -> DataModel:
    """Every relation points to an entity of the same model."""
    subject = subject_of(reading)
    voice = subject.voice("data model")
    things = things_of(subject)
    seen = subject.seen("requirements-compiler", "requirements")
    note = f"This data model of {subject.name} was written offline, by rule, from {len(subject.things)} named things"
    if seen:
        note += f" and {len(seen)} requirements"
    return DataModel(
        entities=[
            Entity(
                name=thing.entity,
                description=_description(subject, voice, thing),
                attributes=_attributes(subject, thing, kind_of(thing.noun)),
                relations=_relations(subject, thing, things),
            )
            for thing in things
        ],
        note=prose(note),
    )


def things_of(subject: Subject) -> list[Thing]:
    """What is kept: the things that were named, then what the answers and features bring along."""
    found = {thing.entity: thing for thing in subject.things}
    for noun in (*_brought_along(subject), *_remarked(subject)):
        found.setdefault(Thing(noun=noun).entity, Thing(noun=noun))
    return list(found.values())[:_MOST]


def account_of(subject: Subject) -> str:
    """Who has what is kept: the thing that stands for the users themselves, else one of them."""
    people = [thing.noun for thing in subject.things if kind_of(thing.noun) is PERSON]
    users = [noun_of(user) for user in subject.users]
    own = next((noun for noun in people if noun in users or noun in _ACCOUNTS), "")
    return own or next((noun for noun in users if kind_of(noun) is PERSON and " " not in noun), "user")


def _brought_along(subject: Subject) -> Iterator[str]:
    if subject.answers.get("accounts") is not False or subject.stance == "thorough":
        yield account_of(subject)
    if subject.holds("tenancy"):
        yield "team"
    if subject.holds("payments"):
        yield "payment"
    if subject.chosen("notifications") and subject.stance != "lean":
        yield "notification"
    told_of = " ".join(feature.name.lower() for feature in subject.features)
    if subject.stance != "lean":
        yield from (noun for word, noun in _BY_FEATURE.items() if word in told_of)


def _remarked(subject: Subject) -> Iterator[str]:
    for remark in subject.remarks:
        if named := noun_of(named_by(remark)):
            yield named


def _description(subject: Subject, voice: Voice, thing: Thing) -> str:
    tasks = [task for task in subject.tasks if mentions(task, thing.noun)]
    told_by = [
        told(row.get("id"))
        for row in subject.seen("requirements-compiler", "requirements")
        if mentions(f"{told(row.get('title'))} {told(row.get('description'))}", thing.noun)
    ]
    what = (
        f"{capitalised(thing.one)} that {subject.users[0]} need to {listed(tasks[:3])}"
        if tasks
        else voice.pick(
            thing.noun,
            f"{capitalised(thing.one)}, as {subject.name} keeps it for {subject.users[0]}",
            f"{capitalised(thing.one)} of {subject.name}, found again by {subject.users[0]}",
        )
    )
    return prose(f"{what}. {capitalised(thing.many)} are asked for by {listed(told_by[:6])}" if told_by else what)


def _attributes(subject: Subject, thing: Thing, kind: Kind) -> list[Attribute]:
    rows = [("id", "uuid", True), *kind.attributes]
    if any("search" in feature.name.lower() for feature in subject.features) and kind.name in ("plain", "goods"):
        rows.append(("keywords", "string", False))
    if subject.stance == "cautious":
        rows.append(("changed_by", "uuid", True))
    rows += [("created_at", "datetime", True), ("updated_at", "datetime", True)]
    return [
        Attribute(name=field_name(name), type=type, required=required, description=_of(name, thing, kind))
        for name, type, required in rows
    ]


def _of(name: str, thing: Thing, kind: Kind) -> str:
    told_as = {
        "id": f"Key of {thing.one}",
        "created_at": f"When {thing.one} was made",
        "updated_at": f"When {thing.one} was last changed",
        "changed_by": f"Who has changed {thing.one} last",
        "status": f"State of {thing.one}: {listed(kind.states, 'or')}",
        "active": f"Whether {thing.one} may sign in",
    }
    return line(told_as.get(name, f"{capitalised(name.replace('_', ' '))} of {thing.one}"))


def _relations(subject: Subject, thing: Thing, things: Sequence[Thing]) -> list[Relation]:
    """From both sides: whose it is, and which things a deal is about."""
    found: dict[str, Relation] = {}
    owner = next((other for other in things if other.noun == account_of(subject)), None)
    for other in things:
        if other == thing:
            continue
        if other == owner:
            _add(found, other, "many-to-one", f"{capitalised(thing.many)} belong to {other.one}")
        elif thing == owner:
            _add(found, other, "one-to-many", f"{capitalised(thing.one)} has {other.many} in {subject.name}")
        elif other in _about(subject, thing):
            _add(found, other, "many-to-one", f"{capitalised(thing.one)} is about {other.one}")
        elif thing in _about(subject, other):
            _add(found, other, "one-to-many", f"{capitalised(thing.one)} has {other.many} in {subject.name}")
    return list(found.values())[:20]


def _about(subject: Subject, deal: Thing) -> Sequence[Thing]:
    """What a deal among the named things is about: two of them at most; a payment is about the first deal."""
    deals = [thing for thing in subject.things if kind_of(thing.noun).deals]
    if deal.noun == "payment":
        return deals[:1]
    if deal not in deals and deal.noun not in _ON_THINGS:
        return ()
    kept = [thing for thing in subject.things if thing not in deals and thing.noun != account_of(subject)]
    together = [thing for thing in kept if mentions(deal.noun, thing.noun) or _in_one_task(subject, deal, thing)]
    return (together or kept[:1])[:2]


def _in_one_task(subject: Subject, one: Thing, other: Thing) -> bool:
    return any(mentions(task, one.noun) and mentions(task, other.noun) for task in subject.tasks)


def _add(found: dict[str, Relation], to: Thing, kind: str, description: str) -> None:
    found.setdefault(to.entity, Relation(to=to.entity, kind=kind, description=line(description)))

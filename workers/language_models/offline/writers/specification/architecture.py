"""ArchitectureDesign: as much as scale, team, hosting, money and other systems ask for, and no more."""

from collections.abc import Iterator

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import ArchitectureDesign, Component, Decision
from workers.language_models.offline.writers.specification.qualities import expected_users, rules_of
from workers.language_models.offline.writers.specification.subject import Subject, named_by, subject_of
from workers.language_models.offline.writers.specification.words import line, mentions, name, prose, told

_MANY_USERS = 200_000
_MOST = 30
_HOSTING = {"cloud": "a public cloud", "managed": "a managed platform", "own": "own servers"}
_CLIENTS = {
    "mobile": [("Phone app", "React Native")],
    "both": [("Web client", "TypeScript, React"), ("Phone app", "React Native")],
    "api": [],
}


def architecture_design(reading: Reading) -> ArchitectureDesign:
    """Every component that another one depends on is there."""
    subject = subject_of(reading)
    voice = subject.voice("architecture")
    split = expected_users(subject) >= _MANY_USERS or (subject.said("team") == "large" and subject.stance != "lean")
    components = list(_components(subject, split))[:_MOST]
    known = {component["name"] for component in components}
    for component in components:
        component["depends_on"] = [other for other in component["depends_on"] if other in known]
    return ArchitectureDesign(
        style=line("services around one event log" if split else "modular monolith with one database"),
        components=components,
        decisions=list(_decisions(subject, split))[:_MOST],
        risks=list(_risks(subject, voice)),
        note=prose(_note(subject)),
    )


def _note(subject: Subject) -> str:
    entities = [told(row.get("name")) for row in subject.seen("data-model-compiler", "entities")]
    seen = f"; its data model has {listed(entities[:8])}" if entities else ""
    return f"This architecture of {subject.name} was designed offline, by rule, from its answers{seen}"


def _components(subject: Subject, split: bool) -> Iterator[Component]:
    main, things = subject.things[0], listed([thing.many for thing in subject.things[:4]])
    clients = _CLIENTS.get(subject.said("platform"), [("Web client", "TypeScript, React")])
    systems = list(dict.fromkeys([*subject.integrations, *filter(None, map(named_by, subject.remarks))]))
    adapters = [name(f"{system} adapter") for system in systems]
    for client, technology in clients:
        yield _component(client, f"Shows {things} and lets {subject.users[0]} {subject.tasks[0]}", technology, "API")
    if split:
        for thing in subject.things[:4]:
            yield _component(
                f"{capitalised(thing.many)} service", f"Owns {thing.many}", "Python, FastAPI", "Database", "Events"
            )
        yield _component(
            "Events", f"Tells services what happened to {main.many}", "PostgreSQL outbox, Kafka", "Database"
        )
    owners = [f"{capitalised(thing.many)} service" for thing in subject.things[:4]] if split else []
    calls = f"Answers every call about {things} and decides who may make it"
    yield _component("API", calls, "Python, FastAPI", *owners, "Database", "Jobs", *adapters)
    yield _component("Database", f"Keeps {things}", "PostgreSQL")
    news = listed([channel.replace("_", " ") for channel in subject.chosen("notifications")])
    jobs = f"Does what can wait: news about {main.many}{f' by {news}' if news else ''}"
    yield _component("Jobs", jobs, "Python, a queue in PostgreSQL", "Database")
    if subject.holds("payments"):
        paid = f"Has money for {main.many} taken by a provider, so that no card number reaches {subject.name}"
        yield _component("Payments", paid, "Stripe", "Database")
    for system, adapter in zip(systems, adapters, strict=True):
        yield _component(
            adapter, f"Speaks with {system} about {main.many}, and waits while it is away", "Python", "Jobs"
        )


def _component(title: str, responsibility: str, technology: str, *depends_on: str) -> Component:
    return Component(
        name=name(title),
        responsibility=prose(responsibility),
        technology=line(technology),
        depends_on=[name(other) for other in depends_on][:20],
    )


def _decisions(subject: Subject, split: bool) -> Iterator[Decision]:
    users, team = expected_users(subject), subject.said("team")
    yield _decision(
        f"How {subject.name} is cut",
        f"{'Services' if split else 'One program with modules'} for {listed([t.many for t in subject.things[:4]])}",
        f"{users:,} users are expected in the first year{f' and the team is {team}' if team else ''}",
    )
    if hosting := _HOSTING.get(subject.said("hosting"), ""):
        yield _decision(f"Where {subject.name} runs", capitalised(hosting), f"The answers ask for {hosting}")
    if subject.chosen("sign_in"):
        ways = listed([way.replace("_", " ") for way in subject.chosen("sign_in")])
        yield _decision(f"How {subject.users[0]} sign in", ways, f"So it was answered for {subject.name}")
    if subject.holds("tenancy"):
        kept = f"Every row of {subject.things[0].many} carries its team, and the database refuses the rows of others"
        yield _decision(f"Teams of {subject.name}", kept, "Teams are closed to each other")
    for rule in rules_of(subject):
        how = (
            f"Access to {subject.things[0].many} is logged, and what is kept of {subject.users[0]} can be "
            "given out and deleted"
        )
        yield _decision(capitalised(rule), how, f"{subject.name} falls under it{_asked_by(subject, rule)}")
    for limit in subject.chosen("constraints"):
        yield _decision(f"Fixed: {limit}", limit, f"It was fixed before {subject.name} began")
    if subject.stance == "thorough":
        yield _decision(
            f"What is watched in {subject.name}",
            f"Each call on {listed([t.many for t in subject.things[:3]])} is counted, timed and traced",
            f"When {subject.users[0]} cannot {subject.tasks[0]}, somebody knows before they tell",
        )
    if subject.stance == "cautious":
        yield _decision(
            f"Copies of {subject.things[0].many}",
            "A standby database in a second place, and a restore that is rehearsed every month",
            f"What {subject.users[0]} have confirmed must not be lost",
        )


def _asked_by(subject: Subject, rule: str) -> str:
    """The requirement that speaks of a rule, if the requirements were seen."""
    rows = subject.seen("requirements-compiler", "requirements")
    id = next((told(row.get("id")) for row in rows if mentions(told(row.get("title")), rule)), "")
    return f", as {id} says" if id else ""


def _decision(title: str, choice: str, reason: str) -> Decision:
    return Decision(title=line(title), choice=prose(choice), reason=prose(reason))


def _risks(subject: Subject, voice: Voice) -> Iterator[str]:
    main = subject.things[0]
    for system in subject.integrations:
        yield prose(f"{system} is away or changes its calls while {main.many} depend on it")
    if expected_users(subject) >= _MANY_USERS // 10:
        yield prose(f"Lists of {main.many} become slow before the {expected_users(subject):,} users are there")
    yield prose(
        voice.pick(
            "risk",
            f"Two of the {subject.users[0]} want to {subject.tasks[0]} at the same moment, and both believe they have",
            f"{capitalised(main.many)} are kept in more detail than anybody who wants to {subject.tasks[0]} needs",
            f"What {subject.users[0]} need most, to {subject.tasks[0]}, is finished last",
        )
    )

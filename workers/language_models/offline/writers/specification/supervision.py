"""DelegationPlan and SupervisorReview: who does what in which order, and whether it will do."""

from collections.abc import Mapping, Sequence

from workers.language_models.offline.grammar import listed
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import Delegation, DelegationPlan, Remarked, SupervisorReview
from workers.language_models.offline.writers.specification.gaps import WRITERS, gaps, parts_of
from workers.language_models.offline.writers.specification.subject import Subject, subject_of, texts_of
from workers.language_models.offline.writers.specification.words import name, prose

_NEEDS: Mapping[str, Sequence[str]] = {
    "conversation-agent": (),
    "requirements-compiler": ("conversation-agent",),
    "data-model-compiler": ("requirements-compiler",),
    "architecture-compiler": ("data-model-compiler",),
    "api-compiler": ("data-model-compiler",),
    "workflow-compiler": ("requirements-compiler",),
    "design-compiler": ("conversation-agent",),
    "test-compiler": ("requirements-compiler",),
    "completion-audit": tuple(writer for writer in WRITERS.values() if writer != "conversation-agent"),
}
"""Whose output each of the team works from, where they are in it; there is no circle."""
_MOST_REMARKS = 30


def delegation_plan(reading: Reading) -> DelegationPlan:
    """For the team among the inputs, else for all who write a section."""
    subject = subject_of(reading)
    team = [member for member in texts_of(subject.inputs, "team") if member in _NEEDS] or [
        writer for writer in WRITERS.values() if writer != "conversation-agent"
    ]
    chosen = [member for member in _NEEDS if member in team]
    return DelegationPlan(
        delegations=[
            Delegation(
                agent=member,
                task=prose(_task(subject, member)),
                depends_on=[name(other) for other in _NEEDS[member] if other in chosen],
            )
            for member in chosen
        ],
        note=prose(f"This plan for {subject.name} was made offline, by rule, for a team of {len(chosen)}"),
    )


def supervisor_review(reading: Reading) -> SupervisorReview:
    """Sends back whoever has to change something; the remarks name it."""
    subject = subject_of(reading)
    remarks: dict[str, list[str]] = {}
    for each in gaps(subject, parts_of(subject.inputs)):
        remarks.setdefault(WRITERS[each["section"]], []).append(each["message"])
    reviewed = [writer for writer in _NEEDS if isinstance(subject.inputs.get(writer), Mapping)][:20]
    verdicts = [
        Remarked(agent=writer, accepted=writer not in remarks, remarks=remarks.get(writer, [])[:_MOST_REMARKS])
        for writer in reviewed
    ]
    if not verdicts:
        verdicts = [Remarked(agent="supervisor", accepted=True, remarks=[])]
    sent_back = [verdict["agent"] for verdict in verdicts if not verdict["accepted"]]
    said = f"sent back: {listed(sent_back)}" if sent_back else "all accepted"
    return SupervisorReview(
        verdicts=verdicts,
        accepted=not sent_back,
        note=prose(f"The work on {subject.name} was reviewed offline, by rule; {said}"),
    )


def _task(subject: Subject, member: str) -> str:
    users, things = subject.users[0], listed([thing.many for thing in subject.things[:4]])
    tasks = listed(list(subject.tasks[:3]))
    return {
        "conversation-agent": f"Say what {subject.name} is to {users}, and what is still open",
        "requirements-compiler": (
            f"Begin with what {users} do: {tasks}. Nothing that {subject.name} keeps may be left out"
        ),
        "data-model-compiler": f"Model {things} so that {users} can {subject.tasks[0]}",
        "architecture-compiler": f"Find the smallest architecture that carries {things} of {subject.name}",
        "api-compiler": f"Make {things} reachable, with a call of its own to {subject.tasks[0]}",
        "workflow-compiler": f"Follow {users} from wish to end: {tasks}",
        "design-compiler": f"Outline the screens on which {users} {tasks}",
        "test-compiler": f"Prove that {users} can {tasks}, and what happens when they cannot",
        "completion-audit": f"Look for what {subject.name} lacks before anybody builds it",
    }[member]

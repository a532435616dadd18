"""ProjectOverview: what the talks have settled, in the words of the project's people, and what they left open."""

from workers.language_models.offline.grammar import capitalised, listed
from workers.language_models.offline.phrasing import covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.specification_shapes import ProjectOverview
from workers.language_models.offline.writers.specification.subject import Subject, subject_of
from workers.language_models.offline.writers.specification.words import line, prose, told


def project_overview(reading: Reading) -> ProjectOverview:
    """The description and the answers, quoted where they are sentences already."""
    subject = subject_of(reading)
    summary = (
        f"{subject.name} is for {listed(list(subject.users))}, who can {listed(list(subject.tasks[:4]))} there. "
        f"It keeps {listed([thing.many for thing in subject.things[:6]])}"
    )
    problem = (
        subject.said("purpose") or told(_description(subject)) or f"Today {subject.users[0]} cannot {subject.tasks[0]}"
    )
    rest = covering(subject.reading, summary, problem, *subject.chosen("out_of_scope"))
    return ProjectOverview(
        summary=prose(summary),
        problem=prose(problem),
        users=[line(user) for user in subject.users],
        goals=_goals(subject),
        non_goals=[line(each) for each in subject.chosen("out_of_scope")[:20]],
        questions=_questions(subject),
        note=prose(f"This overview of {subject.name} was written offline, by rule, from its answers. {rest}".strip()),
    )


def _description(subject: Subject) -> object:
    project = subject.reading.material.get("project")
    return project.get("description") if isinstance(project, dict) else ""


def _goals(subject: Subject) -> list[str]:
    goals = [
        line(f"{capitalised(user)} {task}" if place else f"{capitalised(user)} {task} without help from anybody")
        for place, (user, task) in enumerate((subject.users[0], task) for task in subject.tasks[:5])
    ]
    if metric := subject.said("success_metric"):
        goals.insert(0, line(metric))
    return goals


def _questions(subject: Subject) -> list[str]:
    asked = [
        ("success_metric", f"How will you know after three months that {subject.name} is a success?"),
        ("expected_users", f"How many {subject.users[0]} do you expect in the first year?"),
        ("out_of_scope", f"What might {subject.users[0]} expect of {subject.name} that it will not do?"),
        ("integrations", f"Which systems do {subject.users[0]} use today for {subject.things[0].many}?"),
        ("mood", f"How should {subject.name} feel to {subject.users[0]}?"),
    ]
    return [line(question) for key, question in asked if subject.answers.get(key) in (None, "", [])]

"""Tasks: every type of action, what waits for what, and what a submission brings about."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.storage.identifiers import new_id
from tests.dialects.praetor.flows import PROJECTS, answer, make_project, next_question, start
from tests.dialects.praetor.people import Person, PraetorClient, data, problem
from tests.dialects.praetor.tasks import TASKS, action, body_of, make_task, send, shown, submitted

FORM = action(
    "FORM_SUBMIT",
    fields=[
        {"name": "region", "type": "select", "options": ["eu", "us"], "required": True},
        {"name": "seats", "type": "number", "outputBinding": "project.limits.seats"},
        {"name": "since", "type": "date"},
        {"name": "contact", "type": "email"},
        {"name": "site", "type": "url"},
        {"name": "agreed", "type": "boolean"},
    ],
)
OPTIONS = [{"value": "pg", "label": "PostgreSQL"}, {"value": "my", "label": "MySQL"}]
FILE = {"name": "plan.pdf", "url": "https://files.example.com/plan.pdf", "size": 12}

GOOD = {
    "form": (
        FORM,
        {"region": "eu", "seats": 12, "since": "2026-03-31", "contact": "a@b.example", "agreed": False},
        {"values": {"region": "eu", "seats": 12, "since": "2026-03-31", "contact": "a@b.example", "agreed": False}},
    ),
    "one": (action("SINGLE_SELECT", options=OPTIONS), {"value": "pg"}, {"value": "pg", "label": "PostgreSQL"}),
    "one alone": (action("SINGLE_SELECT", options=["pg", "my"]), "my", {"value": "my", "label": "my"}),
    "several": (
        action("MULTI_SELECT", options=OPTIONS, min=1),
        {"values": ["my", "pg"]},
        {"values": ["my", "pg"], "labels": ["MySQL", "PostgreSQL"]},
    ),
    "approval": (
        action("APPROVE_REJECT", value="PostgreSQL"),
        {"approved": True},
        {"approved": True, "value": "PostgreSQL", "comment": ""},
    ),
    "modified": (
        action("APPROVE_REJECT", value="PostgreSQL"),
        {"decision": "modify", "value": "MySQL"},
        {"approved": True, "value": "MySQL", "comment": ""},
    ),
    "text": (action("TEXT_INPUT", maxLength=20), {"text": " Thirty days "}, {"text": "Thirty days"}),
    "file": (action("FILE_UPLOAD", accept=[".pdf"]), {"files": [FILE]}, {"files": [FILE]}),
    "confirmed": (action("CONFIRM"), {"confirmed": True}, {"confirmed": True}),
    "account": (
        action("CONNECT_ACCOUNT", provider="github"),
        {"accountId": "acme"},
        {"provider": "github", "accountId": "acme", "accountName": "acme"},
    ),
}
BAD = [
    (FORM, {"seats": 1}),
    (FORM, {"region": "mars"}),
    (FORM, {"region": "eu", "seats": "many"}),
    (FORM, {"region": "eu", "since": "tomorrow"}),
    (FORM, {"region": "eu", "contact": "nobody"}),
    (FORM, {"region": "eu", "site": "javascript:alert(1)"}),
    (FORM, {"region": "eu", "colour": "red"}),
    (action("SINGLE_SELECT", options=OPTIONS), {"value": "PostgreSQL"}),
    (action("MULTI_SELECT", options=OPTIONS, max=1), {"values": ["pg", "my"]}),
    (action("MULTI_SELECT", options=OPTIONS), {"values": ["pg", "pg"]}),
    (action("APPROVE_REJECT"), {"approved": "perhaps"}),
    (action("APPROVE_REJECT", commentRequired=True), {"approved": False}),
    (action("APPROVE_REJECT", allowModify=False, value=1), {"approved": True, "value": 2}),
    (action("TEXT_INPUT", minLength=5), {"text": "no"}),
    (action("FILE_UPLOAD"), {"files": [{"name": "x", "url": "file:///etc/passwd"}]}),
    (action("FILE_UPLOAD"), {"files": [FILE, FILE]}),
    (action("CONFIRM"), {"confirmed": False}),
    (action("CONNECT_ACCOUNT", provider="github"), {"accountId": "acme", "token": "secret"}),
]
BAD_ACTIONS = [
    action("DANCE"),
    action("FORM_SUBMIT"),
    action("FORM_SUBMIT", fields=[{"name": "a", "type": "colour"}]),
    action("FORM_SUBMIT", fields=[{"name": "a"}, {"name": "a"}]),
    action("SINGLE_SELECT", options=[]),
    action("SINGLE_SELECT", options=["a", "a"]),
    action("MULTI_SELECT", options=["a"], min=2, max=1),
    action("TEXT_INPUT", minLength=-1),
    action("CONNECT_ACCOUNT"),
    action("CONFIRM", required="yes"),
    action("CONFIRM", outputBinding="elsewhere.name"),
    action("CONFIRM", outputBinding="project"),
    action("CONFIRM", outputBinding="answers.nothing_of_the_kind"),
]


@pytest.fixture
def project(administrator: PraetorClient) -> str:
    return make_project(administrator)


def test_every_action_takes_what_it_asks_for_and_nothing_else(member: PraetorClient, project: str) -> None:
    for name, (asked, sent, result) in GOOD.items():
        task = make_task(member, project, asked)
        done = submitted(member, task, sent)
        assert (name, done["result"]) == (name, result)
        assert done["effects"]["taskCompleted"] is True
        assert shown(member, task)["status"] == "completed"
    for asked, sent in BAD:
        task = make_task(member, project, asked)
        refused = send(member, task, sent)
        assert problem(refused) == (400, "VALIDATION_ERROR"), (asked, sent)
        assert refused.get_json()["error"]["details"]["field"].startswith("data"), (asked, sent)
        assert shown(member, task)["status"] == "pending"


@pytest.mark.parametrize("asked", BAD_ACTIONS, ids=lambda asked: f"{asked['type']} {asked['config']}")
def test_an_action_that_nobody_could_do_is_refused(member: PraetorClient, project: str, asked: dict[str, Any]) -> None:
    refused = member.post(TASKS, body_of(project, asked))
    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"].startswith("actions.0")


def test_a_task_is_listed_filtered_and_counted(member: PraetorClient, project: str, charles: Person) -> None:
    made = make_task(member, project, priority="urgent", dueInHours=1, targets=[{"type": "question", "id": "q"}])
    make_task(member, project, type="REVIEW", title="Later")
    assert (made["status"], made["assigneeType"], made["assigneeId"]) == ("pending", "user", str(charles.id))
    assert made["targets"] == [{"type": "question", "id": "q"}]

    reviews = data(member.get(f"{TASKS}?projectId={project}&type=REVIEW&status=pending&assigneeType=user"))
    assert ([each["title"] for each in reviews["tasks"]], reviews["total"]) == (["Later"], 1)
    assert problem(member.get(TASKS)) == (400, "VALIDATION_ERROR")
    submitted(member, made, True)
    own = data(member.get("/api/user-tasks"))
    assert [each["title"] for each in own["tasks"]] == ["Later", "Choose the database"]
    assert own["tasks"][0]["projectName"] == "Tool library"
    assert own["tasks"][1]["dueDate"] is not None
    assert own["counts"] == {"pending": 1, "inProgress": 0, "completed": 1, "cancelled": 0}


def test_a_submission_is_made_once_for_a_key(member: PraetorClient, project: str) -> None:
    task = make_task(member, project, action("SINGLE_SELECT", options=["pg", "my"], outputBinding="project.database"))
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: send(member, task, "pg", idempotencyKey="once"), range(4)))
    first = data(answers[0])
    assert [data(each) for each in answers] == [first] * 4
    assert first["effects"]["outputBindings"] == [{"field": "project.database", "value": "pg"}]
    assert data(member.get(f"{PROJECTS}/{project}"))["metadata"]["database"] == "pg"

    assert problem(send(member, task, "my", idempotencyKey="once")) == (409, "CONFLICT")
    assert problem(send(member, task, "my", idempotencyKey="twice")) == (409, "CONFLICT")
    assert problem(send(member, task, "my")) == (409, "CONFLICT")
    missing = member.post(f"{TASKS}/{task['id']}/actions/{new_id()}", {"data": 1})
    assert problem(missing) == (404, "NOT_FOUND")
    assert problem(member.post(f"{TASKS}/{task['id']}/actions/x", {})) == (400, "VALIDATION_ERROR")


def test_a_task_is_done_when_all_that_it_requires_is(member: PraetorClient, project: str) -> None:
    task = make_task(member, project, action("CONFIRM"), action("TEXT_INPUT", required=False), action("CONFIRM"))
    assert submitted(member, task, True)["effects"]["taskCompleted"] is False
    assert shown(member, task)["status"] == "in_progress"
    assert submitted(member, task, True, number=2)["effects"]["taskCompleted"] is True


def test_results_are_written_into_the_project(member: PraetorClient, administrator: PraetorClient) -> None:
    project = make_project(administrator, metadata={"client": "city"})
    start(administrator, project)
    for asked, sent in (
        (FORM, {"region": "eu", "seats": 40}),
        (action("TEXT_INPUT", outputBinding="project.name"), "Tool shed"),
        (action("MULTI_SELECT", options=["Tool", "Loan"], outputBinding="ontology.entity"), ["Tool", "Loan"]),
        (action("APPROVE_REJECT", value="never", outputBinding="project.rejected"), {"approved": False}),
    ):
        submitted(member, make_task(member, project, asked), sent)
    told = data(member.get(f"{PROJECTS}/{project}"))
    assert told["metadata"] == {"client": "city", "limits": {"seats": 40}}
    assert told["name"] == "Tool shed"
    assert {each["name"] for each in told["discoveryOutput"]["entity"]} == {"Tool", "Loan"}

    # A question of the flow, answered by a task, with what follows from the answer.
    task = make_task(member, project, action("CONFIRM", outputBinding="answers.personal_data"))
    effects = submitted(member, task, True)["effects"]
    assert len(effects["tasksCreated"]) == 1
    follows = shown(member, {"id": effects["tasksCreated"][0]})
    assert (follows["source"], follows["type"]) == ("flow", "DECIDE")
    wrong = make_task(member, project, action("TEXT_INPUT", outputBinding="answers.accounts"))
    assert problem(send(member, wrong, "perhaps")) == (400, "VALIDATION_ERROR")
    assert shown(member, wrong)["status"] == "pending"


def test_an_answer_proposes_its_task_once(administrator: PraetorClient) -> None:
    project = make_project(administrator, template="generic")
    start(administrator, project)
    while (question := next_question(administrator, project)["question"])["key"] != "personal_data":
        answer(administrator, project, question["id"], question.get("prefill", {}).get("value") or _any(question))
    first = answer(administrator, project, question["id"], True)["effects"]["tasksCreated"]
    task = shown(administrator, {"id": first[0]})
    assert task["targets"] == [{"type": "question", "id": question["id"]}]
    assert answer(administrator, project, question["id"], True)["effects"]["tasksCreated"] == []


def _any(question: dict[str, Any]) -> Any:
    options = [option["value"] for option in question.get("options", [])]
    by_type = {"text": "Words", "select": options and options[0], "multiselect": options[:1], "boolean": True}
    return by_type.get(question["answerType"], 5)


def test_a_blocked_task_waits_and_nothing_waits_in_a_circle(member: PraetorClient, project: str) -> None:
    first = make_task(member, project)
    second = make_task(member, project, dependencies=[first["id"]])
    assert (second["blocked"], second["blockedBy"], second["status"]) == (True, [first["id"]], "pending")
    refused = send(member, second, True)
    assert problem(refused) == (409, "CONFLICT")
    assert refused.get_json()["error"]["details"]["blockedBy"] == [first["id"]]
    circle = member.patch(f"{TASKS}/{first['id']}", {"dependencies": [second["id"]]})
    assert problem(circle) == (400, "VALIDATION_ERROR")
    elsewhere = make_task(member, make_project(member))
    for unknown in (elsewhere["id"], str(new_id())):
        assert problem(member.post(TASKS, body_of(project, dependencies=[unknown]))) == (400, "VALIDATION_ERROR")

    assert submitted(member, first, True)["effects"]["tasksUnblocked"] == [second["id"]]
    assert shown(member, second)["blocked"] is False
    submitted(member, second, True)


def test_a_task_is_changed_until_it_ends(member: PraetorClient, project: str, ada: Person) -> None:
    task = make_task(member, project)
    given = {"assigneeId": str(ada.id), "priority": "low", "status": "in_progress", "dueDate": "2027-01-01T00:00:00Z"}
    changed = data(member.patch(f"{TASKS}/{task['id']}", given))
    assert (changed["assigneeId"], changed["priority"], changed["status"]) == (str(ada.id), "low", "in_progress")
    for wrong in ({"assigneeId": str(new_id())}, {"assigneeId": "me"}, {"status": "completed"}, {"priority": "none"}):
        assert problem(member.patch(f"{TASKS}/{task['id']}", wrong)) == (400, "VALIDATION_ERROR"), wrong
    data(member.patch(f"{TASKS}/{task['id']}", {"status": "cancelled"}))
    assert problem(send(member, task, True)) == (409, "CONFLICT")
    assert problem(member.patch(f"{TASKS}/{task['id']}", {"title": "Again"})) == (409, "CONFLICT")


def test_an_agent_is_given_only_what_it_can_do(member: PraetorClient, project: str) -> None:
    for asked in (action("FILE_UPLOAD"), action("CONNECT_ACCOUNT", provider="github")):
        assert problem(member.post(TASKS, body_of(project, asked, assigneeType="agent"))) == (400, "VALIDATION_ERROR")
    nobody = body_of(project, assigneeType="agent", assigneeId="nobody")
    assert problem(member.post(TASKS, nobody)) == (400, "VALIDATION_ERROR")
    task = make_task(member, project, assigneeType="agent", assigneeId="architecture-compiler")
    assert (task["status"], task["agentWork"]) == ("in_progress", {"status": "running", "error": None})
    waiting = make_task(member, project, assigneeType="agent", dependencies=[task["id"]])
    assert (waiting["status"], waiting["agentWork"]) == ("pending", None)

"""Tasks that agents do, and tasks that waiting runs ask for."""

from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, text

from app.engine.cancellation import cancel_run
from app.storage.database import transaction
from tests.dialects.clients import services_of
from tests.dialects.praetor.flows import PROJECTS, answer_all, make_project, start
from tests.dialects.praetor.people import PraetorClient, data, problem
from tests.dialects.praetor.tasks import TASKS, action, make_task, send, shown, submitted
from tests.dialects.praetor.workshop import Workshop

MEDIA = ["Paper forms", "Neighbours' tools"]


def test_an_agent_does_every_action_by_what_the_project_says(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    start(administrator, project)
    answer_all(administrator, project)
    task = make_task(
        administrator,
        project,
        action("SINGLE_SELECT", options=["Airships", "Tools of neighbours"], outputBinding="project.subject"),
        action("MULTI_SELECT", options=[*MEDIA, "Airships"], min=1),
        action("APPROVE_REJECT", value="Deposits for tools"),
        action("TEXT_INPUT", maxLength=300),
        action("CONFIRM"),
        action("FORM_SUBMIT", fields=[{"name": "audience", "required": True}, {"name": "deposits", "type": "boolean"}]),
        title="Settle who lends tools",
        assigneeType="agent",
    )
    after = make_task(administrator, project, action("CONFIRM"), assigneeType="agent", dependencies=[task["id"]])
    workshop.work(tenant_id)

    done = shown(administrator, task)
    assert (done["status"], done["agentWork"]) == ("completed", {"status": "completed", "error": None})
    assert shown(administrator, after)["status"] == "completed"
    assert data(administrator.get(f"{PROJECTS}/{project}"))["metadata"]["subject"] == "Tools of neighbours"
    assert problem(send(administrator, task, "Airships")) == (409, "CONFLICT")
    deleted = data(administrator.send("DELETE", f"{PROJECTS}/{project}"))
    assert {"tasks", "task_dependencies", "task_submissions", "sessions", "runs"} <= set(deleted["deletedTables"])


def test_what_an_agent_cannot_answer_goes_back_to_people(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    form = action("FORM_SUBMIT", fields=[{"name": "invoice", "type": "email", "required": True}])
    task = make_task(administrator, project, form, assigneeType="agent")
    workshop.work(tenant_id)
    failed = shown(administrator, task)
    assert (failed["status"], failed["agentWork"]["status"]) == ("pending", "failed")
    assert failed["agentWork"]["error"]["code"] == "agent_error"
    assert submitted(administrator, task, {"invoice": "ada@example.com"})["effects"]["taskCompleted"] is True


def test_a_person_who_is_faster_than_the_agent_has_the_last_word(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    task = make_task(administrator, project, action("SINGLE_SELECT", options=["pg", "my"]), assigneeType="agent")
    assert submitted(administrator, task, "my")["result"]["value"] == "my"
    workshop.work(tenant_id)
    assert shown(administrator, task)["status"] == "completed"
    assert problem(send(administrator, task, "pg")) == (409, "CONFLICT")


def test_a_run_that_waits_is_answered_by_its_task(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    run_id = workshop.run(tenant_id, "test.asking", project)
    (task,) = data(administrator.get(f"{TASKS}?projectId={project}"))["tasks"]
    assert (task["type"], task["source"], task["priority"]) == ("DECIDE", "run", "high")
    assert workshop.row(run_id).waiting_for == "person"
    assert [each["id"] for each in data(administrator.get("/api/user-tasks"))["tasks"]] == [task["id"]]

    assert problem(send(administrator, task, "sqlite")) == (400, "VALIDATION_ERROR")
    answered = submitted(administrator, task, "pg", idempotencyKey="k")
    assert answered["effects"]["runResumed"] == str(run_id)
    assert submitted(administrator, task, "pg", idempotencyKey="k") == answered
    workshop.work(tenant_id)
    ended = workshop.row(run_id)
    assert ended.state == "completed"
    assert ended.result["answer"]["value"] == "pg"


def test_a_run_that_ends_takes_its_question_back(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID, owner: Engine, app: Flask
) -> None:
    project = make_project(administrator)
    run_id = workshop.run(tenant_id, "test.asking", project)
    (task,) = data(administrator.get(f"{TASKS}?projectId={project}"))["tasks"]
    held = services_of(app)
    with transaction(owner) as connection:
        cancel_run(connection, queue=held.queue, live_channel=held.live_channel, tenant_id=tenant_id, run_id=run_id)
    assert shown(administrator, task)["status"] == "cancelled"
    assert problem(send(administrator, task, "pg")) == (409, "CONFLICT")
    with transaction(owner) as connection:
        stored = connection.execute(text("SELECT count(*) FROM task_submissions WHERE task_id = :id"), task)
        assert stored.scalar_one() == 0


def test_an_execution_pauses_for_its_review_and_ends_as_the_reviewer_says(
    administrator: PraetorClient, workshop: Workshop, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    start(administrator, project)
    answer_all(administrator, project)
    for verdict, expected in ((True, "completed"), (False, "failed")):
        options = {"agents": ["requirements-compiler"], "review": True}
        body = {"projectId": project, "options": options}
        started = data(administrator.post("/api/agents/generate-spec", body), 202)
        workshop.work(tenant_id)
        assert data(administrator.get(started["statusUrl"]))["status"] == "paused"

        listed = data(administrator.get(f"{TASKS}?projectId={project}&type=REVIEW&status=pending"))["tasks"]
        (task,) = [each for each in listed if each["targets"] == [{"type": "execution", "id": started["executionId"]}]]
        submitted(administrator, task, {"approved": verdict, "comment": "Too short"})
        workshop.work(tenant_id)
        ended = data(administrator.get(started["statusUrl"]))
        assert ended["status"] == expected
    assert "Too short" in ended["error"]["message"]

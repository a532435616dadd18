"""Discovery chat (row 001-85): talks on a worker in this process, with the offline model."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.engine.agent_names import DISCOVERY, DISCOVERY_RESEARCH
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.dialects.praetor.flows import PROJECTS, answer, any_value, make_project, next_question, start
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in
from tests.dialects.praetor.talks import BUSINESS, CHAT, IDEA, PROJECT, Talk, frames, of_type, without_comments
from tests.dialects.ptc.chat.worker_in_process import WorkerInProcess
from tests.support.stack import until


@pytest.fixture(scope="module")
def shared_worker(api_settings: Settings, owner: Engine) -> Iterator[WorkerInProcess]:
    settings = replace(api_settings, extra_agents=("tests.support.discovery_agents",))
    made = WorkerInProcess(settings, owner, agents=[DISCOVERY, DISCOVERY_RESEARCH])
    yield made
    made.close()


@pytest.fixture
def at_work(shared_worker: WorkerInProcess) -> Iterator[WorkerInProcess]:
    yield shared_worker.working()
    shared_worker.pause()


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(
    ("context_type", "messages"),
    [("business_profile", BUSINESS), ("idea_discovery", IDEA), ("project_discovery", PROJECT)],
)
def test_a_talk_goes_from_opening_to_closing_and_its_replay_is_what_was_streamed(
    context_type: str, messages: tuple[str, ...], member: PraetorClient, charles: Person
) -> None:
    talk = Talk(member, charles, context_type)
    told = [talk.say(message) for message in messages]

    for answered in told:
        types = list(dict.fromkeys(frame["type"] for frame in answered))
        assert types[0] == "message"
        assert types[-1] == "done"
        assert (
            {"completeness", "phase"}
            <= set(types)
            <= {"message", "obligation", "completeness", "phase", "research", "done"}
        )
        assert of_type(answered, "done")[0]["state"] == "completed"
    scores = [of_type(answered, "completeness")[0]["score"] for answered in told]
    assert scores == sorted(scores)
    assert of_type(told[0], "phase")[0]["phase"] == "exploration"
    assert of_type(told[-1], "phase")[0]["phase"] == "closing"
    assert "market_research" in {frame["taskType"] for answered in told for frame in of_type(answered, "research")}
    questions = [frame["content"] for frame in talk.state["messages"] if frame["role"] == "assistant"]
    assert questions == ["".join(frame["content"] for frame in of_type(answered, "message")) for answered in told]
    assert len(set(questions)) == len(messages)

    whole = member.get(f"{talk.path}/events").get_data()
    assert without_comments(whole) == talk.sent
    cursors = [frame["cursor"] for frame in frames(whole)]
    assert cursors == sorted(set(cursors))
    since = of_type(told[-2], "done")[0]["cursor"]
    assert frames(member.get(f"{talk.path}/events?since={since}").get_data()) == told[-1]
    page = member.get(f"{talk.path}/events", Accept="application/json").get_json()
    assert page["events"] == [frame for answered in told for frame in answered]

    completed = data(talk.complete())
    assert (completed["status"], completed["phase"]) == ("completed", "closing")
    assert data(talk.complete())["completedAt"] == completed["completedAt"]
    assert problem(talk.post("One more thing")) == (409, "CONFLICT")


@pytest.mark.usefixtures("at_work")
def test_the_documents_example(member: PraetorClient, charles: Person) -> None:
    told = Talk(member, charles).say("My target market is small businesses")
    (found,) = of_type(told, "obligation")
    assert (found["key"], found["status"], found["confidence"]) == ("target_market", "satisfied", 0.9)


@pytest.mark.usefixtures("at_work")
def test_a_contradiction_is_asked_about_and_stands_in_the_way_of_the_end(
    member: PraetorClient, charles: Person
) -> None:
    talk = Talk(member, charles)
    talk.say(BUSINESS[0])
    refused = talk.complete()
    assert problem(refused) == (400, "SESSION_INCOMPLETE")
    details = refused.get_json()["error"]["details"]
    assert "business" in details["missing"]
    assert "target_market" not in details["missing"]
    assert details["completeness"] < details["threshold"]

    for message in (*BUSINESS[1:], "Our budget is 20,000 euros"):
        talk.say(message)
    told = talk.say("The budget is 35k")
    (disputed,) = of_type(told, "obligation")
    assert (disputed["key"], disputed["status"]) == ("budget", "contradicted")
    assert of_type(told, "phase")[0]["phase"] == "validation"
    question = talk.state["nextQuestion"]
    assert (question["key"], question["validates"]) == ("budget", True)
    assert "20,000 euros" in question["text"]
    assert "35k" in question["text"]
    refused = talk.complete()
    assert problem(refused) == (400, "OBLIGATION_UNRESOLVED")
    assert refused.get_json()["error"]["details"]["key"] == "budget"

    assert of_type(talk.say("The first one"), "obligation")[0]["status"] == "satisfied"
    assert {each["key"]: each["statements"] for each in talk.state["obligations"]}["budget"] == ["20,000 euros"]
    assert data(talk.complete())["status"] == "completed"


@pytest.mark.usefixtures("at_work")
def test_what_is_critical_has_to_be_known_however_much_else_is(member: PraetorClient, charles: Person) -> None:
    talk = Talk(member, charles, "project_discovery")
    for message in (
        *(each for each in PROJECT if "success" not in each),
        "We keep records of appointments",
        "It has to be GDPR and secure",
        "Hosted in Germany",
    ):
        talk.say(message)
    refused = talk.complete()
    assert problem(refused) == (400, "OBLIGATION_UNRESOLVED")
    assert refused.get_json()["error"]["details"]["unresolved"] == ["success_criteria"]


@pytest.mark.usefixtures("at_work")
def test_research_runs_beside_the_talk_and_comes_back_into_it(member: PraetorClient, charles: Person) -> None:
    talk = Talk(member, charles)
    talk.say(BUSINESS[0])
    (begun,) = of_type(talk.say(BUSINESS[1]), "research")
    assert (begun["taskType"], begun["status"]) == ("market_research", "pending")
    until(lambda: talk.state["research"][0]["status"] == "completed", what="research")
    (task,) = talk.state["research"]
    assert task["taskId"] == begun["taskId"]
    assert task["result"]["themes"]

    (back,) = of_type(talk.say(BUSINESS[2]), "research")
    assert (back["taskId"], back["status"]) == (begun["taskId"], "completed")
    assert of_type(talk.say("Can you do a competitor analysis?"), "research")[0]["taskType"] == "competitor_analysis"
    assert [each["taskType"] for each in talk.state["research"]] == ["market_research", "competitor_analysis"]


@pytest.mark.usefixtures("at_work")
def test_what_a_talk_about_a_project_finds_out_becomes_guesses_in_its_flow(
    administrator: PraetorClient, ada: Person, member: PraetorClient, stranger: PraetorClient
) -> None:
    project = make_project(administrator, template="generic")
    talk = Talk(administrator, ada, "project_discovery", projectId=project)
    for message in PROJECT[:4]:
        talk.say(message)
    start(administrator, project)
    guesses = {}
    while (question := next_question(administrator, project)["question"])["key"] != "core_objects":
        guesses[question["key"]] = question.get("prefill")
        answer(administrator, project, question["id"], any_value(question))
    assert (guesses["audience"]["source"], guesses["audience"]["value"]) == ("conversation", PROJECT[1])
    assert PROJECT[0] in guesses["purpose"]["value"]
    assert guesses["purpose"]["confidence"] >= 0.8

    assert data(member.get(talk.path))["projectId"] == project
    assert stranger.get(talk.path).status_code == 404
    until(lambda: all(task["status"] == "completed" for task in talk.state["research"]), what="research")
    gone = data(administrator.send("DELETE", f"{PROJECTS}/{project}"))
    assert {"discovery_sessions", "discovery_research", "conversation_turns"} <= set(gone["deletedTables"])
    assert problem(administrator.get(talk.path)) == (404, "NOT_FOUND")


def test_a_message_is_refused_while_the_last_one_is_answered(member: PraetorClient, charles: Person) -> None:
    talk = Talk(member, charles)
    with talk.post("We sell bread") as answering:
        assert answering.status_code == 200
        assert answering.headers["X-RateLimit-Limit"] == "30"
        assert talk.state["status"] == "running"
        assert problem(talk.post("And cakes")) == (409, "CONFLICT")
        assert problem(talk.complete()) == (409, "CONFLICT")
        assert [each["content"] for each in talk.state["messages"]] == ["We sell bread"]


def test_the_same_key_is_the_same_message(member: PraetorClient, charles: Person) -> None:
    talk = Talk(member, charles)
    body = {**talk.body, "message": "We sell bread"}
    with (
        member.post(CHAT, body, Idempotency_Key="one") as first,
        member.post(CHAT, body, Idempotency_Key="one") as again,
    ):
        assert first.headers["X-Run-Id"] == again.headers["X-Run-Id"]
    assert problem(member.post(CHAT, {**body, "message": "Cakes"}, Idempotency_Key="one")) == (409, "CONFLICT")
    assert len(talk.state["messages"]) == 1


def test_the_body_must_name_the_token_and_say_something(
    app: Flask, owner: Engine, member: PraetorClient, charles: Person
) -> None:
    talk = Talk(member, charles)
    for claim in ("userId", "tenantId"):
        assert problem(talk.post("Hello", {claim: str(new_id())})) == (403, "FORBIDDEN")
    for wrong in ({"contextType": "gossip"}, {"message": " \n"}, {"sessionId": "first"}, {"projectId": 7}):
        assert problem(talk.post("Hello", wrong)) == (400, "VALIDATION_ERROR")
    assert problem(talk.post("Hello", {"projectId": str(new_id())})) == (404, "NOT_FOUND")
    assert problem(member.get(talk.path)) == (404, "NOT_FOUND")
    talk.post("Hello").close()
    assert problem(talk.post("Hello", {"contextType": "idea_discovery"})) == (409, "CONFLICT")

    colleague = make_person(owner, tenant_id=charles.tenant_id)
    other = signed_in(app, colleague)
    assert problem(other.get(talk.path)) == (404, "NOT_FOUND")
    assert problem(other.post(CHAT, {**talk.body, "message": "Hello", "userId": str(colleague.id)})) == (
        404,
        "NOT_FOUND",
    )

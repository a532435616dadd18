"""The flow: questions, answers, what follows from them, readiness and transitions (rows 001-06 to 001-10)."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.flow.libraries import check_data
from app.domain.flow.question_bank import all_banks
from tests.dialects.praetor.flows import (
    FLOW,
    PROJECTS,
    answer,
    answer_all,
    any_value,
    make_project,
    move_on,
    next_question,
    start,
    to_phase,
)
from tests.dialects.praetor.people import PraetorClient, data, problem


def question_id(client: PraetorClient, project: str, key: str) -> str:
    """Answer what comes before the question ``key``; its id."""
    while (question := next_question(client, project)["question"])["key"] != key:
        answer(client, project, question["id"], any_value(question))
    found: str = question["id"]
    return found


def test_the_data_is_sound_and_every_template_asks_enough() -> None:
    check_data()
    assert set(all_banks()) == {"generic", "saas", "e-commerce", "marketplace"}
    for bank in all_banks().values():
        assert len(list(bank.of_phase("DISCOVERY"))) >= 15


@pytest.mark.parametrize("template", ["saas", "e-commerce", "marketplace", "something else", None])
def test_a_project_goes_through_all_phases(administrator: PraetorClient, template: str | None) -> None:
    project = make_project(administrator, template=template)
    started = start(administrator, project)
    assert started["phase"] == "DISCOVERY"
    assert started["totalQuestions"] >= 12
    assert [each["type"] for each in started["firstQuestion"]["variants"]] == ["original", "simplified"]
    assert started["firstQuestion"]["answerType"] == "select"
    assert started["firstQuestion"]["options"]

    assert answer_all(administrator, project) >= 15
    moved = data(move_on(administrator, project, "FEATURE_SELECTION"))
    assert (moved["previousPhase"], moved["currentPhase"]) == ("DISCOVERY", "FEATURE_SELECTION")
    assert moved["entryActions"]["featureCandidatesGenerated"] >= 8
    for phase in ("PLAN_GENERATION", "PLANNING", "VISUAL_DISCOVERY", "SPECIFICATION"):
        answer_all(administrator, project)
        data(move_on(administrator, project, phase))
    shown = data(administrator.get(f"{PROJECTS}/{project}"))
    assert shown["phase"] == "SPECIFICATION"
    assert shown["selectedFeatures"]


def test_an_answer_updates_the_ontology_and_cascades_into_prefills(member: PraetorClient) -> None:
    project = make_project(member)
    start(member, project)
    kind = question_id(member, project, "listing_kind")

    effects = answer(member, project, kind, "rental", confidence=0.9, selectedVariant="simplified")["effects"]
    assert effects["ontologyUpdates"] == [{"type": "entity", "name": "Things to borrow or rent", "confidence": 0.9}]
    assert effects["suggestions"] == ["Deposits and damage need rules before the first handover"]
    cascades = {each["questionId"]: each["newConfidence"] for each in effects["prefillCascades"]}
    following = next_question(member, project)["question"]
    assert following["key"] == "availability"
    assert cascades[following["id"]] == round(0.85 * 0.9, 2)
    assert following["prefill"]["value"] is True
    assert following["prefill"]["source"] == "listing_kind"

    again = answer(member, project, kind, "goods")
    assert next_question(member, project)["question"]["prefill"]["value"] is False
    names = {each["name"] for each in data(member.get(f"{PROJECTS}/{project}"))["discoveryOutput"]["entity"]}
    assert "Goods to buy" in names
    assert "Things to borrow or rent" not in names
    assert again["effects"]["suggestions"] == []


def test_questions_are_asked_only_where_they_apply(member: PraetorClient) -> None:
    project = make_project(member, template="generic")
    start(member, project)
    answer(member, project, question_id(member, project, "accounts"), False)
    before = next_question(member, project)["progress"]["total"]
    payments = question_id(member, project, "payments")
    answer(member, project, payments, False)
    without = next_question(member, project)
    answer(member, project, payments, True)

    assert without["question"]["key"] != "payment_methods"
    assert next_question(member, project)["question"]["key"] == "payment_methods"
    assert next_question(member, project)["progress"]["total"] == before + 1


@pytest.mark.parametrize(
    ("key", "value"),
    [("platform", "watch"), ("platform", ["web"]), ("purpose", " "), ("accounts", "yes"), ("expected_users", True)],
)
def test_answers_must_be_of_their_questions_kind(member: PraetorClient, key: str, value: object) -> None:
    project = make_project(member, template="generic")
    start(member, project)
    body = {"projectId": project, "questionId": question_id(member, project, key), "answer": {"value": value}}
    assert problem(member.post(f"{FLOW}/answer-question", body)) == (400, "VALIDATION_ERROR")


def test_readiness_names_what_is_missing(administrator: PraetorClient, member: PraetorClient) -> None:
    project = make_project(member)
    start(member, project)
    readiness = data(member.get(f"{FLOW}/readiness/{project}"))
    assert (readiness["currentPhase"], readiness["readinessScore"], readiness["isReady"]) == ("DISCOVERY", 0, False)
    assert {each["type"] for each in readiness["blockers"]} == {"unanswered_question"}

    refused = move_on(member, project, "FEATURE_SELECTION")
    assert problem(refused) == (400, "READINESS_FAILED")
    assert refused.get_json()["error"]["details"]["threshold"] == 0.95
    assert problem(move_on(member, project, "FEATURE_SELECTION", force=True)) == (403, "FORBIDDEN")
    assert data(move_on(administrator, project, "FEATURE_SELECTION", force=True))["currentPhase"] == "FEATURE_SELECTION"


def test_phases_come_one_after_another(administrator: PraetorClient) -> None:
    project = make_project(administrator)
    assert problem(move_on(administrator, project, "FEATURE_SELECTION", force=True)) == (400, "PHASE_INVALID")
    assert problem(administrator.post(f"{FLOW}/get-next-question", {"projectId": project})) == (400, "PHASE_INVALID")
    start(administrator, project)
    assert problem(administrator.post(f"{FLOW}/start", {"projectId": project})) == (400, "PHASE_INVALID")
    for target in ("PLANNING", "DISCOVERY", "CREATED", "SPECIFICATION"):
        assert problem(move_on(administrator, project, target, force=True)) == (400, "PHASE_INVALID")
    assert problem(move_on(administrator, project, "NOWHERE")) == (400, "VALIDATION_ERROR")


def test_a_pattern_settles_questions(administrator: PraetorClient) -> None:
    project = make_project(administrator, template="generic")
    start(administrator, project)
    answer(administrator, project, question_id(administrator, project, "platform"), "api")
    answer_all(administrator, project)
    for phase in ("FEATURE_SELECTION", "PLAN_GENERATION", "PLANNING"):
        data(move_on(administrator, project, phase))
        answer_all(administrator, project)

    entered = data(move_on(administrator, project, "VISUAL_DISCOVERY"))["entryActions"]
    assert entered["questionsSupressed"] == 3
    assert "API first" in entered["patterns"]
    assert next_question(administrator, project)["question"] is None
    assert data(administrator.get(f"{FLOW}/readiness/{project}"))["isReady"] is True


def test_two_at_once_are_one_after_the_other(administrator: PraetorClient) -> None:
    project = make_project(administrator)
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: administrator.post(f"{FLOW}/start", {"projectId": project}), range(4)))
    assert sorted(each.status_code for each in started) == [200, 400, 400, 400]
    answer_all(administrator, project)
    with ThreadPoolExecutor(4) as pool:
        moved = list(pool.map(lambda _: move_on(administrator, project, "FEATURE_SELECTION"), range(4)))
    assert sorted(each.status_code for each in moved) == [200, 400, 400, 400]


def test_the_flow_of_another_tenant_is_nobodys(administrator: PraetorClient, stranger: PraetorClient) -> None:
    project = make_project(administrator)
    to_phase(administrator, project, "DISCOVERY")
    first = next_question(administrator, project)["question"]["id"]
    body = {"projectId": project, "questionId": first, "answer": {"value": "web"}}
    for path in ("start", "get-next-question"):
        assert problem(stranger.post(f"{FLOW}/{path}", {"projectId": project})) == (404, "NOT_FOUND")
    assert problem(stranger.post(f"{FLOW}/answer-question", body)) == (404, "NOT_FOUND")
    assert problem(move_on(stranger, project, "FEATURE_SELECTION")) == (404, "NOT_FOUND")
    assert problem(stranger.get(f"{FLOW}/readiness/{project}")) == (404, "NOT_FOUND")

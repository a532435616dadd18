"""Projects in tests, and going through their flow the way a client does."""

from typing import Any

from tests.dialects.praetor.people import PraetorClient, data

PROJECTS = "/api/projects"
FLOW = "/api/flow"


def make_project(client: PraetorClient, *, template: str | None = "marketplace", **more: Any) -> str:
    """A new project's id."""
    project_id: str = data(client.post(PROJECTS, {"name": "Tool library", "template": template, **more}), 201)["id"]
    return project_id


def start(client: PraetorClient, project_id: str) -> dict[str, Any]:
    found: dict[str, Any] = data(client.post(f"{FLOW}/start", {"projectId": project_id}))
    return found


def next_question(client: PraetorClient, project_id: str) -> dict[str, Any]:
    found: dict[str, Any] = data(client.post(f"{FLOW}/get-next-question", {"projectId": project_id}))
    return found


def answer(client: PraetorClient, project_id: str, question_id: str, value: Any, **more: Any) -> dict[str, Any]:
    body = {"projectId": project_id, "questionId": question_id, "answer": {"value": value, **more}}
    found: dict[str, Any] = data(client.post(f"{FLOW}/answer-question", body))
    return found


def move_on(client: PraetorClient, project_id: str, target: str, **more: Any) -> Any:
    return client.post(f"{FLOW}/transition", {"projectId": project_id, "targetPhase": target, **more})


WORDS = {
    "purpose": "Neighbours buy tools that they use once a year, because nobody knows who could lend one",
    "audience": "tenants, home owners, caretakers",
    "main_tasks": "offer a tool, find a tool nearby, book a tool, return a tool",
    "core_objects": "tools, bookings, deposits, reviews",
    "integrations": "none",
    "supply_side": "home owners",
}


def any_value(question: dict[str, Any]) -> Any:
    """An answer that the question can have: its guess, else something of its kind."""
    if "prefill" in question:
        return question["prefill"]["value"]
    options = [option["value"] for option in question.get("options", [])]
    by_type = {
        "text": WORDS.get(question["key"], f"Whatever {question['key'].replace('_', ' ')} means"),
        "select": options and options[0],
        "multiselect": options[:12],
        "boolean": True,
        "number": 500,
    }
    return by_type[question["answerType"]]


def answer_all(client: PraetorClient, project_id: str) -> int:
    """Answer every question of the present phase; how many that were."""
    count = 0
    while (question := next_question(client, project_id)["question"]) is not None:
        answer(client, project_id, question["id"], any_value(question))
        count += 1
    return count


def to_phase(client: PraetorClient, project_id: str, target: str) -> None:
    """Start the flow and go through its phases up to ``target``."""
    start(client, project_id)
    for phase in ("FEATURE_SELECTION", "PLAN_GENERATION", "PLANNING", "VISUAL_DISCOVERY", "SPECIFICATION"):
        if data(client.get(f"{PROJECTS}/{project_id}"))["phase"] == target:
            return
        answer_all(client, project_id)
        data(move_on(client, project_id, phase))

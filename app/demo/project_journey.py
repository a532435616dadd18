"""A project's journey: its questions, a specification by a supervised team, and one that runs out of budget."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.demo.frames import event
from app.demo.journey import JourneyFailed
from app.demo.project_client import ProjectClient
from app.demo.screen import Screen

PART = 0.25
"""Of what the first execution has used, the second one's budget."""
SHOWN_ANSWERS = 4
IDEA = "A tool library where neighbours lend each other tools"
ANSWERS: Mapping[str, str] = {
    "purpose": "Neighbours buy tools that they use once a year, because nobody knows who could lend one",
    "audience": "tenants, home owners, caretakers",
    "main_tasks": "offer a tool, find a tool nearby, book a tool, return a tool",
    "core_objects": "tools, bookings, deposits, reviews",
}
"""For :data:`IDEA`; any other one is the answer to every open question."""


def specify(client: ProjectClient, idea: str, screen: Screen) -> None:
    """Have ``idea`` specified by agents, twice, and check that nothing was missed, lost or done again.

    Raises:
        JourneyFailed: an execution did not end as it had to, or its replay differs from what was streamed.
    """
    project_id = client.create_project(idea.partition(",")[0][:80], idea)
    screen.line(f"Project {project_id}: {idea}")
    _answer_all(client, project_id, idea, screen)
    used = _supervised(client, project_id, screen)
    _interrupted(client, project_id, round(used * PART), screen)


def _answer_all(client: ProjectClient, project_id: str, idea: str, screen: Screen) -> None:
    client.start_flow(project_id)
    count = 0
    while (question := client.next_question(project_id)) is not None:
        value = _value(question, idea)
        client.answer(project_id, question["id"], value)
        count += 1
        if count <= SHOWN_ANSWERS:
            screen.line(f"  {question['text']}\n    {value if isinstance(value, str) else str(value)[:100]}")
    screen.line(f"  … {count} questions answered")


def _value(question: Mapping[str, Any], idea: str) -> Any:
    """What is known for the idea, else what the flow guesses, else the first option, else the idea."""
    if idea == IDEA and question["key"] in ANSWERS:
        return ANSWERS[question["key"]]
    if "prefill" in question:
        return question["prefill"]["value"]
    options = [option["value"] for option in question.get("options", [])]
    values = {"select": options[:1], "multiselect": [options[:3]], "boolean": [True], "number": [100]}
    return next(iter(values.get(question["answerType"], [])), idea)


def _supervised(client: ProjectClient, project_id: str, screen: Screen) -> int:
    """Have a supervisor and its team specify the project; the tokens that it took."""
    screen.line("\n== hierarchical: a supervisor plans, delegates, reviews and sends back ==")
    execution_id = client.generate(project_id, strategy="hierarchical")
    streamed = _watch(client, execution_id, screen)
    status = client.status(execution_id)
    if status["status"] != "completed" or not status["result"]["validationPassed"]:
        raise JourneyFailed(f"the execution is {status['status']}: {status.get('error')}")
    _show_result(status["result"], screen)
    with client.events(execution_id) as coming:
        if list(coming) != streamed:
            raise JourneyFailed("the replay differs from what was streamed")
    screen.line(f"  Replayed {len(streamed)} frames; each is byte for byte what was streamed.")
    kept = client.memory(execution_id)["totals"]
    screen.line(f"  The agents keep {kept['totalMessages']} messages, {kept['totalTokens']} tokens.")
    return int(status["budget"]["tokensUsed"])


def _interrupted(client: ProjectClient, project_id: str, tokens: int, screen: Screen) -> None:
    """An execution with too small a budget, and the rest of it with a larger one."""
    screen.line(f"\n== parallel: everybody at once, with {tokens} tokens, which is too little ==")
    execution_id = client.generate(project_id, strategy="parallel", budget={"maxTokens": tokens})
    streamed = _watch(client, execution_id, screen)
    status = client.status(execution_id)
    if status["status"] == "completed":
        screen.line("  It was enough.")
        return
    error, used = status["error"], status["budget"]["tokensUsed"]
    if error["code"] != "budget_exceeded" or used > tokens:
        raise JourneyFailed(f"the execution ended with {error} after {used} of {tokens} tokens")
    screen.line(f"  {error['code']}: {used} of {tokens} tokens. It goes on from its checkpoint {error['checkpoint']}.")
    client.resume(execution_id, error["checkpoint"], {"maxTokens": 1_000_000})
    streamed += _watch(client, execution_id, screen, since=event(streamed[-1])["cursor"])
    finished = [each for each in map(event, streamed) if each["type"] == "agent_completed"]
    labels = [each["label"] for each in finished]
    if len(labels) != len(set(labels)):
        raise JourneyFailed("something that was finished was done again")
    if client.status(execution_id)["status"] != "completed":
        raise JourneyFailed("the resumed execution did not complete")
    _show_result(client.status(execution_id)["result"], screen)


def _watch(client: ProjectClient, execution_id: str, screen: Screen, *, since: int = 0) -> list[bytes]:
    """The frames to the end, shown as they come, with progress and budget whenever an agent is done."""
    seen: list[bytes] = []
    with client.events(execution_id, since=since) as coming:
        for frame in coming:
            seen.append(frame)
            told = event(frame)
            _show(told, screen)
            if told["type"] in ("planned", "delegated", "review", "merged", "audited"):
                _show_progress(client.status(execution_id), screen)
    if not seen or event(seen[-1])["type"] != "done":
        raise JourneyFailed("the stream ended before the execution")
    return seen


def _show_progress(status: Mapping[str, Any], screen: Screen) -> None:
    screen.progress({**status, "state": status["status"]})


def _show(told: Mapping[str, Any], screen: Screen) -> None:
    match told:
        case {"type": "planned", "delegations": list(delegations)}:
            for each in delegations:
                needs = f" (after {', '.join(each['needs'])})" if each["needs"] else ""
                screen.line(f"    {each['agent']}{needs}: {each['task']}")
        case {"type": "agent_completed", "label": label, "role": role, "tokens": tokens, "sawOutputsOf": saw}:
            screen.line(f"  {label} ({role}) saw {', '.join(saw) or 'nobody'}: {tokens} tokens")
        case {"type": "sent_back", "agent": agent, "remarks": list(remarks)}:
            screen.line(f"  sent back to {agent}: {remarks[0]}{' …' if len(remarks) > 1 else ''}")
        case {"type": "merged", "conflicts": list(conflicts)}:
            screen.line(f"  merged, with {len(conflicts)} conflicts settled")
        case {"type": "audited", "completeness": completeness, "findings": findings}:
            screen.line(f"  audited: {completeness:.0%} complete, {findings} findings")
        case {"type": "budget", "percent": percent}:
            screen.line(f"  {percent} % of the budget is used")
        case {"type": "error", "message": message}:
            screen.line(f"  error: {message}")


def _show_result(result: Mapping[str, Any], screen: Screen) -> None:
    spec = result["spec"]
    sections: Sequence[str] = ("requirements", "entities", "endpoints", "workflows", "testCases")
    screen.line("  SpecV1 with " + ", ".join(f"{len(spec[name])} {name}" for name in sections))
    for requirement in spec["requirements"][:3]:
        screen.line(f"    {requirement['id']} {requirement['title']}")

"""Agents under the chat's names that do as the message says: every event that a conversation can have.

The message is JSON, e.g. {"words": 40, "pause": 0.01, "steps": 2}; anything else is answered with one word.
Registered with BATON_EXTRA_AGENTS.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from app.engine.agent_names import CHAT, SUMMARIZE
from tests.support.agents import TestAgent
from workers.agents.agent import Child, Completed, Step, StepContext, StepOutcome, WaitForChildren, WaitForPerson

PLAN = {
    "interruptId": "plan-1",
    "reason": "plan_review",
    "plan": "First this, then that",
    "actions": [{"actionId": "plan-1-a", "type": "plan_review", "description": "Do it"}],
}
CALL = {"callId": "call_001", "name": "write_file"}
ARGUMENTS = {"path": "/workspace/hello.py", "content": "print('Hello World')"}
TOLD_AT = "2026-03-18T17:00:00.125Z"
USAGE = {"inputTokens": 900, "outputTokens": 350, "totalTokens": 1250}

EVERYTHING: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("text_delta", {"delta": "I'll create "}),
    ("text_delta", {"delta": "a script"}),
    ("tool_call_delta", {**CALL, "arguments": '{"path": ', "index": 0}),
    ("tool_call", {**CALL, "arguments": ARGUMENTS}),
    (
        "artifact",
        {
            "artifactType": "file_operation",
            "artifactId": "call_001",
            "timestamp": TOLD_AT,
            "status": "completed",
            "payload": {
                "operation": "write_file",
                "file_path": "/workspace/hello.py",
                "line_count": 1,
                "content": "print('Hello World')",
            },
        },
    ),
    ("tool_result", {**CALL, "result": "File created successfully", "failed": False}),
    (
        "assistant_message",
        {
            "content": [
                {"type": "text", "text": "I'll create a script"},
                {"type": "tool_use", "id": "call_001", "name": "write_file", "input": ARGUMENTS},
            ]
        },
    ),
    ("usage", USAGE),
    (
        "subagents",
        {
            "activeTasks": [
                {"id": "call_2", "description": "Look", "type": "research", "toolCalls": 1, "currentTool": "grep"}
            ],
            "completedTasks": [],
            "timestamp": TOLD_AT,
        },
    ),
    (
        "warning",
        {"warning": "timeout_warning", "message": "Soon over", "elapsedSeconds": 90, "timeoutSeconds": 100},
    ),
    (
        "retry",
        {
            "message": "Again",
            "retryCount": 1,
            "maxRetries": 3,
            "errorType": "connection_error",
            "errorClass": "ConnectError",
        },
    ),
    ("summarization", {"signal": "start"}),
    ("summarization", {"signal": "complete", "summaryLength": 12}),
    ("budget", {"share": 50}),
)


def told(input: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        found = json.loads(str(input.get("message", "")))
    except ValueError:
        return {"words": 1}
    return found if isinstance(found, dict) else {"words": 1}


def complete(text: str, reason: str = "end_turn", **more: Any) -> Completed:
    result = {"text": text, "stopReason": reason, "usage": USAGE, **more}
    return Completed(terminal="chat_complete", result=result)


async def _asked_to_end(context: StepContext) -> bool:
    def look(connection: Any) -> bool:
        statement = text("SELECT 1 FROM conversation_turns WHERE run_id = :run AND details ? 'softInterrupt'")
        return connection.execute(statement, {"run": context.run_id}).first() is not None

    return await context.read(look)


def _words(number: int, *, last: bool) -> Step:
    async def run(context: StepContext) -> StepOutcome:
        if await _asked_to_end(context):
            return complete("stopped", "soft_interrupted")
        wanted = told(context.input)
        for index in range(int(wanted.get("words", 5))):
            await context.emit("text_delta", delta=f"s{number}w{index} ")
            await asyncio.sleep(float(wanted.get("pause", 0)))
        if last:
            return complete(f"all {number} steps")
        return StepOutcome(output=number)

    return Step(name=f"words-{number}", run=run)


async def _everything(context: StepContext) -> StepOutcome:
    for type_, data in EVERYTHING:
        await context.emit(type_, **data)
    return complete("I'll create a script", timestamp=TOLD_AT)


async def _plan(context: StepContext) -> StepOutcome:
    await context.emit("text_delta", delta="A plan: ")
    return WaitForPerson(question=PLAN)


async def _decided(context: StepContext) -> StepOutcome:
    rejected = [each for each in context.answer["decisions"] if each["type"] == "reject"]
    await context.emit("text_delta", delta="rejected" if rejected else "approved")
    return complete("rejected", "rejected") if rejected else complete("done as planned")


async def _delegate(context: StepContext) -> StepOutcome:
    wanted = told(context.input)
    child = {"message": "Look around", "taskType": "research", "words": 3, "steps": 1, "pause": wanted.get("pause", 0)}
    return WaitForChildren(children=[Child(agent="test.words", input=child)] * int(wanted["children"]))


async def _collect(context: StepContext) -> StepOutcome:
    return complete("collected", "soft_interrupted" if await _asked_to_end(context) else "end_turn")


async def _fail_once(context: StepContext) -> StepOutcome:
    raise ValueError("a secret that clients must not see")


async def _sleep(context: StepContext) -> StepOutcome:
    await context.emit("text_delta", delta="waiting ")
    await asyncio.Event().wait()
    return StepOutcome()


def _chat(input: Mapping[str, Any]) -> Sequence[Step]:
    wanted = told(input)
    named = {
        "everything": [("everything", _everything)],
        "plan": [("plan", _plan), ("decided", _decided)],
        "children": [("delegate", _delegate), ("collect", _collect)],
        "fail": [("fail", _fail_once)],
        "sleep": [("sleep", _sleep)],
    }
    for name, steps in named.items():
        if name in wanted:
            return [Step(name=step, run=run) for step, run in steps]
    count = int(wanted.get("steps", 1))
    return [_words(number, last=number == count) for number in range(1, count + 1)]


async def _summarize(context: StepContext) -> StepOutcome:
    def count(connection: Any) -> int:
        statement = (
            "SELECT coalesce(sum(json_array_length(messages)), 0) FROM conversation_turns WHERE session_id = :id"
        )
        return int(connection.execute(text(statement), {"id": context.session_id}).scalar_one())

    kept, messages = int(context.input["keepMessages"]), await context.read(count)
    result = {"success": messages > kept, "originalMessageCount": messages, "newMessageCount": kept + 1}
    result["summaryLength"] = 42
    return Completed(terminal="summarize_complete", result=result)


AGENTS = {
    CHAT: TestAgent(CHAT, _chat),
    SUMMARIZE: TestAgent(SUMMARIZE, lambda _input: [Step(name="summarize", run=_summarize)]),
}

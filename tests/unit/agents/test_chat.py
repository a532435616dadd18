"""The conversing agent: tools, artifacts, limits, plan mode, sub-agents, repetitions, summaries."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from app.settings import read_settings
from tests.unit.agents.chat_script import SUMMARY, Calls, ChatScript
from tests.unit.agents.runner import Run, nothing_swallowed
from workers.agents.agent import Completed, StepOutcome, WaitForChildren, WaitForPerson
from workers.agents.chat.agent import ChatAgent
from workers.agents.chat.message_json import loaded
from workers.agents.chat.tool_turn import CUT
from workers.agents.chat.transcript import added
from workers.agents.ptc.agents import CHAT_AGENT, SUB_AGENT

SETTINGS = read_settings({"BATON_CHAT_HISTORY_TOKENS": "2000"})
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
HELLO = "print('Hello World')\n"


class Conversation(Run):
    """A run that stops where it ends or waits."""

    def go_on(self) -> StepOutcome:
        for step in self.steps[len(self.outputs) :]:
            outcome = self.execute(step)
            if isinstance(outcome, Completed | WaitForPerson | WaitForChildren):
                return outcome
        raise AssertionError("the run has no end")

    def resume(self, **changes: Any) -> StepOutcome:
        """The next step, with what was waited for; then on."""
        step = self.steps[len(self.outputs)]
        context = self.context(step.name, **changes)
        self._fold(step.name, context, self.attempt(step, context))
        outcome = self.outcomes[step.name]
        return outcome if isinstance(outcome, Completed) else self.go_on()


def conversation(tmp_path: Path, script: ChatScript, *, agent: ChatAgent = CHAT_AGENT, **input: Any) -> Conversation:
    composed = replace(agent, backoff_seconds=0.0, read_settings=lambda: SETTINGS)
    asked = {"message": "Do it", "workspaceId": None, **input}
    tables: Mapping[str, Any] = {"before": [], "is_interrupted": False}
    return Conversation(composed, script.model, input=asked, workspaces=tmp_path, tables=tables)


def results(run: Run) -> list[tuple[str, bool]]:
    return [(data["result"], data["failed"]) for data in run.data_of("tool_result")]


def completed(outcome: StepOutcome) -> Mapping[str, Any]:
    assert isinstance(outcome, Completed)
    return outcome.result


def test_files_are_written_read_edited_listed_and_searched_with_artifacts(tmp_path: Path) -> None:
    script = ChatScript(
        Calls("I will write it.", [("write_file", {"path": "/home/workspace/hello.py", "content": HELLO})]),
        Calls("", [("edit_file", {"path": "hello.py", "old_string": "World", "new_string": "you"})]),
        Calls("", [("read_file", {"path": "/workspace/hello.py"}), ("list_files", {"pattern": "*.py"})]),
        Calls(
            "", [("grep", {"pattern": "H.llo"}), ("todo_write", {"todos": [{"content": "all", "status": "completed"}]})]
        ),
        Calls("Done. It greets you."),
    )
    run = conversation(tmp_path, script)

    result = completed(run.go_on())

    assert result["text"] == "Done. It greets you. "
    assert result["stopReason"] == "end_turn"
    assert result["usage"]["totalTokens"] == run.data_of("usage")[-1]["totalTokens"] > 0
    assert results(run) == [
        ("Wrote /home/workspace/hello.py (1 lines).", False),
        ("Edited hello.py.", False),
        ("print('Hello you')\n", False),
        ("hello.py (19 bytes)", False),
        ("hello.py:1: print('Hello you')", False),
        ("The list has 1 entries: 1 completed, 0 in progress, 0 pending.", False),
    ]
    written, edited, todos = run.data_of("artifact")
    assert written["payload"] == {
        "operation": "write_file",
        "file_path": "/home/workspace/hello.py",
        "line_count": 1,
        "content": HELLO,
    }
    assert (written["artifactId"], written["status"]) == (run.data_of("tool_call")[0]["callId"], "completed")
    assert all(MOMENT.fullmatch(told["timestamp"]) for told in (written, edited, todos, result))
    assert (edited["payload"]["old_string"], edited["payload"]["new_string"]) == ("World", "you")
    assert (todos["artifactType"], todos["payload"]["completed"]) == ("todo_update", 1)
    assert run.text.startswith("I will write it. ")
    assert run.data_of("assistant_message")[0]["content"][1]["name"] == "write_file"
    assert "".join(data["arguments"] for data in run.data_of("tool_call_delta")).startswith('{"path"')
    assert [step for step in run.outputs if "earlier" in run.outputs[step]] == ["opening"]


def test_a_program_is_run_and_its_output_is_the_result(tmp_path: Path) -> None:
    script = ChatScript(
        Calls("", [("run_python", {"code": "print(6 * 7)"})]),
        Calls("", [("run_shell", {"command": "echo out; exit 3"})]),
        Calls("Done."),
    )
    run = conversation(tmp_path, script, cwd="/workspace/app")

    run.go_on()

    told = results(run)
    if "confined" in told[0][0]:
        assert [failed for _, failed in told] == [True, True]
    else:
        assert told == [("Exit code 0.\n42\n", False), ("Exit code 3.\nout\n", True)]


def test_what_the_model_does_wrong_comes_back_to_it_as_a_failed_result(tmp_path: Path) -> None:
    script = ChatScript(
        Calls("", [("read_file", {"path": "../../etc/passwd"}), ("write_file", {"path": "a.txt"})]),
        Calls("", [("edit_file", {"path": "no.txt", "old_string": "a", "new_string": "b"}), ("fly", {})]),
        Calls("", [("run_shell", {"command": "ls"}), ("grep", {"pattern": "("})]),
        Calls("I could not."),
    )
    run = conversation(tmp_path, script, allowedTools=["read_file", "write_file", "edit_file", "grep", "fly"])

    run.go_on()

    told = [text for text, failed in results(run) if failed]
    assert "outside of the workspace" in told[0]
    assert "content" in told[1]
    assert told[2] == "There is no file no.txt"
    assert told[3] == "There is no tool fly."
    assert told[4] == "The tool run_shell is not allowed here."
    assert "not a regular expression" in told[5]
    assert run.data_of("artifact")[0]["payload"]["error"] == "There is no file no.txt"
    assert "run_shell" not in script.tools[0]


def test_market_data_says_that_it_is_a_sample(tmp_path: Path) -> None:
    script = ChatScript(
        Calls("", [("market_data", {"symbol": "AAPL", "interval": "5min", "from": "2025-03-04", "to": "2025-03-05"})]),
        Calls("", [("market_data", {"symbol": "NOPE1"}), ("market_data", {"symbol": "AAPL", "interval": "7min"})]),
        Calls("Done."),
    )
    run = conversation(tmp_path, script)

    run.go_on()

    (told, failed), *refused = results(run)
    data = json.loads(told)
    assert not failed
    assert "sample" in data["notice"].lower()
    assert len(data["bars"]) == 120
    assert data["bars"][0]["date"].startswith("2025-03-05")
    assert "leftOut" in data
    assert [failed for _, failed in refused] == [True, True]


def test_an_edit_that_was_cut_off_by_a_death_is_made_once(tmp_path: Path) -> None:
    script = ChatScript(
        Calls("", [("write_file", {"path": "a.txt", "content": "one"})]),
        Calls("", [("edit_file", {"path": "a.txt", "old_string": "one", "new_string": "one one"})]),
        Calls("Done."),
    )
    run = conversation(tmp_path, script)
    run.until("turn-5")
    step = run.step("turn-5")

    run.attempt(step, run.context(step.name))  # this attempt wrote the file and died before its commit
    run.go_on()

    assert results(run)[1] == ("Edited a.txt.", False)
    assert next(tmp_path.rglob("a.txt")).read_text() == "one one"


def test_a_broken_turn_goes_on_behind_its_text(tmp_path: Path) -> None:
    script = ChatScript(Calls("one two three"), Calls("three"))
    run = conversation(tmp_path, script)
    run.until("turn-1")
    step = run.step("turn-1")

    broken = run.context(step.name, dies_after=2)
    with nothing_swallowed():
        run.attempt(step, broken)
    outcome = run.attempt(step, run.context(step.name, partial_text="one two "))

    assert completed(outcome)["text"] == "one two three "
    assert step.broken == "continue"


def test_flash_has_no_tools_and_needs_no_sandbox() -> None:
    script = ChatScript(Calls("", [("write_file", {"path": "a", "content": "b"})]), Calls("Hello."))
    run = Conversation(
        CHAT_AGENT,
        script.model,
        input={"message": "Hi", "mode": "flash"},
        tables={"before": [], "is_interrupted": False},
    )

    run.go_on()

    assert script.tools[0] == ["task"]
    assert "no workspace" in results(run)[0][0]


def test_a_plan_is_reviewed_before_anything_is_changed(tmp_path: Path) -> None:
    write = ("write_file", {"path": "a.txt", "content": "x"})
    script = ChatScript(
        Calls("", [write, ("submit_plan", {"plan": "Write a.txt"})]),
        Calls("", [("submit_plan", {"plan": "Write b.txt"})]),
        Calls("", [write]),
        Calls("Done."),
    )
    run = conversation(tmp_path, script, planMode=True)

    first = run.go_on()
    assert isinstance(first, WaitForPerson)
    assert first.question["plan"] == "Write a.txt"
    assert first.question["actions"][0]["type"] == "plan_review"
    assert "approved before write_file" in results(run)[0][0]
    assert {"run_python", "write_file", "task"}.isdisjoint(script.tools[0])

    second = run.resume(answer={"decisions": [{"type": "reject", "message": "call it b"}]})
    assert isinstance(second, WaitForPerson)
    last = run.resume(answer={"decisions": [{"type": "approve"}]})

    assert completed(last)["stopReason"] == "end_turn"
    assert results(run)[-1] == ("Wrote a.txt (1 lines).", False)
    assert "submit_plan" not in script.tools[2]


def test_a_plan_rejected_without_a_word_ends_the_run(tmp_path: Path) -> None:
    run = conversation(tmp_path, ChatScript(Calls("My plan: nothing.")), planMode=True)

    assert isinstance(run.go_on(), WaitForPerson)
    assert completed(run.resume(answer={"decisions": [{"type": "reject"}]}))["stopReason"] == "rejected"


def test_tasks_of_one_turn_become_child_runs_at_the_same_time(tmp_path: Path) -> None:
    script = ChatScript(
        Calls(
            "",
            [("task", {"description": "Find A", "type": "research"}), ("task", {"description": "Find B", "type": "x"})],
        ),
        Calls("Both found."),
    )
    run = conversation(tmp_path, script)

    waiting = run.go_on()
    assert isinstance(waiting, WaitForChildren)
    assert [child.input["message"] for child in waiting.children] == ["Find A", "Find B"]
    assert [child.agent for child in waiting.children] == [SUB_AGENT.name] * 2
    assert [task["type"] for task in run.data_of("subagents")[0]["activeTasks"]] == ["research", "x"]

    usage = {"inputTokens": 3, "outputTokens": 4}
    children = [
        {"state": "completed", "result": {"text": "A is here", "usage": usage}, "error": None},
        {"state": "failed", "result": None, "error": {"message": "It broke."}},
    ]
    run.resume(children=children)

    assert results(run) == [("A is here", False), ("The sub-agent came to no result: It broke.", True)]
    assert all(MOMENT.fullmatch(data["timestamp"]) for data in run.data_of("subagents"))
    assert run.data_of("subagents")[1]["completedTasks"] == [data["callId"] for data in run.data_of("tool_call")]


def test_a_sub_agent_says_only_what_it_does_and_reports_at_its_end(tmp_path: Path) -> None:
    script = ChatScript(Calls("Writing", [("write_file", {"path": "a", "content": "b"})]), Calls("Wrote a."))
    run = conversation(tmp_path, script, agent=SUB_AGENT, agentName="research-1")

    result = completed(run.go_on())

    assert run.types[:3] == ["tool_call", "artifact", "tool_result"]
    assert {data["agent"] for kind in run.types[:3] for data in run.data_of(kind)} == {"research-1"}
    assert result["text"] == "Wrote a. "
    assert run.writes == []


def test_a_failure_that_may_pass_is_tried_again_and_another_is_not(tmp_path: Path) -> None:
    patient = conversation(tmp_path, ChatScript(503, 429, Calls("Here I am.")))
    patient.go_on()
    told = patient.data_of("retry")
    assert [(data["retryCount"], data["maxRetries"], data["errorType"]) for data in told] == [
        (1, 3, "api_error"),
        (2, 3, "api_error"),
    ]
    assert patient.text == "Here I am. "

    with pytest.raises(Exception, match="status 401"):
        conversation(tmp_path, ChatScript(401)).go_on()


def test_a_soft_interrupt_ends_between_two_steps(tmp_path: Path) -> None:
    run = conversation(tmp_path, ChatScript(Calls("Now", [("list_files", {})])))
    run.until("turn-2")
    run.tables = {**run.tables, "is_interrupted": True}

    assert completed(run.go_on())["stopReason"] == "soft_interrupted"
    (kept,) = run.recorded
    last = loaded(kept["messages"])[-1]
    assert isinstance(last, ModelRequest)
    assert isinstance(last.parts[0], ToolReturnPart)
    assert last.parts[0].content == "The call was not carried out."


def test_a_conversation_that_is_too_long_is_summarised_on_the_way(tmp_path: Path) -> None:
    exchange: list[ModelMessage] = [
        ModelRequest(parts=[UserPromptPart("word " * 500)]),
        ModelResponse(parts=[TextPart("answer " * 500)]),
    ]
    script = ChatScript(Calls("Now I know."))
    run = conversation(tmp_path, script, message="And now?")
    run.tables = {**run.tables, "before": exchange * 5}

    run.go_on()

    assert [data["signal"] for data in run.data_of("summarization")] == ["start", "complete"]
    shown = script.asked[0]
    assert SUMMARY in str(shown[1].parts[0])
    assert len(shown) == 1 + 1 + 6
    (kept,) = run.recorded
    assert len(kept["messages"]) == 2
    assert len(kept["standing"]) == 1 + 6 + 1


def test_the_last_step_concludes_without_tools(tmp_path: Path) -> None:
    write = ("write_file", {"path": "a.txt", "content": "one"})
    edit = ("edit_file", {"path": "a.txt", "old_string": "one", "new_string": "two"})
    script = ChatScript(Calls("", [write, edit, ("list_files", {})]), Calls("That is as far as I came."))
    run = conversation(tmp_path, script, agent=replace(CHAT_AGENT, turns=3))

    assert completed(run.go_on())["text"] == "That is as far as I came. "
    assert [text for text, _ in results(run)] == ["Wrote a.txt (1 lines).", "Edited a.txt."]
    assert next(tmp_path.rglob("a.txt")).read_text() == "two"
    assert script.tools[-1] == []


def test_skills_and_the_working_folder_reach_the_model(tmp_path: Path) -> None:
    script = ChatScript(Calls("", [("write_file", {"path": "a.txt", "content": "x"})]), Calls("Done."))
    run = conversation(
        tmp_path, script, skills={"tax/SKILL.md": "Be exact."}, cwd="/workspace/app", systemPrompt="Purr."
    )

    run.go_on()

    system = str(script.asked[0][0].parts[0].content)  # type: ignore[union-attr]
    assert "/workspace/agent/tax/SKILL.md" in system
    assert "Working folder: /workspace/app" in system
    assert "Purr." in system
    assert [path.parent.name for path in tmp_path.rglob("a.txt")] == ["app"]
    assert next(tmp_path.rglob("SKILL.md")).read_text() == "Be exact."


def test_a_call_that_was_cut_off_is_told_apart_from_a_wrong_one(tmp_path: Path) -> None:
    run = conversation(tmp_path, ChatScript(Calls("I will write less.")))
    run.until("turn-1")
    half = ToolCallPart("write_file", '{"path": "a.txt", "cont', tool_call_id="cut")
    run.outputs["turn-1"] = added(ModelResponse(parts=[half], finish_reason="length"))

    run.go_on()

    assert results(run) == [(CUT, True)]

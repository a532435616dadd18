"""The conversing agent with the offline model: what it says it does is really done in the workspace."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_ai.messages import ModelMessage

from tests.unit.agents.runner import Run
from workers.agents.agent import Completed, StepOutcome, WaitForChildren, WaitForPerson
from workers.agents.chat.transcript import transcript_of
from workers.agents.ptc.agents import CHAT_AGENT
from workers.language_models.offline.model import OfflineModel


class Talk:
    """Requests one after the other, each a run that knows the turns before it."""

    def __init__(self, folder: Path, **input: Any) -> None:
        self.folder, self.input = folder, input
        self.messages: list[ModelMessage] = []
        self.run: Run

    def ask(self, message: str) -> StepOutcome:
        tables: Mapping[str, Any] = {"before": self.messages, "is_interrupted": False}
        asked = {"message": message, "workspaceId": None, **self.input}
        self.run = Run(CHAT_AGENT, OfflineModel(), input=asked, workspaces=self.folder, tables=tables)
        for step in self.run.steps:
            outcome = self.run.execute(step)
            if isinstance(outcome, Completed | WaitForPerson | WaitForChildren):
                break
        self.messages = [*self.messages, *transcript_of(self.run.outputs).closed_own()]
        return outcome

    def answer(self, message: str) -> str:
        outcome = self.ask(message)
        assert isinstance(outcome, Completed)
        return str(outcome.result["text"])

    def calls(self) -> list[str]:
        return [data["name"] for data in self.run.data_of("tool_call")]


def test_a_script_is_created_run_and_given_error_handling(tmp_path: Path) -> None:
    talk = Talk(tmp_path)

    talk.answer("Create a Python script that prints Hello World")
    assert talk.run.data_of("artifact")[0]["payload"]["file_path"] == "/workspace/hello.py"

    assert "Hello World" in talk.answer("Now run the script and show me the output")
    assert talk.calls() == ["run_python"]
    assert talk.run.data_of("tool_result")[0]["result"] == "Exit code 0.\nHello World\n"

    assert "error handling" in talk.answer("Now add error handling to that script")
    assert "edit_file" in talk.calls()
    assert not any(data["failed"] for data in talk.run.data_of("tool_result"))
    assert "except Exception as error" in next(tmp_path.rglob("hello.py")).read_text()


def test_a_plan_is_asked_for_first(tmp_path: Path) -> None:
    talk = Talk(tmp_path, planMode=True)
    assert isinstance(talk.ask("Create a script that prints Hello and run it"), WaitForPerson)
    assert talk.calls() == ["submit_plan"]


def test_independent_parts_go_to_sub_agents(tmp_path: Path) -> None:
    outcome = Talk(tmp_path).ask("Research Python, Go and Rust in parallel")
    assert isinstance(outcome, WaitForChildren)
    assert [child.input["message"] for child in outcome.children] == ["Research Python", "Research Go", "Research Rust"]


def test_flash_answers_in_words(tmp_path: Path) -> None:
    talk = Talk(tmp_path, mode="flash")
    assert "84" in talk.answer("What is 12*7?")
    assert talk.calls() == []

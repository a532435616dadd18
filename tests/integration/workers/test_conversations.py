"""Conversations on a real worker: turns remember each other, checkpoints branch, runs wait for runs and people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.conversations.turns import NewTurn, note_turn
from app.engine.agent_names import CHAT, SUMMARIZE
from app.engine.run_acceptance import accept_run
from app.engine.runs import RunStatus
from app.engine.waiting import answer_run
from app.settings import Settings
from tests.integration.rig import Rig
from tests.integration.workers.bench import Bench, ObservedProcess
from tests.support.chat_plots import Plot, said
from workers.execution import step_context
from workers.execution.unknown_agents import SENDS_UNTIL_GIVEN_UP, give_up_unknown


class Thread:
    """A thread in a workspace of its own."""

    def __init__(self, bench: Bench) -> None:
        self.bench, rig = bench, bench.rig
        self.id, self.workspace_id = rig.session(), rig.session()
        self.folder = bench.process.settings.workspaces_dir

    def ask(self, message: str, *, details: Mapping[str, Any] | None = None, **input: Any) -> RunStatus:
        """One turn, executed with all its children to where it ends or waits."""
        rig = self.bench.rig
        asked = {"message": message, "workspaceId": str(self.workspace_id), **input}
        with rig.transaction() as connection:
            accepted = accept_run(connection, queue=rig.queue, request=rig.request(self.id, agent=CHAT, input=asked))
            note_turn(
                connection,
                turn=NewTurn(
                    tenant_id=rig.tenant_id,
                    session_id=self.id,
                    run_id=accepted.id,
                    cursor=accepted.cursor,
                    content=message,
                    details=details or {},
                ),
            )
        self.bench.execute_queued()
        return rig.status(accepted.id)

    def data_of(self, type_: str) -> list[dict[str, Any]]:
        return [json.loads(event.data) for event in self.bench.rig.events(self.id) if event.type == type_]


@pytest.fixture(scope="module")
def chat_process(shared_rig: Rig, worker_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = str(tmp_path_factory.mktemp("workspaces"))
    made = ObservedProcess(replace(worker_settings, workspaces_dir=folder))
    yield made
    made.close()


@pytest.fixture
def thread(rig: Rig, chat_process: ObservedProcess) -> Iterator[Thread]:
    bench = Bench(rig, chat_process)
    yield Thread(bench)
    bench.close()


def played(monkeypatch: pytest.MonkeyPatch, **turns: Sequence[Any]) -> Plot:
    plot = Plot(**turns)
    monkeypatch.setattr(step_context, "model_named", lambda _name, _settings: plot.model)
    return plot


def write(path: str, content: str) -> tuple[str, Mapping[str, str]]:
    return "write_file", {"path": path, "content": content}


def test_a_later_turn_knows_what_earlier_ones_said_and_did(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = played(
        monkeypatch, one=[write("a.txt", "A"), "Wrote it."], two=[("read_file", {"path": "a.txt"}), "It is A."]
    )

    first = thread.ask("one please")
    second = thread.ask("two please")

    assert (first.state, first.total_steps, first.step) == ("completed", None, 4)
    assert second.result["text"] == "It is A. "
    assert [data["result"] for data in thread.data_of("tool_result")] == ["Wrote a.txt (1 lines).", "A"]
    assert said(plot.asked[-1]) == ["one please", "two please"]
    assert second.tokens_used == second.result["usage"]["totalTokens"] > 0
    assert thread.bench.types(second)[-2:] == ["chat_complete", "done"]
    assert "usage" in thread.bench.types(second)


def test_the_offline_model_writes_runs_and_changes_a_script(thread: Thread) -> None:
    thread.ask("Create a Python script that prints Hello World")
    thread.ask("Now run the script and show me the output")
    run = thread.ask("Now add error handling")

    artifacts = [data["payload"] for data in thread.data_of("artifact")]
    assert [artifact["operation"] for artifact in artifacts][:2] == ["write_file", "edit_file"]
    assert {artifact["file_path"] for artifact in artifacts} == {"/workspace/hello.py"}
    ran = next(data["result"] for data in thread.data_of("tool_result") if data["name"] == "run_python")
    assert "Hello World" in ran or "confined" in ran
    assert "error handling" in run.result["text"]
    script = "".join(folder.read_text() for folder in Path(thread.folder).rglob("hello.py"))
    assert "except" in script
    assert "Hello World" in script


def test_a_soft_interrupt_is_seen_between_two_steps_and_the_conversation_goes_on(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = played(monkeypatch, one=["Never said."], two=["Here I am."])

    stopped = thread.ask("one please", details={"softInterrupt": True})
    gone_on = thread.ask("two please")

    assert (stopped.state, stopped.result["stopReason"], stopped.tokens_used) == ("completed", "soft_interrupted", 0)
    assert gone_on.result["text"] == "Here I am. "
    assert said(plot.asked[-1]) == ["one please", "two please"]


def test_a_turn_that_failed_leaves_what_it_did_to_the_next(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = played(monkeypatch, one=[write("a.txt", "A")], two=["I know."])

    assert thread.ask("one please").state == "failed"  # the plot has no second turn
    thread.ask("two please")

    shown = plot.asked[-1]
    assert said(shown) == ["one please", "two please"]
    assert [part.part_kind for message in shown for part in message.parts] == [
        "system-prompt",
        "user-prompt",
        "tool-call",
        "tool-return",
        "user-prompt",
    ]


def test_a_run_from_a_checkpoint_forgets_what_came_behind_it(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = played(monkeypatch, one=["First."], two=["Second."], three=["Third."], four=["Fourth."])
    first = thread.ask("one please")
    thread.ask("two please")

    thread.ask("three please", fromCheckpoint=str(first.checkpoint_id))
    thread.ask("four please")
    strange = thread.ask("five please", fromCheckpoint=str(thread.id))

    assert said(plot.asked[2]) == ["one please", "three please"]
    assert said(plot.asked[3]) == ["one please", "three please", "four please"]
    assert strange.error is not None
    assert strange.error["code"] == "not_found"


def test_sub_agents_work_in_the_workspace_and_report(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = [("task", {"description": f"{name} now", "type": "research"}) for name in ("alpha", "beta")]
    played(
        monkeypatch,
        one=[tasks, "Both are there."],
        alpha=[write("alpha.txt", "x"), "Wrote alpha."],
        beta=[write("beta.txt", "y"), "Wrote beta."],
    )

    run = thread.ask("one please")

    results = {data["callId"]: (data["result"], data["agent"]) for data in thread.data_of("tool_result")}
    assert results["one-0-0"] == ("Wrote alpha. ", "main")
    assert results["alpha-0-0"] == ("Wrote alpha.txt (1 lines).", "research-1")
    assert [data["completedTasks"] for data in thread.data_of("subagents")] == [[], ["one-0-0", "one-0-1"]]
    assert run.result["usage"]["totalTokens"] == run.tokens_used
    assert thread.bench.text(run) == "Both are there. "


def test_a_plan_is_carried_out_once_a_person_has_approved_it(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    played(monkeypatch, one=[("submit_plan", {"plan": "Write a.txt"}), write("a.txt", "A"), "Done."])

    waiting = thread.ask("one please", planMode=True)
    assert (waiting.state, waiting.waiting_for) == ("waiting", "person")
    rig = thread.bench.rig
    with rig.transaction() as connection:
        answer_run(
            connection,
            queue=rig.queue,
            live_channel=rig.live_channel,
            tenant_id=rig.tenant_id,
            run_id=waiting.id,
            answer={"decisions": [{"type": "approve"}]},
        )
    thread.bench.execute_queued()

    assert rig.status(waiting.id).result["stopReason"] == "end_turn"
    assert thread.data_of("artifact")[0]["payload"]["file_path"] == "a.txt"


def test_a_summary_stands_for_the_older_turns(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("one", "two", "three", "four", "five")
    plot = played(monkeypatch, **{name: [f"Answer {name}."] for name in names})
    for name in names[:4]:
        thread.ask(f"{name} please")
    monkeypatch.undo()

    run_id = thread.bench.accept(SUMMARIZE, session_id=thread.id, keepMessages=2)
    summarised = thread.bench.execute(run_id)
    monkeypatch.setattr(step_context, "model_named", lambda _name, _settings: plot.model)
    thread.ask("five please")

    assert summarised.result == {
        "success": True,
        "originalMessageCount": 8,
        "newMessageCount": 3,
        "summaryLength": thread.data_of("summarization")[1]["summaryLength"],
    }
    summary, *rest = said(plot.asked[-1])
    assert "The user asked: one please" in summary
    assert rest == ["four please", "five please"]
    few = thread.bench.run(SUMMARIZE, keepMessages=20)
    assert (few.result["success"], few.result["originalMessageCount"]) == (False, 0)


def test_a_run_that_takes_long_is_warned_before_its_time_is_up(thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(thread.bench.process.settings, run_timeout_seconds=1.0)
    monkeypatch.setattr(thread.bench.process, "settings", short)
    played(monkeypatch, one=[("run_python", {"code": "import time; time.sleep(30)"}), "Done."])

    run = thread.ask("one please")

    assert run.error is not None
    assert [data["warning"] for data in thread.data_of("warning")] == ["timeout_warning"]


def test_a_run_of_an_agent_that_nobody_knows_is_given_up_after_several_sends(thread: Thread) -> None:
    bench = thread.bench
    run_id: UUID = bench.accept("test.nobody")

    assert not give_up_unknown(bench.process, run_id=run_id, agent="test.nobody")
    bench.rig.execute("UPDATE runs SET sends = :sends WHERE id = :id", sends=SENDS_UNTIL_GIVEN_UP, id=run_id)
    assert give_up_unknown(bench.process, run_id=run_id, agent="test.nobody")

    run = bench.rig.status(run_id)
    assert run.error is not None
    assert (run.state, run.error["code"]) == ("failed", "agent_unknown")
    assert bench.types(run) == ["error", "done"]

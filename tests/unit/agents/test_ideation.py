"""The ideation agent: what it emits, what it reads and what it leaves behind."""

from typing import Any
from uuid import UUID

import pytest
from pydantic_ai.messages import ModelRequest, ModelResponse, UserPromptPart

from app.errors import AgentFailed, NothingToWorkOn
from tests.unit.agents import examples
from tests.unit.agents.runner import RUN, SESSION, TENANT, Run, nothing_swallowed
from tests.unit.agents.scripted_model import Script
from workers.agents.ideation.agent import IdeationAgent

HABITS = {"messages": [{"role": "user", "content": "Help remote workers keep healthy habits"}]}


def ideation(script: Script, input: dict[str, Any] = HABITS, session: dict[str, Any] | None = None) -> Run:
    return Run(IdeationAgent(), script.model, input, dict(session or {}))


def test_events_come_in_the_documented_order() -> None:
    run = ideation(Script(examples.brief(), text=["Good ", "idea."])).finish()
    assert run.types == ["phase", "build_session_created", "text_delta", "text_delta", "ideation_complete", "done"]
    assert run.events[0][1] == {"phase": "ideation"}
    assert run.text == "Good idea."


def test_the_summary_is_a_string_in_the_terminal_event_and_in_the_session() -> None:
    run = ideation(Script(examples.brief(summary="  Sharp.  "))).finish()
    assert run.data_of("ideation_complete") == [{"ideaSummary": "Sharp."}]
    assert (run.session["ideaSummary"], run.session["phase"]) == ("Sharp.", "ideation")


def test_the_build_session_is_recorded_under_the_id_that_the_event_names() -> None:
    run = ideation(Script(examples.brief())).finish()
    (record,) = run.recorded
    assert run.data_of("build_session_created") == [{"buildSessionId": str(record["id"])}]
    assert (record["tenant_id"], record["session_id"], record["run_id"]) == (TENANT, SESSION, RUN)
    assert isinstance(record["id"], UUID)


def test_the_requests_model_is_the_one_that_is_asked() -> None:
    run = ideation(Script(examples.brief()), {**HABITS, "modelId": "openai/gpt-5"}).finish()
    assert set(run.models_asked) == {"openai/gpt-5"}


def test_a_single_shot_has_no_history_and_all_messages_are_material() -> None:
    script = Script(examples.brief())
    said = [{"role": "user", "content": "first"}, {"role": "assistant", "content": "second"}]
    ideation(script, {"messages": said}, {"idea": "An idea"}).finish()
    assert script.material("text") == {"idea": "An idea", "messages": said}
    assert not any(isinstance(message, ModelResponse) for message in script.conversations[0])


def test_a_dialogue_gives_the_model_the_turns_before_and_the_latest_message_as_material() -> None:
    script = Script(examples.brief())
    said = [
        {"role": "user", "content": "first"},
        {"role": "assistant", "content": "second"},
        {"role": "user", "content": "third"},
    ]
    ideation(script, {"messages": said, "phase": "conversation"}).finish()
    assert script.material("text") == {"phase": "conversation", "messages": said[-1:]}
    request, response = script.conversations[0][1:3]
    assert isinstance(request, ModelRequest)
    assert isinstance(request.parts[-1], UserPromptPart)
    assert (request.parts[-1].content, response.parts[0].content) == ("first", "second")  # type: ignore[union-attr]


def test_a_dialogue_in_which_the_assistant_spoke_last_goes_on() -> None:
    script = Script(examples.brief())
    said = [{"role": "user", "content": "first"}, {"role": "assistant", "content": "second"}]
    ideation(script, {"messages": said, "phase": "conversation"}).finish()
    assert script.material("text") == {"phase": "conversation"}


def test_the_summary_is_written_from_everything_that_was_said() -> None:
    script = Script(examples.brief(), text=["The ", "reply"])
    ideation(script, HABITS, {"idea": "Habits", "ideaSummary": "An earlier summary"}).finish()
    assert script.material("IdeaBrief") == {
        "idea": "Habits",
        "brief": "An earlier summary",
        "messages": [*HABITS["messages"], {"role": "assistant", "content": "The reply"}],
    }


def test_no_message_is_needed_when_the_session_holds_an_idea() -> None:
    run = ideation(Script(examples.brief()), {"messages": []}, {"idea": "Habits"}).finish()
    assert run.types[-1] == "done"


def test_without_message_and_idea_there_is_nothing_to_work_on() -> None:
    with pytest.raises(NothingToWorkOn):
        ideation(Script(examples.brief()), {"messages": [{"role": "user", "content": "\x00 "}]}).finish()


def test_a_summary_that_says_nothing_fails_the_run() -> None:
    with pytest.raises(AgentFailed):
        ideation(Script(examples.brief(summary=" \n"))).finish()


def test_a_broken_reply_hands_its_beginning_to_the_model_and_keeps_it_in_the_output() -> None:
    script = Script(examples.brief(), text=["rest"])
    run = ideation(script).until("conversing")
    context = run.context("conversing", partial_text="The ")
    assert run.attempt(run.step("conversing"), context).output == {"reply": "The rest"}
    assert context.events == [("text_delta", {"delta": "rest"})]
    assert isinstance(script.conversations[0][-2], ModelResponse)


def test_only_the_reply_is_continued_and_it_emits_nothing_but_text() -> None:
    run = ideation(Script(examples.brief()))
    assert [step.broken for step in run.steps] == ["rewind", "continue", "rewind"]
    context = run.until("conversing").context("conversing")
    run.attempt(run.step("conversing"), context)
    assert {type for type, _ in context.events} == {"text_delta"}


def test_a_step_does_not_catch_what_ends_its_attempt() -> None:
    run = ideation(Script(examples.brief(), text=["a", "b", "c"])).until("conversing")
    with nothing_swallowed():
        run.attempt(run.step("conversing"), run.context("conversing", dies_after=2))

"""The design-system agent: what it reads, what it writes where, how a message changes it."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import NothingToWorkOn
from app.sandboxes.records import Site
from tests.unit.agents import design_examples
from tests.unit.agents.runner import RUN, SANDBOX, SESSION, TENANT, Run, is_stored_unchanged, nothing_swallowed
from tests.unit.agents.scripted_model import Script
from tests.unit.language_models.varied_ideas import DIFFICULT, IDEAS
from workers.agents.design_system.agent import DesignSystemAgent
from workers.agents.visual_identity.tokens import DesignTokens
from workers.language_models.offline.model import OfflineModel

HABITS = "AI-powered habit tracker for remote workers"
BRIEF = "Generate a warm, minimal, accessible design system for a habit tracker."


def said(*messages: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": message} for message in messages], **more}


def made(folder: Path, input: dict[str, Any] | None = None, session: dict[str, Any] | None = None) -> Run:
    return Run(
        DesignSystemAgent(), OfflineModel(), input or {}, dict(session or {"idea": HABITS}), workspaces=folder
    ).finish()


def files(folder: Path) -> dict[str, str]:
    workspace = folder / str(SANDBOX) / "files"
    return {path.name: path.read_text() for path in workspace.rglob("*") if path.is_file()}


def tokens(run: Run) -> DesignTokens:
    return DesignTokens.model_validate(run.session["designSystem"]["tokens"])


def test_events_come_in_the_documented_order(tmp_path: Path) -> None:
    run = made(tmp_path, said(BRIEF, dsName="Habit Tracker DS"))
    assert [type for type in run.types if type != "status"] == ["phase", "design_system_complete", "done"]
    assert run.events[0] == ("phase", {"phase": "design-system"})
    assert {status["part"] for status in run.data_of("status")} == {"direction", "components", "rendering"}
    assert all(status["message"] for status in run.data_of("status"))


def test_the_terminal_event_has_the_document_and_both_addresses(tmp_path: Path) -> None:
    run = made(tmp_path, said(BRIEF, dsName="Habit Tracker DS"))
    (final,) = run.data_of("design_system_complete")
    assert set(final) == {"designSystemId", "designMd", "previewUrlLight", "previewUrlDark"}
    assert final["designMd"].startswith("# Habit Tracker DS\n")
    assert final["previewUrlLight"].endswith("/light.html")
    assert final["previewUrlDark"].endswith("/dark.html")
    assert "-p3002." in final["previewUrlLight"]


def test_document_and_pages_are_in_the_sandbox_and_its_port_shows_them(tmp_path: Path) -> None:
    run = made(tmp_path, said(BRIEF))
    written = files(tmp_path)
    assert set(written) == {"DESIGN.md", "light.html", "dark.html", "index.html"}
    assert written["DESIGN.md"] == run.data_of("design_system_complete")[0]["designMd"]
    assert {"sandbox_id": SANDBOX, "sites": {3002: Site(folder="design-system", label="design-system")}} in run.recorded


def test_session_and_record_carry_the_same_design_system(tmp_path: Path) -> None:
    run = made(tmp_path, said(BRIEF))
    kept = run.session["designSystem"]
    record = next(write for write in run.recorded if "design_md" in write)
    assert run.session["designSystemId"] == kept["id"] == str(record["id"])
    assert (record["tenant_id"], record["session_id"], record["run_id"]) == (TENANT, SESSION, RUN)
    assert (record["name"], record["tokens"]) == (kept["name"], kept["tokens"])
    assert run.session["phase"] == "design-system"


@pytest.mark.parametrize(
    ("name", "title"), [(None, "AI-powered Habit Tracker Design System"), ("  Mine \x00", "Mine"), ("\x00", None)]
)
def test_the_name_is_the_requests_or_else_the_products(tmp_path: Path, name: str | None, title: str | None) -> None:
    run = made(tmp_path, said(BRIEF, dsName=name))
    assert run.session["designSystem"]["name"] == (title or "AI-powered Habit Tracker Design System")


def test_mood_and_colour_of_the_message_are_taken_over(tmp_path: Path) -> None:
    run = made(tmp_path, said("Make it playful and bold, in forest green"))
    assert tokens(run).mood == "playful, bold"
    assert tokens(run).primary == "#22663a"
    assert made(tmp_path, said("calm, with #FF8800")).session["designSystem"]["tokens"]["primary"] == "#ff8800"


def test_another_message_changes_the_look_and_keeps_what_it_does_not_speak_of(tmp_path: Path) -> None:
    first = made(tmp_path / "1", said("Calm and green please"))
    second = made(tmp_path / "2", said("Now bolder"), first.session)
    third = made(tmp_path / "3", said("In navy, and not playful"), second.session)
    assert (tokens(first).mood, tokens(second).mood, tokens(third).mood) == ("calm", "bold", "bold")
    assert tokens(first).primary == tokens(second).primary == "#1f8a4c"
    assert tokens(third).primary == "#1e3a6e"
    assert tokens(first).typography != tokens(second).typography


def test_a_message_that_names_no_look_asks_for_another_one_all_the_same(tmp_path: Path) -> None:
    one = tokens(made(tmp_path, said("Something for our board")))
    other = tokens(made(tmp_path, said("Something else, please")))
    assert one != other


def test_a_session_entered_here_is_about_what_the_message_names(tmp_path: Path) -> None:
    run = made(tmp_path, said("Generate a retro design system for a chess club app."), {"entry": "design-system"})
    assert "chess club" in run.data_of("design_system_complete")[0]["designMd"]
    again = made(tmp_path, said("Make it green"), {**run.session, "entry": "design-system"})
    assert "chess club" in again.data_of("design_system_complete")[0]["designMd"]


def test_a_prd_alone_is_enough(tmp_path: Path) -> None:
    run = made(
        tmp_path, {}, {"prd": {"title": "Compost exchange for city gardeners", "overview": "They swap compost."}}
    )
    assert "compost" in run.data_of("design_system_complete")[0]["designMd"].lower()


@pytest.mark.parametrize(
    "input", [{}, said(""), said("\x00 \n"), {"messages": [{"role": "assistant", "content": "x"}]}]
)
def test_without_anything_to_go_by_there_is_nothing_to_design(tmp_path: Path, input: dict[str, Any]) -> None:
    with pytest.raises(NothingToWorkOn):
        made(tmp_path, input, {"entry": "design-system"})


def test_prompts_carry_the_material_and_the_requests_model_is_asked(tmp_path: Path) -> None:
    script = Script(design_examples.direction(), design_examples.guidance())
    session = {"idea": HABITS, "prd": {"title": "Edgewise", "overview": "Habits."}}
    run = Run(
        DesignSystemAgent(), script.model, said("calm", modelId="x/y", dsName="DS"), session, workspaces=tmp_path
    ).finish()
    assert run.models_asked == ["x/y", "x/y"]
    material = script.material("BrandDirection")
    assert (material["idea"], material["dsName"], material["prd"]) == (HABITS, "DS", "Edgewise\nHabits.")
    assert material["wishes"] == {"words": ["calm"], "colour": ""}
    explained = script.material("ComponentGuidance")
    assert explained["direction"] == design_examples.direction().model_dump(mode="json")


def test_a_component_that_the_model_left_out_is_explained_all_the_same(tmp_path: Path) -> None:
    guidance = design_examples.guidance()
    short = guidance.model_copy(update={"components": guidance.components[:1]})
    script = Script(design_examples.direction(), short)
    run = Run(DesignSystemAgent(), script.model, {}, {"idea": HABITS}, workspaces=tmp_path).finish()
    assert "Asks before something that cannot be taken back." in run.data_of("design_system_complete")[0]["designMd"]


@pytest.mark.parametrize("idea", IDEAS)
def test_document_and_pages_are_on_topic_and_say_that_they_were_written_offline(tmp_path: Path, idea: str) -> None:
    made(tmp_path, {}, {"idea": idea})
    for name, content in files(tmp_path).items():
        assert [noun for noun in IDEAS[idea] if noun not in content.lower()] == [], name
        assert "written offline" in content


def test_two_ideas_look_different(tmp_path: Path) -> None:
    looks = [tokens(made(tmp_path / str(number), {}, {"idea": idea})) for number, idea in enumerate(list(IDEAS)[:6])]
    assert len({(look.primary, look.typography.heading, look.radii.medium) for look in looks}) == len(looks)


@pytest.mark.parametrize("text", DIFFICULT.values(), ids=list(DIFFICULT))
def test_difficult_ideas_and_messages_come_through(tmp_path: Path, text: str) -> None:
    run = made(tmp_path, said(f"x {text}", dsName=text), {"idea": text})
    assert run.types[-1] == "done"
    assert is_stored_unchanged(run.events)
    assert is_stored_unchanged(run.outputs)
    assert is_stored_unchanged(run.session["designSystem"])
    assert run.session["designSystem"]["name"]


def test_an_attempt_that_starts_a_step_over_makes_the_same_things(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    expected = made(whole, said(BRIEF))
    run = Run(DesignSystemAgent(), OfflineModel(), said(BRIEF), {"idea": HABITS}, workspaces=broken)
    for step in run.steps:
        if step.name in {"direction", "components", "rendering"}:
            with nothing_swallowed():
                run.attempt(step, run.context(step.name, dies_after=0))
        run.attempt(step, run.context(step.name))
        run.execute(step)
    assert run.events == expected.events
    assert run.session == expected.session
    assert files(broken) == files(whole)

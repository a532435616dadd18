"""The code agent: what it builds from, what it leaves in the sandbox, what it says and records."""

import re
from pathlib import Path
from typing import Any

import pytest

from app.errors import NotFound, NothingToWorkOn
from app.sandboxes.records import Site
from tests.unit.agents.apps import HABITS, INVOICES, code, coding, files, folder, statuses
from tests.unit.agents.journeys import journey
from tests.unit.agents.runner import RUN, SESSION, TENANT, Run, is_stored_unchanged, nothing_swallowed
from tests.unit.language_models.varied_ideas import DIFFICULT
from workers.agents.code.app_spec import parsed_spec
from workers.agents.code.project.template import template_files
from workers.agents.design.agent import DesignAgent
from workers.language_models.offline.model import OfflineModel

IDEA = {"idea": HABITS}
FIXED = {"package.json", "tsconfig.json", "next.config.ts", ".gitignore", "README.md", "app/layout.tsx", "lib/store.ts"}


def sentences(texts: dict[str, str]) -> set[str]:
    """The longer texts of an app's content."""
    found = (re.findall(r'"((?:[^"\\]|\\.)+)"', text) for path, text in texts.items() if path.startswith("content/"))
    return {text for one in found for text in one if len(text.split()) > 4}


def test_a_run_tells_its_phase_its_progress_and_its_end(tmp_path: Path) -> None:
    run = code(tmp_path, IDEA)
    assert run.data_of("phase") == [{"phase": "coding"}]
    assert [run.types[0], *run.types[-2:]] == ["phase", "code_complete", "done"]
    assert {data["part"] for data in run.data_of("status")} >= {"planning", "page-1", "writing", "finishing"}
    assert is_stored_unchanged(run.events)


def test_the_terminal_event_says_where_everything_is(tmp_path: Path) -> None:
    run = code(tmp_path, IDEA)
    (final,) = run.data_of("code_complete")
    assert list(final)[:3] == ["sandboxUrl", "sandboxName", "codeProjectId"]
    assert final["appUrl"] == final["sandboxUrl"].replace("-p3000.", "-p3003.")
    assert (final["build"], final["changed"], final["files"]) == (None, [], len(files(tmp_path)))
    assert {key: run.session[key] for key in list(final)[:3]} == {key: final[key] for key in list(final)[:3]}


def test_the_app_is_recorded_once_for_the_session(tmp_path: Path) -> None:
    first = code(tmp_path, IDEA)
    record, shown = first.recorded
    assert record == {
        "id": record["id"],
        "tenant_id": TENANT,
        "session_id": SESSION,
        "run_id": RUN,
        "framework": "nextjs",
        "folder": "app",
    }
    assert shown["sites"] == {port: Site(folder="app/preview", label="app-preview") for port in (3000, 3003)}
    again = code(tmp_path, first.session)
    assert again.recorded[0]["id"] == record["id"]


def test_the_app_is_a_whole_project_about_the_idea(tmp_path: Path) -> None:
    code(tmp_path, IDEA)
    made = files(tmp_path)
    assert made.keys() >= FIXED
    assert '"next": "16.4.6"' in made["package.json"]
    assert not re.search(r'"[\^~]\d', made["package.json"])
    assert "habit" in made["content/entity.ts"].lower()
    assert "remote workers" in made["preview/index.html"]
    assert "offline" in made["README.md"]
    assert "offline" in made["preview/index.html"]


def test_every_requirement_of_the_prd_is_a_feature_of_the_app(tmp_path: Path) -> None:
    session = journey(OfflineModel(), INVOICES)[-1].session
    code(tmp_path, session)
    spec = parsed_spec((folder(tmp_path) / "baton-app.json").read_bytes())
    assert spec
    titles = {feature.title for feature in spec.features}
    wanted = session["prd"]["functionalRequirements"]
    assert {" ".join(one["title"].split()) for one in wanted} <= titles
    preview = files(tmp_path)["preview/index.html"]
    assert all(one["id"] or one["title"] in preview for one in wanted)


def test_the_design_s_screens_become_routes_in_its_own_look(tmp_path: Path) -> None:
    designed = Run(DesignAgent(), OfflineModel(), {"messages": []}, dict(IDEA), workspaces=tmp_path).finish()
    shown = Site(folder="design", label="design")
    run = code(tmp_path, designed.session, sites={3000: shown, 3001: shown})
    made = files(tmp_path)
    spec = parsed_spec(made["baton-app.json"].encode())
    assert spec
    screens = {screen["id"] for screen in designed.data_of("design_complete")[0]["screens"]}
    assert {page.screen for page in spec.pages if page.screen} == screens
    assert {page.kind for page in spec.pages} >= {"list", "dashboard", "settings", "about", "changes"}
    assert spec.tokens.model_dump() == designed.outputs["brand"]
    assert run.recorded[1]["sites"][3000].label == "design"
    assert "page-1" not in {data["part"] for data in run.data_of("status")}


def test_a_built_app_stays_in_front_of_everything_else(tmp_path: Path) -> None:
    first = code(tmp_path, IDEA)
    out = folder(tmp_path) / "out"
    out.mkdir()
    (out / "index.html").write_text("<p>built")
    run = code(tmp_path, first.session, sites={3000: Site(folder="app/out", label="app")})
    assert {site.folder for site in run.recorded[1]["sites"].values()} == {"app/out"}
    assert statuses(run)[-1] == "The preview shows the built app"


def test_a_brief_decides_what_the_app_looks_like(tmp_path: Path) -> None:
    code(tmp_path / "plain", IDEA)
    code(tmp_path / "asked", IDEA, "Build it in forest green, playful")
    one, other = (parsed_spec(files(tmp_path / name)["baton-app.json"].encode()) for name in ("plain", "asked"))
    assert one
    assert other
    assert other.tokens.primary != one.tokens.primary
    assert other.tokens.mood == "playful"


def test_a_message_alone_is_enough(tmp_path: Path) -> None:
    code(tmp_path, {}, "Build a recipe box for families")
    assert "recipe" in files(tmp_path)["content/entity.ts"].lower()


@pytest.mark.parametrize("session", [{}, {"idea": " "}, {"prd": None}])
def test_without_anything_to_build_from_the_run_is_refused(tmp_path: Path, session: dict[str, Any]) -> None:
    with pytest.raises(NothingToWorkOn):
        code(tmp_path, session)


def test_a_sandbox_that_is_not_there_is_told(tmp_path: Path) -> None:
    messages = [{"role": "user", "content": "Fix it", "sandboxUrl": "http://x-p3000.preview.localhost:8001"}]
    with pytest.raises(NotFound):
        code(tmp_path, IDEA, messages=messages)


def test_the_model_of_the_request_is_asked(tmp_path: Path) -> None:
    run = code(tmp_path, IDEA, modelId="offline")
    assert set(run.models_asked) == {"offline"}


def test_two_ideas_give_two_different_apps(tmp_path: Path) -> None:
    for name, idea in (("one", HABITS), ("other", INVOICES)):
        code(tmp_path / name, {"idea": idea})
    one, other = files(tmp_path / "one"), files(tmp_path / "other")
    shared = sentences(one) & sentences(other)
    assert len(shared) < min(len(sentences(one)), len(sentences(other))) / 2
    assert one["app/tokens.css"] != other["app/tokens.css"]
    assert one["content/entity.ts"] != other["content/entity.ts"]


def test_a_run_without_a_message_brings_in_what_has_come_since(tmp_path: Path) -> None:
    first = code(tmp_path, IDEA)
    requirement = {"title": "Quiet hours", "description": "Nothing rings at night.", "priority": "should"}
    again = code(tmp_path, {**first.session, "prd": {"functionalRequirements": [requirement]}})
    assert "Quiet hours" in files(tmp_path)["content/product.ts"]
    assert "is there" in statuses(again)[0]


def test_a_step_that_starts_over_writes_the_same_app(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    code(whole, IDEA)
    broken = coding(tmp_path / "broken", IDEA)
    for step in broken.steps:
        outcome = broken.attempt(step, broken.context(step.name))
        for died_after in range(len(broken.context(step.name).events)):
            with nothing_swallowed():
                broken.attempt(step, broken.context(step.name, dies_after=died_after))
        again = broken.execute(step)
        assert (again.output, again.events, again.session) == (outcome.output, outcome.events, outcome.session)
    assert files(tmp_path / "broken") == files(whole)


def test_what_a_broken_attempt_left_behind_is_taken_away(tmp_path: Path) -> None:
    run = coding(tmp_path, IDEA).until("finishing")
    stray = folder(tmp_path) / "app" / "stray" / "page.tsx"
    stray.parent.mkdir()
    stray.write_text("half a fi")
    (folder(tmp_path) / "content/product.ts").write_text("export const")
    run.attempt(run.step("writing"), run.context("writing"))
    assert not stray.exists()
    assert "product: Product = {" in files(tmp_path)["content/product.ts"]


@pytest.mark.parametrize("text", DIFFICULT.values(), ids=list(DIFFICULT))
def test_difficult_ideas_change_no_code(tmp_path: Path, text: str) -> None:
    run = code(tmp_path, {"idea": text, "entry": "code"}, "Build it")
    assert is_stored_unchanged(run.events)
    made = files(tmp_path)
    for path, content in made.items():
        if path.endswith((".tsx", ".css")) and path in template_files():
            assert content == template_files()[path]
        elif path.endswith(".tsx"):
            assert content.isascii()
    assert "<script>" not in made["preview/index.html"]

"""Targeted edits: what the offline model understands, what any model may change, and what it may not."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.unit.agents.apps import HABITS, code, coding, files, statuses
from tests.unit.agents.runner import Run
from tests.unit.agents.scripted_model import Script
from workers.agents.code import edits
from workers.agents.code.app_spec import AppSpec, parsed_spec
from workers.agents.code.editing.files import checked_path
from workers.agents.code.editing.refusal import ChangeRefused

IDEA = {"idea": HABITS}


@pytest.fixture
def session(tmp_path: Path) -> dict[str, Any]:
    """Of a session with an app."""
    return code(tmp_path, IDEA).session


def spec_in(workspaces: Path) -> AppSpec:
    spec = parsed_spec(files(workspaces)["baton-app.json"].encode())
    assert spec
    return spec


def scripted(workspaces: Path, session: dict[str, Any], *changes: Any) -> tuple[Run, Script]:
    script = Script(edits.AppEdit(summary="A change", changes=list(changes)))
    return code(workspaces, session, "Do it", model=script.model), script


def final(run: Run) -> dict[str, Any]:
    return run.data_of("code_complete")[0]


@pytest.mark.parametrize(
    "request_",
    ["Rename the app to Supper Club", "call it “Supper Club”", "Please change the name to Supper Club."],
)
def test_the_product_gets_another_name_everywhere(tmp_path: Path, session: dict[str, Any], request_: str) -> None:
    old = spec_in(tmp_path).name
    run = code(tmp_path, session, request_)
    made = files(tmp_path)
    assert spec_in(tmp_path).name == "Supper Club"
    assert f'"{old}"' not in made["content/product.ts"]
    assert "Supper Club" in made["preview/index.html"]
    assert spec_in(tmp_path).key in made["content/product.ts"]
    assert "content/product.ts" in final(run)["changed"]


def test_a_text_is_replaced_wherever_it_stands(tmp_path: Path, session: dict[str, Any]) -> None:
    tagline = spec_in(tmp_path).tagline
    code(tmp_path, session, f'Change "{tagline}" to "One habit at a time"')
    assert spec_in(tmp_path).tagline == "One habit at a time"
    assert tagline not in files(tmp_path)["content/product.ts"]


def test_colour_mood_and_theme_follow_the_request(tmp_path: Path, session: dict[str, Any]) -> None:
    code(tmp_path, session, "Make it dark by default, and change the primary colour to #aa3300 with a playful look")
    spec = spec_in(tmp_path)
    assert (spec.theme, spec.tokens.primary, spec.tokens.mood) == ("dark", "#aa3300", "playful")
    assert '"dark"' in files(tmp_path)["content/product.ts"]
    assert '<html data-theme="dark" lang="en">' in files(tmp_path)["preview/index.html"]


def test_pages_and_sections_come_and_go(tmp_path: Path, session: dict[str, Any]) -> None:
    code(tmp_path, session, "Add a pricing page with three tiers")
    pricing = spec_in(tmp_path).page("pricing")
    assert pricing
    assert [section.kind for section in pricing.sections][:1] == ["pricing"]
    assert "app/pricing/page.tsx" in files(tmp_path)
    code(tmp_path, session, "Add a FAQ section to the pricing page")
    after = spec_in(tmp_path).page("pricing")
    assert after
    assert after.sections[-1].kind == "faq"
    code(tmp_path, session, "Remove the FAQ section from the pricing page")
    gone = code(tmp_path, session, "Delete the pricing page")
    assert spec_in(tmp_path).page("pricing") is None
    assert "app/pricing/page.tsx" not in files(tmp_path)
    assert "app/pricing/page.tsx" in final(gone)["changed"]


def test_fields_come_and_go(tmp_path: Path, session: dict[str, Any]) -> None:
    code(tmp_path, session, "Add a due date field and remove the Notes field")
    labels = {field.label: field.type for field in spec_in(tmp_path).entity.fields}
    assert labels["Due date"] == "date"
    assert "Notes" not in labels
    code(tmp_path, session, "add a field called Place with the options home, office and train")
    place = spec_in(tmp_path).entity.fields[-1]
    assert (place.label, place.type, place.options) == ("Place", "select", ["home", "office", "train"])


def test_a_build_error_leads_to_a_check_that_says_what_it_found(tmp_path: Path, session: dict[str, Any]) -> None:
    (broken,) = tmp_path.rglob("next.config.ts")
    broken.write_text("export default {")
    run = code(tmp_path, session, "Fix the tailwind css build error")
    told = " ".join(statuses(run))
    assert "were different and are restored: next.config.ts" in told
    assert "no Tailwind" in told
    assert 'output: "export"' in broken.read_text()
    assert final(run)["changed"] == ["baton-app.json", "content/changes.ts", "next.config.ts"]


@pytest.mark.parametrize("request_", ["Connect it to Stripe", 'Replace "nothing of the kind" with "x"', "🏃", "Hm"])
def test_what_cannot_be_done_is_noted_and_told(tmp_path: Path, session: dict[str, Any], request_: str) -> None:
    before = files(tmp_path)
    run = code(tmp_path, session, request_)
    (change, *_) = spec_in(tmp_path).changes
    assert not change.done
    assert request_.split('"', maxsplit=1)[0].strip() in change.title
    assert any("Not" in message or "not" in message for message in statuses(run))
    assert {path for path, text in files(tmp_path).items() if before.get(path) != text} <= {
        "baton-app.json",
        "content/changes.ts",
        "README.md",
    }


@pytest.mark.parametrize(
    "text",
    ["</script><script>x", "${x}`", "*/ x //", '"\\', "{x}", "ى مرحبا", "🏃", "\u2028", "a" * 1_000, "__proto__"],
)
def test_no_text_gets_out_of_the_data_that_it_stands_in(tmp_path: Path, session: dict[str, Any], text: str) -> None:
    before = files(tmp_path)
    wishes = (f"rename the app to “{text}”", f"add a page about “{text}”", f"add a field called “{text}”")
    code(tmp_path, session, ", then ".join(wishes))
    for path, content in files(tmp_path).items():
        if path.endswith((".tsx", ".css")) and path in before:
            assert content == before[path]


def test_the_same_message_again_is_no_edit(tmp_path: Path) -> None:
    first = code(tmp_path, IDEA, "Build it for me")
    again = code(tmp_path, first.session, "Build it for me")
    assert spec_in(tmp_path).changes == []
    assert final(again)["changed"] == []


def test_an_edit_that_starts_over_after_writing_gives_the_same_app(tmp_path: Path, session: dict[str, Any]) -> None:
    run = coding(tmp_path, session, "Rename the app to Supper Club").until("finishing")
    made = files(tmp_path)
    run.attempt(run.step("writing"), run.context("writing"))
    assert files(tmp_path) == made
    assert final(run.finish())["changed"]


def test_a_model_changes_single_files_and_they_stay_changed(tmp_path: Path, session: dict[str, Any]) -> None:
    run, script = scripted(
        tmp_path,
        session,
        edits.ReplaceText(path="components/change-list.tsx", find="This is the first version.", replace="Nothing yet."),
        edits.WriteFile(path="components/banner.tsx", content="export const BANNER = 1;\n"),
        edits.Rename(name="Supper Club"),
    )
    assert "components/change-list.tsx" in script.material("AppEdit")["tree"]  # type: ignore[operator]
    assert set(spec_in(tmp_path).custom) == {"components/change-list.tsx", "components/banner.tsx"}
    assert {"components/banner.tsx", "components/change-list.tsx"} <= set(final(run)["changed"])
    code(tmp_path, session, "Make it dark by default")
    made = files(tmp_path)
    assert "Nothing yet." in made["components/change-list.tsx"]
    assert "BANNER" in made["components/banner.tsx"]
    scripted(tmp_path, session, edits.DeleteFile(path="components/banner.tsx"))
    assert "components/banner.tsx" not in files(tmp_path)


def test_an_edit_that_fails_is_asked_for_once_more_with_the_reason(tmp_path: Path, session: dict[str, Any]) -> None:
    run, script = scripted(tmp_path, session, edits.ReplaceText(path="lib/dates.ts", find="no such text", replace="x"))
    asked = [kind for kind, _ in script.prompts]
    assert asked == ["AppEdit", "AppEdit"]
    problems: Sequence[str] = script.material("AppEdit")["problems"]  # type: ignore[assignment]
    assert problems == ["In lib/dates.ts the text to replace does not stand; it has to stand there exactly once"]
    assert spec_in(tmp_path).changes[0].text == problems[0]
    assert statuses(run)[-3].startswith("Not done: In lib/dates.ts")


@pytest.mark.parametrize(
    "path",
    [
        "../design/index.html", "/etc/passwd", "app/../../x.ts", "package.json", "next.config.ts", "baton-app.json",
        "node_modules/next/x.ts", "lib/node_modules/x.ts", "out/index.html", "app/.env", ".npmrc", "lib\\x.ts",
        "lib/x\n.ts", "lib/é.ts", "lib/x.sh", "x.ts", "app//x.ts", "lib/" + "a" * 300 + ".ts",
    ],
)  # fmt: skip
def test_files_that_an_edit_must_not_touch_are_refused(path: str) -> None:
    with pytest.raises(ChangeRefused):
        checked_path(path)


@pytest.mark.parametrize("path", ["app/page.tsx", "components/a/b.tsx", "lib/x.ts", "public/robots.txt", "README.md"])
def test_files_of_the_app_may_be_edited(path: str) -> None:
    assert checked_path(path) == path


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (edits.Recolour(primary="nonsense"), "no colour"),
        (edits.RemovePage(page="start"), "does not work without"),
        (edits.RemovePage(page="nowhere"), "no page called"),
        (edits.RemoveSection(page="start", section="pricing"), "no section"),
        (edits.RemoveField(label="Nothing"), "no field"),
        (edits.AddPage(name="Dashboard", description="Another one"), "already"),
        (edits.DeleteFile(path="lib/none.ts"), "no file"),
    ],
)
def test_a_refused_change_says_why(tmp_path: Path, session: dict[str, Any], change: Any, reason: str) -> None:
    run, _ = scripted(tmp_path, session, change)
    assert any(reason in message for message in statuses(run))

"""An app's files: data that no text gets out of, and a project that compiles and builds."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.agents.apps import HABITS, code, folder
from tests.unit.language_models.varied_ideas import reading_of
from workers.agents.code.app_spec import parsed_spec
from workers.agents.code.blueprint import new_spec
from workers.agents.code.editing.refusal import ChangeRefused
from workers.agents.code.editing.words import with_words
from workers.agents.code.entity import app_entity
from workers.agents.code.outputs import AppPlan, PlannedEntity, PlannedField
from workers.agents.code.project.files import app_files
from workers.agents.code.project.literals import literal
from workers.agents.code.project.readme import readme
from workers.agents.code.project.template import template_files
from workers.agents.code.routes import new_path, slug
from workers.agents.pages.section_markup import Spot, section_markup
from workers.agents.visual_identity.palettes import tokens_for
from workers.language_models.offline.writers.apps.plan import app_plan

NPM = shutil.which("npm")
_UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ECONNRESET")


def planned(idea: str = HABITS, **changes: Any) -> AppPlan:
    return AppPlan(**{**app_plan(reading_of(idea)), **changes})


def spec_of(plan: AppPlan) -> Any:
    tokens = tokens_for(name="T", mood="calm", primary=None, seed="s")
    return new_spec(plan=plan, design=None, tokens=tokens, prd={}, label="App", brief="")


@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_a_literal_holds_exactly_the_texts_that_were_put_in(texts: list[str]) -> None:
    assert ast.literal_eval(literal(texts)) == texts


def test_a_literal_has_quoted_keys_only_where_it_must() -> None:
    assert literal({"a": 1, "b c": [True, None]}) == '{ a: 1, "b c": [true, null] }'
    assert literal({"__proto__": 1}) == '{ ["__proto__"]: 1 }'


@settings(max_examples=60)
@given(name=st.text(min_size=1, max_size=60), text=st.text(min_size=1, max_size=160))
def test_whatever_the_plan_says_the_code_is_the_same(name: str, text: str) -> None:
    spec = spec_of(planned(name=name, tagline=text, pages=[{"name": name, "description": text}] * 3))
    files = app_files(spec)
    assert all(files[path] == own for path, own in template_files().items() if path != "package.json")
    assert len({page.path for page in spec.pages}) == len(spec.pages)
    assert all(content.isascii() for path, content in files.items() if path.endswith("page.tsx"))


@given(text=st.text(max_size=80))
def test_a_readme_has_no_structure_but_its_own(text: str) -> None:
    plain = readme(spec_of(planned(tagline="T", name="N")))
    other = readme(spec_of(planned(tagline=text or "T", name="N")))
    marks = [line for line in other.splitlines() if line.startswith(("#", "-", "```"))]
    assert marks == [line for line in plain.splitlines() if line.startswith(("#", "-", "```"))]


@given(name=st.text(max_size=80), taken=st.lists(st.text(alphabet="abc-", max_size=5)))
def test_an_address_is_new_and_fit_for_a_folder(name: str, taken: list[str]) -> None:
    path = new_path(name, taken)
    assert path not in taken
    assert slug(path) == path
    assert path[0].isalpha()


def test_an_entity_is_made_sound() -> None:
    entity = app_entity(
        PlannedEntity(
            singular="Walk",
            plural="Walks",
            rhythm="once",
            done_label="Done",
            open_label="Open",
            fields=[
                PlannedField(label="Name", type="number"),
                PlannedField(label="Constructor", type="select", options=["only one"]),
                PlannedField(label="距離", type="number", unit="km"),
                PlannedField(label="Name", type="date"),
                PlannedField(label="Kind", type="select", options=["a", "b", "a"]),
            ],
            examples=[["A walk", "-", "about 3.5 km", "+2", "b"], ["-", "x", "y", "z", "c"]],
        )
    )
    assert [field.type for field in entity.fields] == ["text", "text", "number", "date", "select"]
    assert len({field.key for field in entity.fields}) == len(entity.fields)
    assert "constructor" not in {field.key for field in entity.fields}
    assert entity.fields[4].options == ["a", "b"]
    assert list(entity.examples[0].values()) == ["A walk", 3.5, "+2", "b"]
    assert len(entity.examples) == 1


@given(find=st.text(min_size=1, max_size=5), replace=st.text(max_size=20))
def test_replacing_words_changes_words_only(find: str, replace: str) -> None:
    spec = spec_of(planned())
    try:
        changed, _ = with_words(spec, find, replace)
    except ChangeRefused:
        return
    assert [page.path for page in changed.pages] == [page.path for page in spec.pages]
    assert [field.key for field in changed.entity.fields] == [field.key for field in spec.entity.fields]
    assert changed.tokens == spec.tokens


@pytest.mark.node
@pytest.mark.timeout(900)
@pytest.mark.skipif(NPM is None, reason="npm is not on the PATH")
def test_an_app_with_hostile_texts_installs_compiles_and_exports(tmp_path: Path) -> None:
    hostile = "</script>${x}`\"'\\{}*/ مرحبا 🏃\u2028"
    session = code(tmp_path, {"idea": HABITS}).session
    code(
        tmp_path,
        session,
        f"Rename the app to “{hostile}”, then add a pricing page, then add a field called “{hostile}”",
    )
    app = folder(tmp_path)
    installed = _npm(app, "install", "--ignore-scripts", "--no-audit", "--no-fund")
    if installed.returncode and any(sign in installed.stdout for sign in _UNREACHABLE):
        pytest.skip("the package registry cannot be reached")
    assert installed.returncode == 0, installed.stdout[-2_000:]
    built = _npm(app, "run", "build")
    assert built.returncode == 0, built.stdout[-4_000:]
    start = (app / "out/index.html").read_text()
    assert "</script>${x}" not in start
    assert "&lt;/script&gt;${x}" in start
    assert (app / "out/pricing/index.html").is_file()
    assert (app / "out/404.html").is_file()
    assert _missing_classes(app) == {}


def _missing_classes(app: Path) -> dict[str, set[str]]:
    """By page: what the style sheet of screens knows of its sections by class and the app's components do not say."""
    spec = parsed_spec((app / "baton-app.json").read_bytes())
    assert spec
    missing = {}
    for page in spec.pages:
        spots = [Spot(number=1, last=True, links={}, top=False, neighbours=page.sections) for _ in page.sections]
        drawn = "".join(map(section_markup, page.sections, spots))
        own = _classes((app / "out" / page.path / "index.html").read_text())
        missing[page.path] = _classes(drawn) - own - {"notice"}
    return {path: classes for path, classes in missing.items() if classes}


def _classes(markup: str) -> set[str]:
    return {word for found in re.findall(r'class="([^"]*)"', markup) for word in found.split()}


def _npm(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "NEXT_TELEMETRY_DISABLED": "1", "CI": "1"}
    return subprocess.run(
        [str(NPM), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )

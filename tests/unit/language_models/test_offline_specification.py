"""What the offline model writes for specifications: of its own for each project, the same each time, always valid."""

import json
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_ai.messages import ModelRequest, UserPromptPart

from tests.unit.agents.specification.projects import CLINIC, TERSE, TOOLS
from tests.unit.agents.specification.teamwork import SECTION_WRITERS, one_after_another
from tests.unit.language_models.varied_ideas import DIFFICULT, sentences, strings
from workers.agents.specification.catalogue import SPECIALISTS
from workers.agents.specification.sections import assembled
from workers.language_models.offline.reading import read
from workers.language_models.offline.writers import written_as

every_specialist = pytest.mark.parametrize("name", SPECIALISTS)
NOUNS = {
    "tools": "neighbours caretakers tool reservation member damage lend reserve return mailjet openstreetmap insurance",
    "clinic": "nurses shift ward patient handover swap hand sign hospital paper corridor signature data",
}


def write(name: str, material: Mapping[str, Any], inputs: Mapping[str, Any] | None = None) -> Any:
    """What is written for the specialist's schema, checked by its type."""
    specialist = SPECIALISTS[name]
    prompt = specialist.prompt(material, inputs or {})
    reading = read([ModelRequest(parts=[UserPromptPart(prompt)])])
    written = json.loads(written_as(specialist.output_type.model_json_schema(), reading))
    assert specialist.output_type.model_validate(written).model_dump(mode="json") == written
    return written


WRITTEN = {"tools": one_after_another(TOOLS), "clinic": one_after_another(CLINIC), "terse": one_after_another(TERSE)}


@every_specialist
def test_the_same_material_gives_the_same_words_and_they_say_that_they_are_offline(name: str) -> None:
    written = write(name, CLINIC, WRITTEN["clinic"])

    assert written == write(name, CLINIC, WRITTEN["clinic"])
    assert "offline" in written["note"]
    assert "Rounds" in written["note"]


@pytest.mark.parametrize("name", SECTION_WRITERS)
def test_two_projects_share_less_than_half_of_their_sentences(name: str) -> None:
    told = {project: sentences(outputs[name]) for project, outputs in WRITTEN.items()}

    for one, other in combinations(told, 2):
        shared = told[one] & told[other]
        assert len(shared) < 0.5 * min(len(told[one]), len(told[other])), (one, other, sorted(shared)[:8])


@pytest.mark.parametrize("project", NOUNS)
def test_every_key_noun_of_the_project_appears(project: str) -> None:
    material = {"tools": TOOLS, "clinic": CLINIC}[project]
    told = " ".join(strings(assembled(WRITTEN[project], material))).lower()

    assert [noun for noun in NOUNS[project].split() if noun not in told] == []


@every_specialist
def test_difficult_answers_give_printable_text(name: str) -> None:
    keys = ("purpose", "audience", "main_tasks", "core_objects", "integrations", "constraints", "key_screens")
    for text in DIFFICULT.values():
        project = {"id": "1", "name": text, "description": text}
        for string in strings(
            write(name, {"project": project, "answers": [{"key": key, "value": text} for key in keys]})
        ):
            assert string.strip()
            assert string.isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "key", "value", "type", "name", "title", "priority", "steps", "next", "relations", "score")
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)), max_size=3)


@every_specialist
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_any_material_gives_a_valid_output(name: str, data: st.DataObject) -> None:
    parts = ("requirements", "entities", "endpoints", "workflows", "components", "screens", "test_cases", "assessments")
    output = st.fixed_dictionaries({}, optional=dict.fromkeys(parts, ROWS | JSON))
    seen = st.dictionaries(
        st.sampled_from([*SPECIALISTS, "draft", "remarks", "team", "conflicts"]), output | JSON, max_size=4
    )
    material = {
        "project": data.draw(ROWS | JSON),
        "answers": data.draw(ROWS | JSON),
        "ontology": data.draw(ROWS | JSON),
        "features": data.draw(ROWS | JSON),
    }

    assert write(name, material, data.draw(seen))

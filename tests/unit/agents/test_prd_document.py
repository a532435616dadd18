"""The PRD as an object and as Markdown."""

import re

import pytest

from tests.unit.agents import examples
from workers.agents.prd.document import numbered, prd_document

HEADINGS = [
    "Opportunity", "Problem", "Audience", "Goals", "Non-goals", "User stories", "Functional requirements",
    "Non-functional requirements", "Metrics", "Milestones", "Risks", "Open questions",
]  # fmt: skip


def markdown(**framing: object) -> str:
    document = prd_document(
        index=0,
        opportunity={"title": "Bet", "description": "A bet", "scorecard": {"overall": 6.4}},
        framing=examples.framing(**framing),
        requirements=examples.requirements(),
        delivery=examples.delivery(),
    )
    return str(document["markdown"])


def test_the_markdown_holds_every_part_under_its_heading() -> None:
    assert re.findall(r"^## (.*)$", markdown(), re.MULTILINE) == HEADINGS


def test_a_part_without_entries_has_no_heading() -> None:
    assert "## Non-goals" not in markdown(non_goals=[])


@pytest.mark.parametrize(
    "hostile", ["x\n# Injected", "# Injected", "- # Injected", "<script>x</script>", "x\n\n## Injected"]
)
def test_no_text_changes_the_documents_structure(hostile: str) -> None:
    document = markdown(overview=hostile, goals=[hostile], title=hostile)
    assert re.findall(r"^## (.*)$", document, re.MULTILINE) == HEADINGS
    assert len(re.findall(r"^# ", document, re.MULTILINE)) == 1
    assert "<script" not in document


def test_requirements_keep_their_ids_when_these_are_unique() -> None:
    ids = ("FR-2", "FR-1", "FR-7", "FR-8", "FR-9")
    assert [one.id for one in numbered(examples.requirements(ids)).functional] == list(ids)


@pytest.mark.parametrize("ids", [("FR-1",) * 5, ("", "FR-2", "FR-3", "FR-4", "FR-5"), ("1", "2", "3", "4", "5")])
def test_requirements_without_usable_ids_are_numbered(ids: tuple[str, ...]) -> None:
    assert [one.id for one in numbered(examples.requirements(ids)).functional] == [f"FR-{n}" for n in range(1, 6)]


def test_a_document_without_a_title_takes_the_opportunitys() -> None:
    assert markdown(title=" \n").startswith("# Bet\n")

"""What the offline model writes: on topic, of its own for each idea, the same each time, valid for any text."""

import json
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from tests.unit.language_models.varied_ideas import DIFFICULT, IDEAS, OUTPUT_TYPES, reading_of, sentences, strings
from workers.agents.chat.summary import ConversationSummary
from workers.agents.code.edits import AppEdit
from workers.agents.discovery.outputs import DiscoveryNotes
from workers.agents.project_tasks.outputs import TaskAnswer
from workers.agents.specification.catalogue import SPECIALISTS
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.writers import WRITERS, written_as, written_freely
from workers.language_models.offline.writers.bias_check import bias_check
from workers.language_models.offline.writers.delivery import delivery
from workers.language_models.offline.writers.framing import framing
from workers.language_models.offline.writers.opportunities import opportunities
from workers.language_models.offline.writers.requirements import requirements
from workers.language_models.offline.writers.synthesis import synthesis
from workers.language_models.offline.writers.validation import validation

SIGNALS = [
    {
        "source": "reddit",
        "title": "Forgetting breaks",
        "excerpt": "remote workers say habits break when meetings pile up",
    },
    {
        "source": "hackernews",
        "title": "Streaks are stress",
        "excerpt": "streaks made me quit my habit app, meetings too",
    },
    {"source": "wikipedia", "title": "Violin", "excerpt": "a string instrument"},
]


def free_text(reading: Reading) -> list[str]:
    return [written_freely(reading)]


def as_asked(output_type: type[BaseModel]) -> Callable[[Reading], Any]:
    """What is written for the type's schema, checked by the type itself."""

    def write(reading: Reading) -> Any:
        written = json.loads(written_as(output_type.model_json_schema(), reading))
        assert output_type.model_validate(written).model_dump(mode="json") == written
        return written

    return write


WRITTEN: dict[str, Callable[[Reading], Any]] = {
    **{output_type.__name__: as_asked(output_type) for output_type in OUTPUT_TYPES},
    "free text": free_text,
}
every_writer = pytest.mark.parametrize("write", WRITTEN.values(), ids=list(WRITTEN))


@every_writer
@pytest.mark.parametrize("idea", IDEAS)
def test_every_key_noun_of_the_idea_appears(write: Callable[[Reading], Any], idea: str) -> None:
    text = " ".join(strings(write(reading_of(idea)))).lower()
    assert [noun for noun in IDEAS[idea] if noun not in text] == []


@every_writer
def test_two_ideas_share_less_than_half_of_their_sentences(write: Callable[[Reading], Any]) -> None:
    written = {idea: sentences(write(reading_of(idea))) for idea in IDEAS}
    shared = {
        (one, other): len(written[one] & written[other]) / min(len(written[one]), len(written[other]))
        for one, other in combinations(IDEAS, 2)
    }
    assert len(shared) >= 10
    assert {pair: share for pair, share in shared.items() if share >= 0.5} == {}


@every_writer
@pytest.mark.parametrize("idea", IDEAS)
def test_the_same_brief_gives_the_same_words(write: Callable[[Reading], Any], idea: str) -> None:
    assert write(reading_of(idea)) == write(reading_of(idea))


@every_writer
@pytest.mark.parametrize("idea", [*IDEAS, *DIFFICULT.values()])
def test_the_output_says_that_it_was_written_offline(write: Callable[[Reading], Any], idea: str) -> None:
    assert "offline" in " ".join(strings(write(reading_of(idea)))).lower()


@every_writer
@pytest.mark.parametrize("text", DIFFICULT.values(), ids=list(DIFFICULT))
def test_difficult_briefs_give_printable_text_without_empty_strings(write: Callable[[Reading], Any], text: str) -> None:
    for string in strings(write(reading_of(text))):
        assert string.strip()
        assert string.replace("\n", "").isprintable()
        assert "\ud83d" not in string


@every_writer
@settings(max_examples=40)
@given(text=st.text(max_size=300), word=st.text(max_size=30))
def test_any_material_gives_a_valid_output(write: Callable[[Reading], Any], text: str, word: str) -> None:
    reading = reading_of(
        text,
        brief={"summary": word},
        messages=[{"role": word, "content": text}, {"role": "assistant", "content": word}, {}],
        signals=[text, {"source": word, "excerpt": text}, 7, None],
        opportunity={"title": word, "audience": 3, "scorecard": {"demand": word}},
        opportunities=[{"title": text}, {}],
        techStack=[word, 1],
        industries=word,
    )
    assert write(reading)


@pytest.mark.parametrize("idea", [*IDEAS, *DIFFICULT.values()])
def test_a_reply_has_150_to_400_words(idea: str) -> None:
    assert 150 <= len(written_freely(reading_of(idea)).split()) <= 400


def test_there_is_one_writer_for_each_output_type_of_an_agent() -> None:
    written = {shape.__name__: set(shape.__annotations__) for shape in WRITERS}
    specialists = tuple(specialist.output_type for specialist in SPECIALISTS.values())
    types: tuple[type[BaseModel], ...] = (
        *OUTPUT_TYPES,
        AppEdit,
        ConversationSummary,
        DiscoveryNotes,
        TaskAnswer,
        *specialists,
    )
    asked = {output_type.__name__: set(output_type.model_fields) for output_type in types}
    assert written == asked


def test_opportunities_come_best_first_with_overall_as_the_weighted_mean() -> None:
    for idea in IDEAS:
        ranked = opportunities(reading_of(idea))["opportunities"]
        overall = [opportunity["scorecard"]["overall"] for opportunity in ranked]
        assert 3 <= len(ranked) <= 4
        assert overall == sorted(overall, reverse=True)
        assert len({opportunity["title"] for opportunity in ranked}) == len(ranked)
        for score in (opportunity["scorecard"] for opportunity in ranked):
            mean = 0.35 * score["demand"] + 0.25 * score["differentiation"]
            mean += 0.2 * (score["feasibility"] + score["monetization"])
            assert score["overall"] == pytest.approx(mean, abs=0.051)


def test_without_signals_no_score_is_above_seven_and_nothing_is_cited() -> None:
    for idea in IDEAS:
        for opportunity in opportunities(reading_of(idea))["opportunities"]:
            scores = opportunity["scorecard"]
            assert opportunity["evidence"] == []
            assert max(scores["demand"], scores["differentiation"], scores["feasibility"], scores["monetization"]) <= 7


def test_scores_differ_between_ideas() -> None:
    tops = {str(opportunities(reading_of(idea))["opportunities"][0]["scorecard"]) for idea in IDEAS}
    assert len(tops) > len(IDEAS) / 2


def test_evidence_is_the_signals_that_share_the_opportunity_s_words() -> None:
    written = opportunities(reading_of("AI-powered habit tracker for remote workers", signals=SIGNALS))
    cited = {number for opportunity in written["opportunities"] for number in opportunity["evidence"]}
    assert 0 in cited
    assert 2 not in cited


def test_themes_come_from_words_that_several_signals_use() -> None:
    themes = synthesis(reading_of("AI-powered habit tracker for remote workers", signals=SIGNALS))["themes"]
    assert ("Meeting around habits", [0, 1]) in [(theme["name"], theme["evidence"]) for theme in themes]


def test_pinned_technology_and_industries_appear() -> None:
    reading = reading_of("Meal planner for families", techStack=["Elixir", "HTMX"], industries=["hospitality"])
    assert "Elixir and HTMX" in str(opportunities(reading))
    assert "hospitality" in str(opportunities(reading)) + str(synthesis(reading)) + str(framing(reading))


def test_a_second_look_starts_from_the_first_scores_and_names_the_opportunity() -> None:
    scores = {"demand": 7, "differentiation": 6, "feasibility": 5, "monetization": 5, "overall": 6.0}
    opportunity = {
        "title": "Habit Programme",
        "audience": "teams",
        "problem": "p",
        "solution": "s",
        "scorecard": scores,
    }
    second = validation(reading_of("AI-powered habit tracker for remote workers", opportunity=opportunity))
    assert second["scorecard"]["demand"] == 6
    assert abs(second["scorecard"]["differentiation"] - 6) <= 1
    assert "“Habit Programme”" in " ".join(second["arguments_for"] + second["arguments_against"])


def test_the_bias_check_tells_sources_that_stayed_silent() -> None:
    sources = [{"source": "reddit", "state": "unreachable"}, {"source": "session", "state": "found"}]
    check = bias_check(reading_of("AI-powered habit tracker for remote workers", sources=sources))
    assert any(bias.startswith("Silence: reddit") for bias in check["biases"])


@pytest.mark.parametrize("write", [framing, requirements, delivery])
def test_a_prd_follows_its_opportunity(write: Callable[[Reading], Mapping[str, Any]]) -> None:
    idea = "AI-powered habit tracker for remote workers"
    first, second = (
        {
            "title": title,
            "audience": audience,
            "problem": f"{audience} lose track.",
            "solution": f"Made for {audience}.",
        }
        for title, audience in [("Habit Core", "remote workers"), ("Habit Programme", "employers of remote workers")]
    )
    written = [sentences(write(reading_of(idea, opportunity=chosen))) for chosen in (first, second)]
    assert len(written[0] & written[1]) < 0.8 * len(written[0])


def test_the_prd_s_title_is_the_opportunity_s_in_at_most_ten_words() -> None:
    title = "One Very Long Title That Goes On And On Far Beyond What Fits"
    assert framing(reading_of("Bees", opportunity={"title": title}))["title"] == " ".join(title.split()[:10])


def test_requirements_are_numbered_and_limits_become_requirements() -> None:
    written = requirements(reading_of("B2B invoice tool for accountants, must be GDPR compliant"))
    assert [requirement["id"] for requirement in written["functional"]][:2] == ["FR-1", "FR-2"]
    assert any("must be gdpr compliant" in row["description"].lower() for row in written["non_functional"])

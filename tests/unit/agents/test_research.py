"""The research agent: phases, sources, ranks, validation and the bias check."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from app.errors import NothingToWorkOn
from app.settings import Settings
from tests.unit.agents import examples
from tests.unit.agents.runner import Run, nothing_swallowed
from tests.unit.agents.scripted_model import Script
from workers.agents.research.agent import ResearchAgent
from workers.agents.research.steps import explore

IDEA = {"idea": "A habit tracker for remote workers", "ideaSummary": "Habits for remote workers."}
SIGNAL_KEYS = {"source", "title", "url", "excerpt", "relevance"}
PHASES = ["researching", "synthesizing", "validating", "bias_check"]


def script(*demands: int, validated: int = 6) -> Script:
    return Script(
        examples.synthesis(),
        examples.opportunities(*(demands or (9, 7, 5, 3))),
        examples.validation(validated),
        examples.bias_check(),
    )


def refusing(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("no route")


def on_hacker_news(request: httpx2.Request) -> httpx2.Response:
    """Hacker News answers with one signal on the topic and one that is not; nobody else answers."""
    if request.url.host != "hn.algolia.com":
        return httpx2.Response(503)
    hits = [
        {"objectID": "1", "title": "Remote habits", "story_text": "A tracker for workers"},
        {"objectID": "2", "title": "Something else", "story_text": "Compilers"},
    ]
    return httpx2.Response(200, stream=httpx2.ByteStream(json.dumps({"hits": hits}).encode()))


def research(
    given: Script,
    input: dict[str, Any] | None = None,
    session: dict[str, Any] = IDEA,
    *,
    sources: tuple[str, ...] = (),
    answers: Any = refusing,
) -> Run:
    agent = ResearchAgent(
        read_settings=lambda: Settings(research_sources=sources), transport=httpx2.MockTransport(answers)
    )
    return Run(agent, given.model, input or {}, dict(session))


def phases(run: Run) -> list[str]:
    return [data["phase"] for data in run.data_of("phase")]


def states(run: Run, source: str) -> list[tuple[str, int]]:
    return [(data["state"], data["count"]) for data in run.data_of("status") if data.get("source") == source]


def test_events_come_in_the_documented_order() -> None:
    run = research(script()).finish()
    milestones = [type for type in run.types if type not in {"phase", "status", "validation_progress"}]
    assert milestones == ["research_complete", "research_results", "opportunities", "discover_complete", "done"]
    assert phases(run) == PHASES
    assert run.types.index("validation_progress") > run.types.index("opportunities")


def test_the_minimal_body_is_enough_when_the_session_holds_an_idea() -> None:
    run = research(script(), {}).finish()
    assert run.session["opportunities"] == run.data_of("discover_complete")[0]["opportunities"]
    assert run.session["phase"] == "discover"


def test_without_any_material_there_is_nothing_to_work_on() -> None:
    with pytest.raises(NothingToWorkOn):
        research(script(), {"messages": []}, {}).finish()


def test_a_source_reports_when_it_is_asked_and_what_it_found() -> None:
    run = research(script(), sources=("hackernews",), answers=on_hacker_news).finish()
    assert states(run, "hackernews") == [("started", 0), ("found", 1)]
    assert run.data_of("research_complete") == [{"totalSignals": 3, "sourcesSearched": ["session", "hackernews"]}]


def test_results_are_signals_the_most_relevant_first() -> None:
    run = research(script(), sources=("hackernews",), answers=on_hacker_news).finish()
    (results,) = [data["results"] for data in run.data_of("research_results")]
    assert all(set(signal) == SIGNAL_KEYS for signal in results)
    scores = [signal["relevance"] for signal in results]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_the_run_goes_on_when_no_outside_source_can_be_reached() -> None:
    run = research(script(), sources=("hackernews", "reddit", "wikipedia", "perplexity", "tavily", "gopher")).finish()
    assert [states(run, name)[-1] for name in ("hackernews", "reddit", "wikipedia")] == [("unreachable", 0)] * 3
    assert [states(run, name) for name in ("perplexity", "tavily", "gopher")] == [[("skipped", 0)]] * 3
    assert run.data_of("research_complete")[0]["sourcesSearched"] == ["session"]
    assert run.types[-1] == "done"


def test_a_source_that_never_answers_is_left_at_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hanging(_: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets this event")

    monkeypatch.setattr(explore, "DEADLINE_SECONDS", 0.01)
    run = research(script(), sources=("reddit",), answers=hanging).finish()
    assert states(run, "reddit") == [("started", 0), ("unreachable", 0)]


def test_an_attempt_that_ends_while_sources_are_asked_leaves_no_question_behind() -> None:
    async def hanging(_: httpx2.Request) -> httpx2.Response:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets this event")

    run = research(script(), sources=("reddit", "wikipedia", "hackernews"), answers=hanging)

    async def still_asking() -> set[Any]:
        with nothing_swallowed():
            await run.step("researching").run(run.context("researching", dies_after=5))
        return asyncio.all_tasks() - {asyncio.current_task()}

    assert asyncio.run(still_asking()) == set()


def test_no_outside_source_is_asked_when_no_word_tells_anything() -> None:
    run = research(script(), {}, {"idea": "!!!"}, sources=("hackernews",), answers=on_hacker_news).finish()
    assert states(run, "hackernews") == [("skipped", 0)]
    assert states(run, "session") == [("started", 0), ("found", 1)]


@pytest.mark.parametrize(("depth", "questions"), [("quick", 1), (None, 2), ("standard", 2), ("deep", 4)])
def test_depth_changes_how_often_a_source_is_asked(depth: str | None, questions: int) -> None:
    asked: list[httpx2.URL] = []

    def remember(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url)
        return on_hacker_news(request)

    context = {"searchDepth": depth} if depth else {}
    research(script(), {"context": context}, sources=("hackernews",), answers=remember).until("synthesizing")
    assert len({url.params["query"] for url in asked}) == len(asked) == questions


def test_committed_signals_are_not_asked_for_again() -> None:
    run = research(script(), sources=("hackernews",), answers=on_hacker_news).until("synthesizing")
    again = research(script(), sources=("hackernews",), answers=refusing)
    again.outputs = dict(run.outputs)
    assert again.finish().types[-1] == "done"
    assert "research_results" not in again.types


def test_the_prompts_carry_the_messages_the_pins_and_the_signals() -> None:
    given = script()
    pins = {"techStack": ["React Native"], "industries": ["wellness"]}
    messages = [{"role": "user", "content": "Focus on"}, {"role": "user", "content": "wellness"}]
    research(given, {"messages": messages, "context": pins}).finish()
    for kind in ("Synthesis", "Opportunities", "Validation", "BiasCheck"):
        material = given.material(kind)
        assert material["messages"] == [{"role": "user", "content": "Focus on\n\nwellness"}]
        assert (material["techStack"], material["industries"]) == (["React Native"], ["wellness"])
    assert given.material("Synthesis")["signals"] == given.material("Opportunities")["signals"] != []


def test_opportunities_are_ranked_by_a_mean_that_is_computed_here() -> None:
    run = research(script(3, 9, 5), {"context": {"enableValidation": False}}).finish()
    ranked = run.data_of("opportunities")[0]["opportunities"]
    assert [(one["rank"], one["title"]) for one in ranked] == [(1, "Bet 1"), (2, "Bet 2"), (3, "Bet 0")]
    assert [one["scorecard"]["overall"] for one in ranked] == [6.4, 5.0, 4.3]


def test_cited_signals_become_sources_and_numbers_of_no_signal_are_dropped() -> None:
    given = Script(
        examples.synthesis(),
        examples.opportunities(5, 5, 5).model_copy(
            update={"opportunities": [examples.opportunity("A", 5, [0, 99, -1, 0])] * 3}
        ),
        examples.validation(),
        examples.bias_check(),
    )
    run = research(given).finish()
    evidence = run.session["opportunities"][0]["evidence"]
    assert [set(one) for one in evidence] == [{"signal", "source", "title", "url"}]
    assert evidence[0]["source"] == "session"


@pytest.mark.parametrize("demands", [(9, 7, 5), (9, 7, 5, 3)])
def test_each_opportunity_is_validated_in_a_step_of_its_own(demands: tuple[int, ...]) -> None:
    run = research(script(*demands)).finish()
    progress = run.data_of("validation_progress")
    assert [(data["state"], data["completed"]) for data in progress] == [
        pair for index in range(len(demands)) for pair in (("scoring", index), ("scored", index + 1))
    ]
    assert {data["total"] for data in progress} == {len(demands)}
    assert all(one["validation"]["verdict"] == "promising" for one in run.session["opportunities"])
    assert len(run.steps) == 8


def test_validation_decides_the_final_order_and_scores() -> None:
    given = script(9, 7, 5)
    run = research(given).finish()
    assert {one["scorecard"]["demand"] for one in run.session["opportunities"]} == {6}
    assert [one["rank"] for one in run.session["opportunities"]] == [1, 2, 3]


def test_without_validation_its_phase_and_progress_are_skipped_and_the_stream_says_so() -> None:
    run = research(script(), {"context": {"enableValidation": False}}).finish()
    assert phases(run) == ["researching", "synthesizing", "bias_check"]
    assert run.data_of("validation_progress") == []
    assert [data["message"] for data in run.data_of("status") if data.get("state") == "skipped"] != []
    assert len(run.steps) == 4
    assert {one["validation"] for one in run.session["opportunities"]} == {None}


def test_the_bias_check_is_told_which_sources_did_not_answer_and_tells_what_it_found() -> None:
    given = script()
    run = research(given, sources=("reddit",)).finish()
    assert {"source": "reddit", "state": "unreachable", "count": 0} in given.material("BiasCheck")["sources"]  # type: ignore[operator]
    assert run.data_of("status")[-1]["biases"] == ["Only the founder speaks"]

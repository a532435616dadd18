"""Search words: from an exploration, without a model."""

from typing import Any

import pytest

from workers.agents.research.exploration import DEPTHS, exploration_of
from workers.agents.research.queries import keywords, relevance, search_queries

IDEA = {"idea": "AI-powered habit tracker for remote workers. Habits stick when workers see them."}


def queries(session: dict[str, Any], **context: Any) -> tuple[str, ...]:
    return search_queries(exploration_of({"context": context}, session))


def test_the_words_are_the_ideas_own_nouns_the_most_frequent_first() -> None:
    words = keywords(exploration_of({}, IDEA))
    assert words[0] == "workers"
    assert {"habit", "tracker", "remote"} <= set(words)
    assert not {"for", "when", "them", "see"} & set(words)


@pytest.mark.parametrize("depth", sorted(DEPTHS))
def test_depth_says_how_many_questions_are_asked(depth: str) -> None:
    assert len(queries(IDEA, searchDepth=depth)) == DEPTHS[depth].queries


def test_deeper_is_more_of_both() -> None:
    quick, standard, deep = (DEPTHS[name] for name in ("quick", "standard", "deep"))
    assert quick.queries < standard.queries < deep.queries
    assert quick.results < standard.results < deep.results


def test_pinned_industries_and_technology_are_searched_for() -> None:
    asked = queries(IDEA, searchDepth="deep", industries=["wellness"], techStack=["react native"])
    assert any("wellness" in query for query in asked)
    assert queries(IDEA, searchDepth="standard", techStack=["react native"])[1].endswith("react native")


def test_no_question_is_longer_than_a_search_engine_likes_and_none_comes_twice() -> None:
    asked = queries({"idea": "word " * 500 + "other things entirely"}, searchDepth="deep")
    assert all(len(query.split()) <= 4 for query in asked)
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("idea", ["", "!!! ???", "the and of", "🎉🎉", "\x00\ud800"])
def test_where_no_word_tells_anything_nothing_is_asked(idea: str) -> None:
    assert queries({"idea": idea}) == ()


def test_relevance_is_the_share_of_words_that_are_held() -> None:
    assert relevance(("habits", "workers"), "A HABIT of mine") == 0.5
    assert relevance(("art",), "Let us start") == 0.0
    assert relevance((), "anything") == 0.0


def test_scripts_without_spaces_are_searched_for_as_they_stand() -> None:
    assert queries({"idea": "習慣トラッカー"}) != ()
    assert relevance(("習慣",), "健康な習慣を") == 1.0

"""Facts from briefs: the phrases that sentences are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.language_models.varied_ideas import DIFFICULT, IDEAS, reading_of
from workers.language_models.offline.clauses import purposes
from workers.language_models.offline.extraction import LONGEST_BRIEF, extract
from workers.language_models.offline.writers.idea_brief import idea_brief


@pytest.mark.parametrize(
    ("brief", "product", "audience", "purpose"),
    [
        ("AI-powered habit tracker for remote workers", "AI-powered habit tracker", "remote workers", "track habits"),
        (
            "I want to build something that helps remote workers keep healthy habits.",
            "healthy habit tool",
            "remote workers",
            "keep healthy habits",
        ),
        ("An app that helps nurses to plan night shifts", "night shift app", "nurses", "plan night shifts"),
        ("A chess coaching platform for kids", "chess coaching platform", "kids", "get chess coaching"),
        (
            "We are building a platform where beekeepers can share hive data",
            "hive data platform",
            "beekeepers",
            "share hive data",
        ),
        (
            "A marketplace where city gardeners swap compost",
            "marketplace",
            "city gardeners",
            "swap compost",
        ),
        (
            "An app where every cyclist quickly reports potholes to the city",
            "pothole app",
            "cyclists",
            "report potholes to the city",
        ),
        (
            "Turn voice memos into meeting notes for sales teams",
            "voice memo tool",
            "sales teams",
            "turn voice memos into meeting notes",
        ),
        (
            "Social network for amateur astronomers that matches them with dark-sky spots",
            "social network",
            "amateur astronomers",
            "find dark-sky spots",
        ),
        ("A Subscription Box For Home Brewers", "subscription box", "home brewers", "make use of a subscription box"),
    ],
)
def test_product_audience_and_purpose_are_found(brief: str, product: str, audience: str, purpose: str) -> None:
    facts = extract(brief)
    assert (facts.product, facts.audience, facts.purpose) == (product, audience, purpose)


def test_what_people_do_in_a_place_is_what_it_is_about_unless_nothing_is_done_there() -> None:
    assert extract("A marketplace where city gardeners swap compost").topic == "compost"
    assert not any("who" in phrase for phrase, _ in purposes("A club where people who love books trade them"))
    for idle in ("An app where climbers meet", "A market where prices are low", "A place where"):
        assert list(purposes(idle)) == []


def test_people_are_those_who_do_it_when_none_are_named() -> None:
    facts = extract("Marketplace for second-hand musical instruments")
    assert facts.audience == "people who want to buy and sell second-hand musical instruments"
    assert not facts.audience_named


def test_pain_limits_features_and_technology_are_kept_in_the_brief_s_own_words() -> None:
    facts = extract(
        "Nurses struggle to hand over shifts on paper. Build a tablet app with voice notes, reminders and search. "
        "It must work offline and cost under $20 a month."
    )
    assert facts.audience == "nurses"
    assert facts.problem == "struggle to hand over shifts on paper"
    assert facts.features == ("voice notes", "reminders", "search")
    assert facts.constraints == ("It must work offline", "cost under $20 a month")
    assert "voice" in facts.technologies


def test_what_the_brief_leaves_out_comes_from_what_was_said_besides() -> None:
    facts = extract("A habit tracker", "It is for remote workers who forget to stand up. It must stay under 5 euros.")
    assert facts.product == "habit tracker"
    assert facts.audience == "remote workers"
    assert facts.problem.startswith("forget to stand up")
    assert facts.constraints == ("It must stay under 5 euros",)


@pytest.mark.parametrize("idea", [idea for idea in IDEAS if idea != "Bees"])
def test_the_summary_is_understood_as_the_same_idea(idea: str) -> None:
    before = reading_of(idea)
    after = reading_of(idea_brief(before)["summary"]).facts
    assert (after.product, after.audience, after.purpose) == (
        before.facts.product,
        before.facts.audience,
        before.facts.purpose,
    )


@pytest.mark.parametrize("text", DIFFICULT.values(), ids=list(DIFFICULT))
def test_difficult_briefs_still_give_whole_phrases(text: str) -> None:
    facts = extract(text)
    assert facts.product
    assert facts.purpose
    assert facts.audience
    assert facts.topic


@given(st.text(max_size=400))
def test_any_text_gives_phrases_of_bounded_length(text: str) -> None:
    facts = extract(text)
    for phrase in (facts.product, facts.topic, facts.purpose, facts.audience, facts.person, facts.crowd):
        assert phrase == phrase.strip()
        assert 0 < len(phrase) < 1_500
        assert phrase.isprintable()


def test_only_the_beginning_of_a_huge_brief_is_read() -> None:
    beginning = ("plan meals " * LONGEST_BRIEF)[:LONGEST_BRIEF]
    assert extract(f"{beginning} for vampires") == extract(beginning)

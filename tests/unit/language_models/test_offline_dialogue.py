"""The dialogue: it takes answers up, and asks each question once."""

import re

from tests.unit.language_models.varied_ideas import reading_of
from workers.language_models.offline.writers import written_freely

Message = dict[str, str]
IDEA = "I want to build something that helps remote workers keep healthy habits."
ANSWERS = [
    "Mostly people in software teams who sit ten hours a day and forget to stand up.",
    "It must cost under 5 euros a month and work without a login.",
    "My old team would try it first",
    "no idea",
    "ok",
    "Maybe their employers",
    "Twice a week",
]


def dialogue(answers: list[str], idea: str | None = None) -> list[str]:
    """The replies of a dialogue that starts with IDEA."""
    messages: list[Message] = [{"role": "user", "content": IDEA}]
    replies = []
    for answer in [*answers, ""]:
        replies.append(written_freely(reading_of(idea, messages=messages, phase="conversation")))
        messages += [{"role": "assistant", "content": replies[-1]}, {"role": "user", "content": answer}]
    return replies


def questions(reply: str) -> list[str]:
    return re.findall(r"^\d\. (.+\?)$", reply, re.MULTILINE)


def test_every_reply_ends_with_two_or_three_questions() -> None:
    for reply in dialogue(ANSWERS):
        assert 2 <= len(questions(reply)) <= 3
        assert reply.endswith(questions(reply)[-1])
        assert 150 <= len(reply.split()) <= 400


def test_no_question_is_asked_twice() -> None:
    asked = [question for reply in dialogue(ANSWERS * 2) for question in questions(reply)]
    assert len(asked) == len(set(asked))


def test_the_last_answer_is_taken_up() -> None:
    replies = dialogue(ANSWERS)
    assert "My old team would try it first" in replies[3]
    assert "forget to stand up" in replies[1]


def test_what_the_founder_has_told_is_not_asked_again() -> None:
    replies = dialogue(ANSWERS)
    later = [question for reply in replies[2:] for question in questions(reply)]
    assert not any("must it not cost" in question for question in later)


def test_turns_differ_from_one_another() -> None:
    replies = dialogue(ANSWERS)
    assert len(set(replies)) == len(replies)


def test_a_single_shot_asks_nothing() -> None:
    assert questions(written_freely(reading_of(IDEA))) == []

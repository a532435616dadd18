"""What a session is called by its prompt, and which framework the prompt names."""

import pytest

from app.domain.computer_sessions.project import LONGEST_TITLE, framework_of, title_of


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Build a todo app with Next.js and Tailwind", "Build a todo app"),
        ("Make a page that shows the weather", "Make a page"),
        ("Write a haiku.\nThen another one.", "Write a haiku"),
        ("Fix it using tape", "Fix it using tape"),
        ("  Hello  ", "Hello"),
        ("...", "..."),
        ("Translate it", "Translate it"),
    ],
)
def test_a_title_is_the_prompt_up_to_where_it_says_how(prompt: str, title: str) -> None:
    assert title_of(prompt) == title


def test_a_title_is_short_however_long_the_prompt_is() -> None:
    title = title_of("word " * 100)

    assert len(title) <= LONGEST_TITLE
    assert title.endswith("word…")
    assert len(title_of("x" * 500)) <= LONGEST_TITLE


@pytest.mark.parametrize(
    ("prompt", "framework"),
    [
        ("Build a todo app with Next.js and Tailwind", "nextjs"),
        ("a NextJS site", "nextjs"),
        ("Use React, please", "react"),
        ("A static page about flasks", "static"),
        ("Get a quick reaction", None),
        ("Build a todo app", None),
    ],
)
def test_a_framework_is_one_that_the_prompt_names(prompt: str, framework: str | None) -> None:
    assert framework_of(prompt) == framework

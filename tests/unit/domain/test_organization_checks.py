"""Slugs, names, messages and settings, at their edges; and what is written to the invited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.mail.transports import SmtpTransport
from app.domain.organizations.checks import (
    LONGEST_MESSAGE,
    RESERVED_SLUGS,
    SLUG_LENGTHS,
    check_settings,
    check_slug,
    clean_message,
    clean_name,
)
from app.errors import InvalidRequest
from app.settings import SettingsError, read_settings


def is_slug(text: str) -> bool:
    try:
        check_slug(text)
    except InvalidRequest:
        return False
    return True


@given(st.text(alphabet="ab9-_A é\n", max_size=8))
def test_a_slug_is_words_between_single_hyphens(text: str) -> None:
    words = text.split("-")
    expected = len(text) >= SLUG_LENGTHS[0] and all(word and set(word) <= set("ab9") for word in words)

    assert is_slug(text) == expected


def test_slugs_have_their_lengths() -> None:
    shortest, longest = SLUG_LENGTHS
    assert [is_slug("a" * length) for length in (shortest - 1, shortest, longest, longest + 1)] == [
        False,
        True,
        True,
        False,
    ]


def test_what_is_reserved_would_be_a_slug_otherwise() -> None:
    assert all(is_slug(slug) for slug in RESERVED_SLUGS)


@pytest.mark.parametrize("name", ["", " ", "\t", "a\u202eb", "a\r\nBcc: b", "x" * 201])
def test_names_can_be_shown_anywhere(name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        clean_name(name, field="displayName")
    assert list(refused.value.details["fields"]) == ["displayName"]


def test_names_and_messages_lose_the_blanks_around_them() -> None:
    assert clean_name("  Büro 4 ") == "Büro 4"
    assert clean_message("\n Welcome!\nBye \n") == "Welcome!\nBye"


def test_messages_and_settings_have_a_size() -> None:
    with pytest.raises(InvalidRequest):
        clean_message("x" * (LONGEST_MESSAGE + 1))
    with pytest.raises(InvalidRequest):
        check_settings({"blob": "x" * 17_000})
    check_settings({"theme": "dark"})


@pytest.mark.parametrize(
    "environment",
    [
        {"SMTP_URL": "mail.example.com"},
        {"SMTP_URL": "https://mail.example.com"},
        {"MAIL_FROM": "nobody"},
        {"MAIL_FROM": "a@b\nBcc: c@d"},
        {"BATON_APP_URL": "app.example"},
    ],
)
def test_addresses_of_mail_are_checked_at_start(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=next(iter(environment))):
        read_settings(environment)


def test_a_servers_password_may_hold_any_character() -> None:
    transport = SmtpTransport("smtp://me%40example.com:p%2Fw@mail.example.com", sender="a@b.example")

    assert vars(transport)["_user"] == "me@example.com"
    assert vars(transport)["_password"] == "p/w"
    assert vars(transport)["_port"] == 587

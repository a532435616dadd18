"""Passwords: their rules, and what is kept of them."""

import pytest

from app.domain.users import passwords
from app.domain.users.passwords import hashed, is_right
from app.errors import InvalidRequest


@pytest.mark.parametrize("password", ["", "123456789", "\u00e4" * 9, "x" * 129, "\u00e4" * 65])
def test_a_password_is_neither_short_nor_endless(password: str) -> None:
    with pytest.raises(InvalidRequest):
        hashed(password)


@pytest.mark.parametrize("password", ["1234567890", "x" * 128, "\u00e4" * 64, " " * 10])
def test_everything_between_is_a_password(password: str) -> None:
    assert is_right(password, password_hash=hashed(password))


def test_another_password_is_not_right() -> None:
    kept = hashed("the right password")

    assert not is_right("the right passwore", password_hash=kept)
    assert not is_right("the right password" + "x" * 200, password_hash=kept)
    assert not is_right("", password_hash=kept)


def test_one_password_is_kept_differently_each_time() -> None:
    assert hashed("the right password") != hashed("the right password")


def test_without_a_hash_no_password_is_right_not_even_that_of_the_stand_in() -> None:
    assert not is_right("the password of no account", password_hash=None)
    assert passwords._HASHER.verify(passwords._NOBODYS, "the password of no account")


def test_the_stand_in_takes_as_much_work_as_a_real_one() -> None:
    assert not passwords._HASHER.check_needs_rehash(passwords._NOBODYS)


def test_what_is_no_hash_is_not_matched() -> None:
    assert not is_right("the right password", password_hash="nonsense")

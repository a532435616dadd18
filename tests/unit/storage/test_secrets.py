"""Secrets at rest."""

import pytest

from app.errors import Unavailable
from app.settings import SettingsError, read_settings
from app.storage.secrets import SecretBox

OLD, NEW = "o" * 32, "n" * 32


def test_what_was_sealed_is_opened_and_cannot_be_read_otherwise() -> None:
    sealed = SecretBox([OLD]).seal(b"a secret")

    assert SecretBox([OLD]).open(sealed) == b"a secret"
    assert b"a secret" not in sealed
    assert SecretBox([OLD]).seal(b"a secret") != sealed


def test_keys_are_changed_by_putting_the_new_one_in_front() -> None:
    sealed = SecretBox([OLD]).seal(b"a secret")
    both = SecretBox([NEW, OLD])

    assert both.open(sealed) == b"a secret"
    assert SecretBox([NEW]).open(both.seal(both.open(sealed))) == b"a secret"
    with pytest.raises(Unavailable, match="BATON_SECRET_KEYS"):
        SecretBox([NEW]).open(sealed)


def test_without_a_key_nothing_is_sealed_or_opened() -> None:
    with pytest.raises(Unavailable, match="BATON_SECRET_KEYS"):
        SecretBox([]).seal(b"a secret")
    with pytest.raises(Unavailable, match="BATON_SECRET_KEYS"):
        SecretBox([]).open(b"anything")


def test_a_changed_secret_is_not_opened() -> None:
    sealed = bytearray(SecretBox([OLD]).seal(b"a secret"))
    sealed[20] ^= 1

    with pytest.raises(Unavailable):
        SecretBox([OLD]).open(bytes(sealed))


def test_a_key_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(SettingsError, match="BATON_SECRET_KEYS"):
        read_settings({"BATON_SECRET_KEYS": f"{OLD},short"})
    assert read_settings({"BATON_SECRET_KEYS": f"{NEW}, {OLD}"}).secret_keys == (NEW, OLD)

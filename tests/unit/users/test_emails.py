"""Addresses: one spelling each."""

import pytest

from app.domain.users.operations import clean_email
from app.errors import InvalidRequest


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        (" a+b@c ", "a+b@c"),
        ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_known_in_lower_case(written: str, known: str) -> None:
    assert clean_email(written) == known


@pytest.mark.parametrize(
    "written",
    ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "a@b\nc", "\u00e4@b", "\u0430da@example.com", "x" * 250 + "@b.cd"],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    if written == "a@b\n":  # spaces around it are not part of it
        assert clean_email(written) == "a@b"
    else:
        with pytest.raises(InvalidRequest):
            clean_email(written)

"""Ranges and versions, as clients spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.previews.conditions import Unsatisfiable, http_date, is_known, wanted_range
from app.previews.messages import Request

ETAG, MODIFIED = '"v1"', 1_700_000_000.7


def request(method: str = "GET", **headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(method=method, target=b"/", host="", headers=pairs, has_body=False, body=NotImplemented)


def chosen(asked: str, size: int = 100, **headers: str) -> range | None:
    return wanted_range(request(range=asked, **headers), size=size, etag=ETAG, modified=MODIFIED)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("bytes= 5-6 ", range(5, 7)),
    ],
)
def test_one_range_is_understood(asked: str, expected: range) -> None:
    assert chosen(asked) == expected


@pytest.mark.parametrize("asked", ["", "bytes=", "bytes=-", "bytes=6-5", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b"])
def test_an_unreadable_range_and_several_ask_for_all(asked: str) -> None:
    assert chosen(asked) is None


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_outside_is_refused(asked: str) -> None:
    with pytest.raises(Unsatisfiable):
        chosen(asked)


def test_nothing_of_an_empty_file_can_be_a_range() -> None:
    with pytest.raises(Unsatisfiable):
        chosen("bytes=0-", size=0)


def test_a_range_is_for_get_and_for_the_version_that_the_client_has() -> None:
    assert wanted_range(request("HEAD", range="bytes=0-1"), size=9, etag=ETAG, modified=MODIFIED) is None
    assert chosen("bytes=0-1", if_range='"v2"') is None
    assert chosen("bytes=0-1", if_range=f"W/{ETAG}") is None
    assert chosen("bytes=0-1", if_range=ETAG) == range(2)
    assert chosen("bytes=0-1", if_range=http_date(MODIFIED)) == range(2)
    assert chosen("bytes=0-1", if_range=http_date(MODIFIED + 5)) is None


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30), st.integers(0, 50))
def test_every_range_lies_inside_the_file(asked: str, size: int) -> None:
    try:
        found = chosen(asked, size)
    except Unsatisfiable:
        return
    assert found is None or (len(found) > 0 and found.start >= 0 and found.stop <= size)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({}, False),
        ({"if_none_match": ETAG}, True),
        ({"if_none_match": f'"v0", W/{ETAG}'}, True),
        ({"if_none_match": "*"}, True),
        ({"if_none_match": '"v0"', "if_modified_since": http_date(MODIFIED + 99)}, False),
        ({"if_modified_since": http_date(MODIFIED)}, True),
        ({"if_modified_since": http_date(MODIFIED - 1)}, False),
        ({"if_modified_since": "yesterday"}, False),
        ({"if_modified_since": "Tue, 14 Nov 2023 22:13:20"}, True),
        ({"if_modified_since": "Tue, 99 Nov 99999 22:13:20 GMT"}, False),
    ],
)
def test_a_client_says_which_version_it_has(headers: dict[str, str], known: bool) -> None:
    assert is_known(request(**headers), etag=ETAG, modified=MODIFIED) is known

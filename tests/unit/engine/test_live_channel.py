"""The wire of the live channel: what goes in comes out, byte for byte."""

from uuid import UUID, uuid4

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.event_log import Event, NewEvent
from app.engine.live_channel import Deleted, LiveChannel, channel_name, decode, encode

TEXT = st.text(st.characters())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
EVENTS = st.lists(st.tuples(st.text(min_size=1, max_size=20), st.dictionaries(TEXT, JSON, max_size=4)), max_size=5)


def events_of(drawn: list[tuple[str, dict[str, object]]], *, first: int = 1) -> list[Event]:
    run_id = uuid4()
    made = [NewEvent.of(type_.replace("\ud800", ""), data) for type_, data in drawn]
    return [Event(first + index, run_id, event.type, event.data) for index, event in enumerate(made)]


class SpokenTo:
    """A Redis client that keeps what is published, or fails."""

    def __init__(self, *, broken: bool = False) -> None:
        self.calls = 0
        self.published: list[tuple[str, bytes]] = []
        self.broken = broken

    def pipeline(self, *, transaction: bool) -> "SpokenTo":
        return self

    def __enter__(self) -> "SpokenTo":
        return self

    def __exit__(self, *_: object) -> None:
        return

    def publish(self, name: str, message: bytes) -> None:
        self.published.append((name, message))

    def execute(self) -> None:
        self.calls += 1
        if self.broken:
            raise ConnectionError


@given(EVENTS.filter(bool))
def test_events_survive_the_wire_byte_for_byte(drawn: list[tuple[str, dict[str, object]]]) -> None:
    events = events_of([(type_.encode(errors="ignore").decode(), data) for type_, data in drawn])

    assert list(decode(encode(events))) == events


@given(EVENTS.filter(bool))
def test_a_message_is_one_json_list_with_flask_sses_field_names(drawn: list[tuple[str, dict[str, object]]]) -> None:
    events = events_of([(type_.encode(errors="ignore").decode(), data) for type_, data in drawn])

    items = orjson.loads(encode(events))

    assert [set(item) for item in items] == [{"data", "type", "id", "run"}] * len(events)
    assert [item["id"] for item in items] == [event.cursor for event in events]


def test_a_message_that_would_be_too_large_names_its_last_cursor_only() -> None:
    events = events_of([("text_delta", {"delta": "x" * 40_000}), ("text_delta", {"delta": "y" * 40_000})], first=7)

    assert list(decode(encode(events))) == [8]


def test_the_end_of_a_session_is_told() -> None:
    client = SpokenTo()
    LiveChannel(client).publish_deletion(session_id=UUID(int=1))  # type: ignore[arg-type]

    (name, message), *_ = client.published
    assert name == channel_name(UUID(int=1))
    with pytest.raises(Deleted):
        list(decode(message))


def test_nothing_to_publish_is_not_published() -> None:
    client = SpokenTo()
    LiveChannel(client).publish({UUID(int=1): []})  # type: ignore[arg-type]

    assert client.calls == 0


def test_a_failed_publish_never_raises_and_after_three_nobody_tries_for_a_while() -> None:
    client = SpokenTo(broken=True)
    channel = LiveChannel(client)  # type: ignore[arg-type]

    for _ in range(10):
        channel.publish({UUID(int=1): events_of([("a", {})])})

    assert client.calls == 3

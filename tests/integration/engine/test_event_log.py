"""The log's own bytes: what is stored is read again as it was, whichever way it was written."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.event_log import Entry, Event, NewEvent
from tests.integration.rig import Rig

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
AWKWARD = st.sampled_from(["\\", "\\.", "\\N", "\t", "\n", "\r\n", "\\t", '"', "'", "🙂", " ", "\x7f"])
TEXTS = st.lists(WORDS | AWKWARD, max_size=4).map("".join)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
NEW_EVENTS = st.builds(NewEvent.of, TEXTS.filter(bool), st.dictionaries(TEXTS, VALUES, max_size=3))
FEW, MANY = 3, 60
"""One is written by INSERT, the other by COPY."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NEW_EVENTS, min_size=1, max_size=4))
def test_events_are_read_again_byte_for_byte(rig: Rig, drawn: list[NewEvent]) -> None:
    for number in (FEW, MANY):
        run = rig.running()
        told = (drawn * number)[:number]

        appended = rig.write(Entry(run.fence, told))

        stored = rig.events(run.session_id)
        assert [_said(event) for event in stored] == [(event.type, event.data) for event in told]
        assert [event.cursor for event in stored] == list(range(1, number + 1))
        assert appended.published == {run.session_id: stored}


def test_entries_of_one_run_before_and_behind_its_end_are_told_apart(rig: Rig) -> None:
    run, other = rig.running(), rig.running()
    before, end = Entry(run.fence, [NewEvent.of("a")]), Entry(run.fence, [NewEvent.of("b")], leaves=True)
    behind, neighbour = Entry(run.fence, [NewEvent.of("c")]), Entry(other.fence, [NewEvent.of("d")])

    appended = rig.write(before, end, behind, neighbour)

    assert appended.lost == [behind]
    assert rig.types(run.session_id) == ["a", "b"]
    assert rig.types(other.session_id) == ["d"]


def test_entries_without_events_take_no_cursor_and_their_writes_see_the_last_one(rig: Rig) -> None:
    run = rig.running()
    seen: list[int] = []

    def note(_connection: Any, last_cursor: int) -> None:
        seen.append(last_cursor)

    rig.say(run, "one", "two")
    rig.write(Entry(run.fence, (), [note]))

    assert seen == [2]
    assert [event.cursor for event in rig.events(run.session_id)] == [1, 2]


def _said(event: Event) -> tuple[str, bytes]:
    return event.type, event.data

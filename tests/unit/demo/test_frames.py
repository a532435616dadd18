"""Cutting streams into frames, however the network cut them before."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.demo.frames import event, frames

STREAM = b': ok\n\ndata: {"type":"phase","cursor":1}\n\n: keep-alive\n\ndata: {"type":"done","cursor":2}\n\n'
FRAMES = [b'data: {"type":"phase","cursor":1}', b'data: {"type":"done","cursor":2}']


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_frames_do_not_depend_on_where_the_stream_was_cut(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[start:end] for start, end in pairwise(places)]
    assert list(frames(chunks)) == FRAMES


def test_a_frame_that_was_not_finished_is_none() -> None:
    assert list(frames([STREAM[:-1]])) == FRAMES[:1]


def test_an_event_is_what_is_behind_the_field_name() -> None:
    assert event(FRAMES[1]) == {"type": "done", "cursor": 2}

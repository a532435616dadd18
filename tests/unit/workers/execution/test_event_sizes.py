"""The size of one event: what every viewer can be sent passes, what none could is refused."""

import pytest

from app.engine.event_log import NewEvent
from app.errors import AgentFailed
from workers.execution.step_context import LARGEST_EVENT, checked


def test_an_event_of_the_largest_size_passes() -> None:
    event = NewEvent.of("text_delta", {"delta": "x" * (LARGEST_EVENT - len('{"delta":""}'))})

    assert checked(event) is event


def test_a_larger_one_fails_the_run_and_is_named() -> None:
    with pytest.raises(AgentFailed, match="text_delta"):
        checked(NewEvent.of("text_delta", {"delta": "x" * LARGEST_EVENT}))

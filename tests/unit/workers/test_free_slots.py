"""When a worker's loop is turned so that it looks for the next message."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from celery.signals import task_postrun
from celery.worker import state

from workers.free_slots import ask_when_one_is_free

SLOTS = 2


class Loop:
    """Celery's loop, turned by hand."""

    def __init__(self) -> None:
        self.due: list[Callable[[], Any]] = []
        self.later: list[Callable[[], Any]] = []

    def call_soon(self, callback: Callable[[], Any]) -> None:
        self.due.append(callback)

    def call_later(self, _seconds: float, callback: Callable[..., Any], *arguments: Any) -> None:
        self.later.append(partial(callback, *arguments))

    def turn(self) -> None:
        due, self.due = self.due, []
        for callback in due:
            callback()


class Taken:
    """A message in a worker's hands."""


class Pool:
    num_processes = SLOTS


class Consumer:
    pool = Pool()

    def __init__(self) -> None:
        self.hub = Loop()


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loop]:
    monkeypatch.setattr(state, "reserved_requests", set())
    known = list(task_postrun.receivers)
    consumer = Consumer()
    ask_when_one_is_free(consumer)
    yield consumer.hub
    task_postrun.receivers = known


def test_a_task_that_ends_while_every_slot_is_taken_turns_the_loop_until_its_slot_is_free(loop: Loop) -> None:
    taken = [Taken() for _ in range(SLOTS)]
    for message in taken:
        state.reserved_requests.add(message)

    task_postrun.send(sender=None)
    assert len(loop.due) == 1
    loop.turn()
    assert len(loop.later) == 1  # its slot does not count as free yet

    state.reserved_requests.remove(taken[0])
    loop.later.pop()()
    assert not loop.later


def test_a_slot_that_was_taken_again_between_two_looks_is_not_asked_after_for_ever(loop: Loop) -> None:
    taken = [Taken() for _ in range(SLOTS)]
    for message in taken:
        state.reserved_requests.add(message)
    task_postrun.send(sender=None)
    loop.turn()

    looks = 0
    while loop.later and looks < 1_000:
        loop.later.pop()()
        looks += 1

    assert 10 < looks < 1_000  # else every end of a task could leave a timer that turns until a slot stays free


def test_with_a_free_slot_the_next_message_is_asked_for_already(loop: Loop) -> None:
    state.reserved_requests.add(Taken())

    task_postrun.send(sender=None)

    assert not loop.due

"""Admission: many together, or one alone, and nobody for ever outside."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.stack import until
from workers.execution.admission import Admission

PATIENCE = 20


class Guest:
    """Somebody who enters in a thread of their own and stays until told to leave."""

    def __init__(self, admission: Admission, *, alone: bool) -> None:
        self.inside = threading.Event()
        self._leave = threading.Event()
        self._thread = threading.Thread(target=self._visit, args=(admission, alone), daemon=True)
        self._thread.start()

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def _visit(self, admission: Admission, alone: bool) -> None:
        with admission.entered(alone=alone):
            self.inside.set()
            self._leave.wait(PATIENCE)


@contextmanager
def guest(admission: Admission, *, alone: bool = False) -> Iterator[Guest]:
    made = Guest(admission, alone=alone)
    try:
        yield made
    finally:
        made.leave()


def waits(admission: Admission, count: int) -> bool:
    """Whether so many stand at the door."""
    return len(admission._condition._waiters) >= count  # type: ignore[attr-defined]


def test_ordinary_runs_execute_side_by_side() -> None:
    admission = Admission()
    with guest(admission) as first, guest(admission) as second:
        assert first.inside.wait(PATIENCE)
        assert second.inside.wait(PATIENCE)


def test_a_run_that_must_be_alone_waits_until_everybody_has_left() -> None:
    admission = Admission()
    with guest(admission) as first:
        assert first.inside.wait(PATIENCE)
        lonely = Guest(admission, alone=True)
        until(lambda: waits(admission, 1), what="it stands at the door")
        assert not lonely.inside.is_set()

    assert lonely.inside.wait(PATIENCE)
    lonely.leave()


def test_nobody_enters_beside_a_run_that_is_alone() -> None:
    admission = Admission()
    with guest(admission, alone=True) as lonely:
        assert lonely.inside.wait(PATIENCE)
        others = [Guest(admission, alone=False) for _ in range(3)]
        until(lambda: waits(admission, 3), what="all stand at the door")
        assert not any(other.inside.is_set() for other in others)

    for other in others:
        assert other.inside.wait(PATIENCE)
        other.leave()


def test_those_who_come_later_do_not_pass_a_run_that_waits_to_be_alone() -> None:
    admission = Admission()
    first = Guest(admission, alone=False)
    assert first.inside.wait(PATIENCE)
    lonely = Guest(admission, alone=True)
    until(lambda: waits(admission, 1), what="it stands at the door")
    late = Guest(admission, alone=False)
    until(lambda: waits(admission, 2), what="both stand at the door")

    first.leave()

    assert lonely.inside.wait(PATIENCE)
    assert not late.inside.is_set()
    lonely.leave()
    assert late.inside.wait(PATIENCE)
    late.leave()


def test_runs_that_must_be_alone_take_turns() -> None:
    admission = Admission()
    lonely = [Guest(admission, alone=True) for _ in range(4)]
    for _ in range(4):
        until(lambda: any(each.inside.is_set() for each in lonely), what="one is inside")
        inside = [each for each in lonely if each.inside.is_set()]
        assert len(inside) == 1
        lonely.remove(inside[0])
        inside[0].leave()


def test_a_run_that_fails_leaves_like_any_other() -> None:
    admission = Admission()
    try:
        with admission.entered(alone=True):
            raise MemoryError
    except MemoryError:
        pass

    with guest(admission) as next_one:
        assert next_one.inside.wait(PATIENCE)

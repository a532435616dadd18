"""Who may execute beside whom: a run that has killed its process before executes alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Admission:
    """Many runs at once, or one alone. A run that asks to be alone holds back those that come after it."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._inside = 0
        self._alone = 0

    @contextmanager
    def entered(self, *, alone: bool) -> Iterator[None]:
        """Wait for admission, and leave at the end."""
        with self._condition:
            self._enter(alone)
        try:
            yield
        finally:
            with self._condition:
                self._inside -= 1
                self._alone -= alone
                self._condition.notify_all()

    def _enter(self, alone: bool) -> None:
        if alone:
            while self._alone:
                self._condition.wait()
            self._alone = 1
            while self._inside:
                self._condition.wait()
        else:
            while self._alone:
                self._condition.wait()
        self._inside += 1

"""Threads for computing, which the gevent loop does not wait for.

Under gevent a thread of the standard library is a greenlet: it would hold up every stream all the same.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from gevent import monkey  # type: ignore[import-untyped]  # gevent ships no types
from gevent.threadpool import ThreadPool  # type: ignore[import-untyped]

Result = TypeVar("Result")


class NativeThreads:
    """Real threads, ``most`` at once; others wait, and hold up nobody. Outside of gevent, the caller's own."""

    def __init__(self, most: int) -> None:
        self._pool = ThreadPool(most) if monkey.is_module_patched("threading") else None

    def computed(self, function: Callable[[], Result]) -> Result:
        """What ``function`` returns, or raises."""
        if self._pool is None:
            return function()
        result, error = self._pool.spawn(_outcome, function).get()
        if error is not None:
            raise error
        return cast(Result, result)


def _outcome(function: Callable[[], Result]) -> tuple[Result | None, BaseException | None]:
    """What came of it, as a value: gevent prints the traceback of whatever leaves a thread as an exception."""
    try:
        return function(), None
    except BaseException as error:
        return None, error

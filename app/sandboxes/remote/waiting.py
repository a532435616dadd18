"""Waits for a cloud that says yes first and does it afterwards."""

import time
from collections.abc import Callable

from app.sandboxes.remote.cloud import CallFailed

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0


def until(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Return once ``is_so`` is true.

    Raises:
        CallFailed: it was not within ``seconds``.
    """
    deadline = time.monotonic() + seconds
    pause = _FIRST_PAUSE
    while not is_so():
        if time.monotonic() > deadline:
            raise CallFailed(f"{what} took longer than {seconds:.0f} seconds")
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)

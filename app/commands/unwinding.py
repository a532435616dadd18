"""Signals that unwind a command like Ctrl-C does, so that it stops what it has started."""

import signal
from types import FrameType


def unwind_on(*numbers: signal.Signals) -> None:
    """Make each of these signals raise SystemExit (128 + its number) in the main thread."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in numbers:
        signal.signal(number, leave)

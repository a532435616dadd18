"""A worker whose slots are all taken asks for the next run as soon as one of them is free.

Without prefetching, Celery looks for free slots only when its loop turns, and the end of a task in a thread
does not turn it: with every slot taken, the next message would lie for up to a second.
"""

from typing import Any

from celery.signals import task_postrun
from celery.worker import state

_AGAIN_SECONDS = 0.002
_LOOKS = 50
"""At most so often: the slot may have been free, and taken again, between two looks."""


def ask_when_one_is_free(consumer: Any) -> None:
    """From now on turn the consumer's loop at the end of a task that was executed with every slot taken."""
    hub, slots = consumer.hub, int(consumer.pool.num_processes)

    def all_taken() -> bool:
        return len(state.reserved_requests) >= slots

    def look(left: int = _LOOKS) -> None:
        # The task says that it has ended a moment before its slot counts as free. A turn of the loop is all it takes.
        if left > 1 and all_taken():
            hub.call_later(_AGAIN_SECONDS, look, left - 1)

    @task_postrun.connect(weak=False)
    def turn(**_future: Any) -> None:
        if all_taken():
            hub.call_soon(look)

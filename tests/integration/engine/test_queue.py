"""The queue as its senders know it: quick to give up, and quick to be used again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.engine.queue import RunQueue
from app.storage.identifiers import new_id
from tests.integration.rig import Rig


class HangingUp:
    """A server that hangs up on everybody, and counts them."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"redis://127.0.0.1:{self._listening.getsockname()[1]}/0"
        self.callers = 0
        threading.Thread(target=self._answer, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    def _answer(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            self.callers += 1
            caller.close()


@contextmanager
def hanging_up() -> Iterator[HangingUp]:
    server = HangingUp()
    try:
        yield server
    finally:
        server.close()


def test_a_message_carries_the_runs_id_under_the_agents_name(rig: Rig) -> None:
    run_id = new_id()

    assert rig.queue.send(run_id=run_id, agent="test.words")
    assert rig.sent() == [run_id]


def test_a_sender_calls_once_and_gives_up(rig: Rig) -> None:
    with hanging_up() as server:
        assert not RunQueue(server.url).send(run_id=new_id(), agent="test.words")

        assert server.callers == 1


def test_after_two_failures_a_sender_does_not_even_call(rig: Rig) -> None:
    with hanging_up() as server:
        queue = RunQueue(server.url)
        for _ in range(20):
            assert not queue.send(run_id=new_id(), agent="test.words")

        assert server.callers < 20


def test_a_sender_comes_back_after_valkey_was_killed_and_restarted(rig: Rig) -> None:
    queue = RunQueue(rig.services.redis_url)
    assert queue.send(run_id=new_id(), agent="test.words")
    rig.services.restart_valkey(kill=True)

    run_id = new_id()
    # The first message may be lost in a connection that is no more.
    sent = [queue.send(run_id=run_id, agent="test.words") for _ in range(2)]

    assert sent[-1]
    assert run_id in rig.sent()

"""One client's errand in a soak: a run is started, watched, perhaps cancelled or deleted, through every outage."""

import threading
import time
from collections.abc import Callable
from itertools import cycle
from typing import TypeVar
from uuid import UUID

import httpx
from sqlalchemy.exc import SQLAlchemyError

from app.errors import BatonError, NotFound, SessionBusy
from tests.faults.runs import Runs
from tests.faults.schedule import PlannedRun
from tests.faults.watchers import Watcher
from tests.support.stack import Stack

_PAUSE_SECONDS = 0.2
_T = TypeVar("_T")


class Errand(threading.Thread):
    """Begins when started, ends when its viewers have seen the end."""

    def __init__(self, stack: Stack, runs: Runs, planned: PlannedRun) -> None:
        super().__init__(daemon=True)
        self.planned = planned
        self.session_id = ""
        self.watchers: list[Watcher] = []
        self.giving_up = threading.Event()
        self._stack = stack
        self._runs = runs

    @property
    def deleted(self) -> bool:
        return self.planned.fate == "deleted"

    @property
    def run_id(self) -> str | None:
        """The accepted run, once it is known."""
        return self.watchers[0].run_id if self.watchers else None

    def run(self) -> None:
        with self._stack.client() as client:
            self.session_id = self._insist(lambda: _created(client))
            first = self._watch(self._start_watcher())
            while first.run_id is None and not first.over and not self.giving_up.is_set():
                time.sleep(0.02)
            if first.run_id is not None and self.planned.number % 3 == 0:
                self._watch(Watcher(self._stack, self.session_id, run_id=first.run_id))
            self._repeat_message()
            self._meet_fate(client)
        for watcher in self.watchers:
            while watcher.is_alive() and not self.giving_up.is_set():
                watcher.join(0.2)
            watcher.stopping.set()

    def _start_watcher(self) -> Watcher:
        planned, stays = self.planned, cycle(self.planned.stays)
        if planned.through_api:
            return Watcher(
                self._stack,
                self.session_id,
                agent=planned.agent,
                parameters=planned.parameters,
                key=f"soak-{planned.number}",
                stay=lambda: next(stays),
            )
        return Watcher(self._stack, self.session_id, run_id=self._insist(self._accepted), stay=lambda: next(stays))

    def _watch(self, watcher: Watcher) -> Watcher:
        self.watchers.append(watcher)
        watcher.start()
        return watcher

    def _accepted(self) -> str:
        session_id = UUID(self.session_id)
        try:
            return str(self._runs.start(self.planned.agent, self.planned.parameters, session_id=session_id).id)
        except SessionBusy:  # an earlier try's commit went through though its answer was lost
            return str(
                self._runs.value("SELECT id FROM runs WHERE session_id = %s AND parent_run_id IS NULL", session_id)
            )

    def _repeat_message(self) -> None:
        if self.run_id is not None and not self.planned.through_api:
            for _ in range(self.planned.duplicates):
                self._runs.queue.send(run_id=UUID(self.run_id), agent=self.planned.agent)

    def _meet_fate(self, client: httpx.Client) -> None:
        if self.planned.fate == "left alone" or self.run_id is None:
            return
        self.giving_up.wait(self.planned.fate_after)
        path, run_id = f"/api/v1/sessions/{self.session_id}", UUID(self.run_id)
        if self.deleted:
            self._insist(lambda: _answered(client.delete(path)))
        elif self.planned.through_api:
            self._insist(lambda: _answered(client.post(f"{path}/runs/{run_id}/cancel")))
        else:
            self._insist(lambda: self._runs.cancel(run_id))

    def _insist(self, act: Callable[[], _T]) -> _T:
        """Try until it works: what a client does who is told 503, or hears nothing."""
        while not self.giving_up.is_set():
            try:
                return act()
            except (httpx.HTTPError, SQLAlchemyError, NotFound):
                time.sleep(_PAUSE_SECONDS)
        raise BatonError("gave up")


def _created(client: httpx.Client) -> str:
    answer = client.post("/api/v1/sessions", json={"idea": "bikes"})
    answer.raise_for_status()
    return str(answer.json()["sessionId"])


def _answered(answer: httpx.Response) -> bool:
    """Whether it was done, now or by an earlier try whose answer was lost."""
    if answer.status_code != 404:
        answer.raise_for_status()
    return True

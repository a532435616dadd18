"""A command that runs in a cloud's sandbox, followed from here by one thread that looks until it has ended.

A look is one call that the sandbox answers as soon as there is something to tell, so that what a program
prints arrives when it prints it. When the cloud cannot be reached for a while, the command goes on
within its limits and the looks are taken up again where they were; when nobody looks for too long, it
is ended there.
"""

import base64
import contextlib
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import structlog

from app.errors import BatonError, NotFound
from app.sandboxes.contract import CommandResult, Ended
from app.sandboxes.local.output import Output
from app.sandboxes.remote.desk import Asleep, Desk

_LOOK_SECONDS = 20.0
_BEGINS_WITHIN = 30.0
_GIVEN_UP_AFTER = 90.0
_PAUSE_SECONDS = 1.0

_STOPPED: Mapping[str, Any] = {"ended": "stopped", "exit_code": None}
_ENDS: frozenset[Ended] = frozenset({"exited", "stopped", "time", "output", "memory", "disk"})

_log = structlog.get_logger(__name__)


class RemoteCommand:
    """See ``RunningCommand``."""

    def __init__(self, desk: Desk, run: str, output: Output, *, when_over: Callable[[], None] = lambda: None) -> None:
        self._desk = desk
        self._run = run
        self._output = output
        self._when_over = when_over
        self._finished = threading.Event()
        self._result: CommandResult | None = None
        threading.Thread(target=self._live, name=f"sandbox-{run[:8]}", daemon=True).start()

    @property
    def alive(self) -> bool:
        return not self._finished.is_set()

    def wait(self, timeout: float | None = None) -> CommandResult:
        if not self._finished.wait(timeout):
            raise TimeoutError("the command has not ended yet")
        assert self._result is not None
        return self._result

    def stop(self) -> None:
        if self._finished.is_set():
            return
        try:
            self._desk.ask("end", run=self._run, wake=False)
        except (Asleep, NotFound):  # then it has ended
            return
        except BatonError as error:
            _log.warning("remote_command_not_stopped", reason=error.message)

    def _live(self) -> None:
        began = time.monotonic()
        end = _STOPPED
        try:
            end = self._followed(began)
        except (Asleep, NotFound):  # the machine was stopped, or deleted, and took it with it
            pass
        except Exception:
            _log.exception("sandbox_watch_failed")
        finally:
            ended: Ended = end["ended"] if end.get("ended") in _ENDS else "stopped"
            code = end.get("exit_code")
            self._result = CommandResult(
                ended=ended,
                exit_code=code if ended == "exited" and isinstance(code, int) else None,
                output=self._output.text(),
                seconds=time.monotonic() - began,
            )
            self._when_over()
            self._finished.set()

    def _followed(self, began: float) -> Mapping[str, Any]:
        """Its end, after all that it printed was heard."""
        offset, answered = 0, began
        while True:
            try:
                seen = self._desk.ask("look", run=self._run, offset=offset, seconds=_LOOK_SECONDS, wake=False)
            except NotFound:
                raise
            except BatonError:
                if time.monotonic() - answered > _GIVEN_UP_AFTER:
                    raise
                time.sleep(_PAUSE_SECONDS)
                continue
            answered = time.monotonic()
            chunk = base64.b64decode(seen["output"])
            offset += len(chunk)
            if chunk:
                self._output.take(chunk)
            if isinstance(seen["end"], dict):
                self._forget()
                return seen["end"]
            if not seen["known"] and answered - began > _BEGINS_WITHIN:
                return _STOPPED

    def _forget(self) -> None:
        with contextlib.suppress(BatonError, Asleep):
            self._desk.ask("forget", run=self._run, wake=False)

"""Where a sandbox's requests are handed in: carries them to the machine, with all that may be missing there.

A machine that was stopped is woken, and one that does not have our archive yet gets it. What comes back
was made where hostile programs run, so it is believed no further than its shape.
"""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar
from uuid import UUID

from app.errors import BatonError, InvalidRequest, NotFound, SandboxFull, SandboxRefused, Unavailable
from app.sandboxes.remote.cloud import CallFailed, Cloud, Machine, Way
from app.sandboxes.remote.inside.answering import PREFIX
from app.sandboxes.remote.inside.places import SCRATCH
from app.sandboxes.remote.kit import kit

_LONGEST_WORD = 60_000
_LONGEST_ANSWER = 64 * 1024 * 1024
_SECONDS = 40.0
_ERRORS: dict[str, type[BatonError]] = {error.code: error for error in (InvalidRequest, NotFound, SandboxFull)}

Result = TypeVar("Result")


class Asleep(Exception):
    """The machine does not run, and was not to be woken."""


class Desk:
    """One sandbox's. ``NotFound`` from any method: there is no such sandbox any more."""

    def __init__(self, cloud: Cloud, sandbox_id: UUID) -> None:
        self._cloud = cloud
        self._sandbox_id = sandbox_id
        self._machine = cloud.machine(sandbox_id)
        self._is_equipped = False

    def ask(self, what: str, *, wake: bool = True, seconds: float = 0.0, **request: Any) -> Any:
        """The answer to a request to ``inside``, which may take ``seconds`` on purpose.

        Raises:
            BatonError: the request's own failure, as the local file tools say it; or Unavailable.
            Asleep: the machine is stopped, and ``wake`` is off.
        """
        asked = {"ask": what, "seconds": seconds, **request}
        return self._done(lambda machine: self._answered(machine, asked, seconds + _SECONDS), wake=wake)

    def launch(self, **request: Any) -> None:
        """Start a command; a second time it would be known already."""

        def launched(machine: Machine) -> None:
            if not machine.launches:
                self._answered(machine, {"ask": "run", "aside": True, **request}, _SECONDS)
                return
            if not self._is_equipped:  # nobody tells how what was launched went
                self._answered(machine, {"ask": "look", "run": "", "offset": 0, "seconds": 0.0}, _SECONDS)
            machine.launch(self._words(machine, {"ask": "run", "aside": False, **request}))

        self._done(launched)

    def upload(self, content: bytes) -> str:
        """Send something; where it lies."""
        path = f"{SCRATCH}-{secrets.token_hex(8)}"
        self._done(lambda machine: machine.upload(path, content))
        return path

    @contextmanager
    def download(self, path: str) -> Iterator[Iterator[bytes]]:
        """The content of the file at an absolute path."""
        try:
            with self._machine.download(path) as content:
                yield content
        except CallFailed as failure:
            if failure.status == 404:
                raise NotFound("There is no such file") from None
            self._fail(failure)

    def way_to(self, port: int) -> Way:
        """How a port is reached."""
        return self._done(lambda machine: machine.way_to(port))

    def _done(self, work: Callable[[Machine], Result], *, wake: bool = True) -> Result:
        try:
            return work(self._machine)
        except CallFailed as failure:
            self._revive(failure, wake=wake)
        try:
            return work(self._machine)
        except CallFailed as failure:
            self._fail(failure)

    def _revive(self, failure: CallFailed, *, wake: bool) -> None:
        """After a failure: the machine as it is now, running. Raises when that cannot be."""
        try:
            state = self._cloud.state(self._sandbox_id)
            if state == "gone":
                raise NotFound("There is no such sandbox")
            if state == "stopped" and not wake:
                raise Asleep
            if state == "stopped":
                self._cloud.wake(self._sandbox_id)
            elif failure.status is not None and failure.status < 500 and failure.status != 404:
                self._fail(failure)
            self._machine = self._cloud.machine(self._sandbox_id)
            self._is_equipped = False
        except CallFailed as second:
            self._fail(second)

    def _answered(self, machine: Machine, asked: dict[str, Any], seconds: float) -> Any:
        said = machine.execute(self._words(machine, asked), seconds=seconds)
        if PREFIX not in said:
            machine.upload(kit().path, kit().content)
            said = machine.execute(self._words(machine, asked), seconds=seconds)
        answer = _parsed(said)
        self._is_equipped = True
        if isinstance(answer.get("answer_in"), str):
            answer = _parsed(PREFIX + self._fetched(machine, answer["answer_in"]))
        if "done" not in answer:
            raise _ERRORS.get(str(answer.get("error")), Unavailable)(str(answer.get("message") or "") or None)
        return answer["done"]

    def _words(self, machine: Machine, asked: dict[str, Any]) -> list[str]:
        text = json.dumps(asked)
        word = text.encode().hex()
        if len(word) > _LONGEST_WORD:
            path = f"{SCRATCH}-{secrets.token_hex(8)}"
            machine.upload(path, text.encode())
            word = f"@{path}"
        return ["python3", "-I", "-S", kit().path, word]

    def _fetched(self, machine: Machine, path: str) -> str:
        content = bytearray()
        with machine.download(path) as pieces:
            for piece in pieces:
                content += piece
                if len(content) > _LONGEST_ANSWER:
                    raise Unavailable("The sandbox answers with more than anything could need")
        return content.decode(errors="replace")

    def _fail(self, failure: CallFailed) -> NoReturn:
        raise unavailable(self._cloud, failure) from None


def unavailable(cloud: Cloud, failure: CallFailed) -> Unavailable:
    """A failure in the caller's terms."""
    if failure.status in {401, 403}:
        return SandboxRefused(f"{cloud.name} refuses the key: {failure}")
    return Unavailable(f"{cloud.name} did not do this: {failure}")


def _parsed(said: str) -> dict[str, Any]:
    line = said.rpartition(PREFIX)[2].strip()
    try:
        found = json.loads(line)
    except ValueError:
        reason = said.strip().splitlines()[-1:] or ["it says nothing"]
        raise SandboxRefused(f"the sandbox's image needs python3 in version 3.11 or newer: {reason[0][:200]}") from None
    return found if isinstance(found, dict) else {}

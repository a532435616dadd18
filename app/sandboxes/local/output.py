"""What a command prints: told to a listener as it comes, and kept up to a limit."""

from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)


class Output:
    """Takes up to ``most`` bytes, and keeps the last ``kept`` of them."""

    def __init__(self, *, most: int, kept: int, tell: Callable[[bytes], None] | None = None) -> None:
        self._left = most
        self._kept = kept
        self._tell = tell
        self._content = bytearray()
        self.full = False

    def take(self, chunk: bytes) -> None:
        """Keep what fits; the rest is lost, and ``full`` says so."""
        fitting = chunk[: self._left]
        self._left -= len(fitting)
        self.full = self.full or len(fitting) < len(chunk)
        self._content += fitting
        if len(self._content) > 2 * self._kept:
            del self._content[: -self._kept]
        if fitting and self._tell is not None:
            self._say(fitting)

    def text(self) -> str:
        return bytes(self._content[-self._kept :]).decode(errors="replace")

    def _say(self, chunk: bytes) -> None:
        """Whoever listens must not be able to leave the command unwatched."""
        try:
            assert self._tell is not None
            self._tell(chunk)
        except Exception:
            self._tell = None
            _log.exception("sandbox_listener_failed")

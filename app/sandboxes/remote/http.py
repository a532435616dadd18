"""Calls of a cloud's HTTP API: deadlines, another try where that is harmless, and every failure as CallFailed.

Clients are not shared between threads. The API's threads each have an event loop of their own, and what
one of them has opened cannot be used from another.
"""

import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from app.sandboxes.remote.cloud import CallFailed

TIMEOUT_SECONDS = 30.0
_TRIES = 3
_PAUSE_SECONDS = 0.3
_LONGEST_REASON = 300
_PASSING = {429, 502, 503, 504}


class CloudHttp:
    """Calls with the account's headers. ``address`` comes before paths that are no whole URL."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._address = address.rstrip("/")
        self._headers = dict(headers)
        self._own = threading.local()

    def call(self, method: str, path: str, *, again: bool = True, **options: Any) -> Any:
        """The answer's JSON, or None when it has none.

        ``again`` says that a second try does no harm; it is made when the first got no answer, or one that passes.

        Raises:
            CallFailed: it was refused, or not answered.
        """
        for left in reversed(range(_TRIES if again else 1)):
            try:
                response = self._client().request(method, self._url(path), **_with_timeout(options))
                if response.status_code not in _PASSING or not left:
                    return _json(response)
            except httpx2.TransportError as error:
                if not left:
                    raise CallFailed(f"{type(error).__name__}: {error}") from None
            time.sleep(_PAUSE_SECONDS)
        raise AssertionError("unreachable")

    @contextmanager
    def content(self, path: str, **options: Any) -> Iterator[Iterator[bytes]]:
        """An answer's bytes as they come."""
        try:
            with self._client().stream("GET", self._url(path), **_with_timeout(options)) as response:
                if response.is_error:
                    response.read()
                    raise _failure(response)
                yield response.iter_bytes()
        except httpx2.TransportError as error:
            raise CallFailed(f"{type(error).__name__}: {error}") from None

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else f"{self._address}{path}"

    def _client(self) -> httpx2.Client:
        held: _Held | None = getattr(self._own, "held", None)
        if held is None:
            client = httpx2.Client(headers=self._headers, follow_redirects=False, trust_env=False)
            held = self._own.held = _Held(client)
            weakref.finalize(held, client.close)
        return held.client


class _Held:
    """A thread's client. It goes with the thread, and the client is closed then."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client


def _with_timeout(options: dict[str, Any]) -> dict[str, Any]:
    seconds = options.pop("seconds", TIMEOUT_SECONDS)
    return {**options, "timeout": httpx2.Timeout(seconds, connect=10.0)}


def _json(response: httpx2.Response) -> Any:
    if response.is_error:
        raise _failure(response)
    try:
        return response.json() if response.content else None
    except ValueError:
        return None


def _failure(response: httpx2.Response) -> CallFailed:
    return CallFailed(f"{response.status_code} {_reason(response)}".strip(), status=response.status_code)


def _reason(response: httpx2.Response) -> str:
    """Both clouds put a sentence into ``message`` or ``error``."""
    try:
        found = response.json()
        said = found.get("message") or found.get("error")
    except (ValueError, AttributeError):
        said = None
    return str(said or response.reason_phrase)[:_LONGEST_REASON]

"""Asks web APIs for JSON, trusting none of them.

No redirects (an answer from elsewhere is no answer), no compression (a small body cannot unfold into a
large one), a cap on size, strict timeouts. Whatever goes wrong becomes ``SourceUnreachable`` with a
reason of our own words: exception texts can carry URLs, and URLs can carry keys.
"""

import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx2
import orjson

LARGEST_ANSWER = 1_000_000
"""Bytes of an answer beyond which it is refused."""
TIMEOUT_SECONDS = 3.0
"""For connecting, and between two pieces of an answer."""
_HEADERS = {"User-Agent": "Baton/0.1 (product research agent)", "Accept-Encoding": "identity"}


class SourceUnreachable(Exception):
    """A source gave no answer that can be read. The message is for users and holds nothing of the answer."""


class Web:
    """A client for JSON APIs. Make one with :func:`open_web`."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self._client = client

    async def get(self, url: str, parameters: Mapping[str, str | int]) -> Any:
        """The JSON behind ``url``. Raises SourceUnreachable."""
        return await self._json(self._client.build_request("GET", url, params=dict(parameters)))

    async def post(self, url: str, body: Mapping[str, Any], *, key: str) -> Any:
        """The JSON answer to ``body``, with ``key`` as the bearer token. Raises SourceUnreachable."""
        headers = {"Authorization": f"Bearer {key}"}
        return await self._json(self._client.build_request("POST", url, json=dict(body), headers=headers))

    async def _json(self, request: httpx2.Request) -> Any:
        try:
            response = await self._client.send(request, stream=True)
            try:
                return orjson.loads(await _body(response))
            finally:
                await response.aclose()
        except httpx2.TimeoutException:
            raise SourceUnreachable("no answer in time") from None
        except (httpx2.HTTPError, OSError):
            raise SourceUnreachable("cannot be reached") from None
        except orjson.JSONDecodeError:
            raise SourceUnreachable("its answer is not JSON") from None


@asynccontextmanager
async def open_web(transport: httpx2.AsyncBaseTransport | None = None) -> AsyncIterator[Web]:
    """A ``Web`` whose connections are closed at the end; ``transport`` instead of the network's own."""
    async with httpx2.AsyncClient(
        transport=transport, verify=_certificates(), headers=_HEADERS, timeout=TIMEOUT_SECONDS, follow_redirects=False
    ) as client:
        yield Web(client)


@cache
def _certificates() -> ssl.SSLContext:
    # Reading the authorities takes about 20 ms, which every run would spend with the process held.
    return httpx2.create_ssl_context()


async def _body(response: httpx2.Response) -> bytes:
    if response.status_code != httpx2.codes.OK:
        raise SourceUnreachable(f"it answered {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise SourceUnreachable("its answer is compressed")
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST_ANSWER:
            raise SourceUnreachable("its answer is too large")
    return bytes(body)

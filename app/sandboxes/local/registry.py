"""The one way out of a sandbox: a proxy that reaches the configured npm registry, and nothing else.

It runs in our process and answers on a listener that lies inside the sandbox's own network, handed out
by the sandbox's first process: there is no route, and no address to choose. Only reading is possible,
nothing of ours is sent along (no credentials, no cookies), and of what the program sends only the few
headers that a registry needs to answer.
"""

import socket
import threading
from contextlib import closing
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

import httpx2

from app.sandboxes.local.registry_addresses import RegistryAddresses, Unreachable

PORT = 4873
ADDRESS = f"http://127.0.0.1:{PORT}/"
"""Inside every sandbox, so that addresses in lock files stay good from one command to the next."""

_MOST_CONNECTIONS = 32
_IDLE_SECONDS = 60.0
_LONGEST_DOCUMENT = 64 * 1024 * 1024
_LONGEST_ANSWER = 512 * 1024 * 1024
_MOST_REDIRECTS = 3
_CHUNK = 256 * 1024
_ASKED = ("accept", "if-none-match", "if-modified-since")
_ANSWERED = ("content-type", "etag", "last-modified", "cache-control")


class RegistryProxy:
    """Answers on ``listener`` until it is closed."""

    def __init__(self, listener: socket.socket, addresses: RegistryAddresses) -> None:
        client = httpx2.Client(
            timeout=httpx2.Timeout(30.0, read=120.0),
            limits=httpx2.Limits(max_connections=_MOST_CONNECTIONS),
            headers={"User-Agent": "baton"},
        )
        self._server = _Server(listener, addresses, client)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), name="registry", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.client.close()


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, listener: socket.socket, addresses: RegistryAddresses, client: httpx2.Client) -> None:
        super().__init__(("", 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.addresses = addresses
        self.client = client
        self._places = threading.BoundedSemaphore(_MOST_CONNECTIONS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A program that goes away in the middle is nothing to report."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "baton", ""
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        addresses = self.server.addresses
        if self.headers.get("content-length", "0") != "0" or "transfer-encoding" in self.headers:
            self.close_connection = True
            return self._refuse(HTTPStatus.BAD_REQUEST)
        try:
            with closing(self._asked(addresses.outside(self.path))) as found:
                self._answer(found)
        except Unreachable:
            self._refuse(HTTPStatus.FORBIDDEN)
        except httpx2.HTTPError:
            self.close_connection = True  # part of an answer may have gone out
            self._refuse(HTTPStatus.BAD_GATEWAY)

    def log_message(self, format: str, *args: Any) -> None:
        """What a build asks for is not worth a line."""

    def _asked(self, url: str) -> httpx2.Response:
        headers = {name: self.headers[name] for name in _ASKED if name in self.headers}
        client = self.server.client
        for _ in range(_MOST_REDIRECTS):
            response = client.send(client.build_request("GET", url, headers=headers), stream=True)
            if not response.has_redirect_location:
                return response
            response.close()
            url = self.server.addresses.same_host(str(httpx2.URL(url).join(response.headers["location"])))
        raise Unreachable

    def _answer(self, found: httpx2.Response) -> None:
        if found.headers.get("content-type", "").partition(";")[0].endswith("json"):
            document = self.server.addresses.rewritten(_whole(found))
            self._head(found, {"Content-Length": str(len(document))})
            self.wfile.write(document)
        elif found.status_code == HTTPStatus.NOT_MODIFIED:
            self._head(found, {})
        else:
            self._stream(found)

    def _stream(self, found: httpx2.Response) -> None:
        """Pass it on as it comes; beyond the limit the connection ends in the middle, which is an error inside."""
        self._head(found, {"Transfer-Encoding": "chunked"})
        left = _LONGEST_ANSWER
        for chunk in found.iter_bytes(_CHUNK):
            left -= len(chunk)
            if left < 0:
                self.close_connection = True
                return
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, found: httpx2.Response, length: dict[str, str]) -> None:
        self.send_response(found.status_code)
        for name in _ANSWERED:
            if name in found.headers:
                self.send_header(name, found.headers[name])
        for name, value in length.items():
            self.send_header(name, value)
        self.end_headers()

    def _refuse(self, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()


def _whole(found: httpx2.Response) -> bytes:
    parts, size = [], 0
    for chunk in found.iter_bytes(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > _LONGEST_DOCUMENT:
            raise httpx2.RequestError("This document is too large")
    return b"".join(parts)

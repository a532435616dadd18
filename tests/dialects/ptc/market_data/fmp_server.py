"""FMP as a server on loopback: it notes what it is asked, and answers what the test has put there."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

BAR = {"open": 210.5, "low": 210.1, "high": 211.0, "close": 210.9, "volume": 12345}


class FmpServer:
    """Answers by path and symbol (or query); anything else is an empty list, as of the real one."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], tuple[int, Any]] = {}
        self.asked: list[tuple[str, dict[str, str], str | None]] = []
        self.open = Event()
        self.open.set()
        """Answers wait for this."""
        self.url = ""

    def put(self, path: str, about: str, answer: Any, status: int = 200) -> None:
        self.answers[path, about] = (status, answer)

    def answer(self, target: str, key: str | None) -> tuple[int, bytes]:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        self.asked.append((parts.path, query, key))
        assert self.open.wait(30)
        status, answer = self.answers.get((parts.path, query.get("symbol") or query["query"]), (200, []))
        return status, answer if isinstance(answer, bytes) else json.dumps(answer).encode()


@contextmanager
def fmp_server() -> Iterator[FmpServer]:
    double = FmpServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = double.answer(self.path, self.headers.get("apikey"))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        double.open.set()
        server.shutdown()
        server.server_close()
        thread.join()

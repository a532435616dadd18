"""A small web server such as an agent could have written, for tests: it listens on the Unix socket in SOCKET.

Its arguments say how it behaves: ``late`` listens once the file ``go`` is there, ``mute`` never listens,
``broken`` ends at once.
"""

import json
import os
import socketserver
import sys
import time
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        getattr(self, "get_" + self.path.partition("?")[0].strip("/").replace("-", "_"), self.echo)()

    def do_POST(self) -> None:
        if self.path == "/refuses":
            self.answer(b"no", status=418)
            self.close_connection = True
            return
        self.echo()

    do_PUT = do_DELETE = do_OPTIONS = do_PATCH = do_HEAD = do_POST  # noqa: N815 (http.server calls them so)

    def echo(self) -> None:
        body = self.read_body()
        told = {
            "pid": os.getpid(),
            "method": self.command,
            "target": self.path,
            "headers": self.headers.items(),
            "length": len(body),
            "body": body[:100].decode("latin-1"),
        }
        self.answer(json.dumps(told).encode(), {"Content-Type": "application/json"})

    def get_headers(self) -> None:
        headers = {
            "Set-Cookie": "session=stolen; Domain=localhost; Path=/",
            "Set-Cookie2": "a=b",
            "Content-Security-Policy": "default-src *",
            "Access-Control-Allow-Origin": "*",
            "Strict-Transport-Security": "max-age=99999",
            "Service-Worker-Allowed": "/",
            "Cache-Control": "public, max-age=31536000",
            "X-Accel-Redirect": "/etc/passwd",
            "X-Robots-Tag": "all",
            "Report-To": "{}",
            "Connection": "keep-alive, X-Hop",
            "X-Hop": "1",
            "X-Own": "kept",
            "ETag": '"kept"',
        }
        self.answer(b"<p>hello</p>", headers)

    def get_stream(self) -> None:
        """Three pieces, each once the file named after it is there."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in ("one", "two", "three"):
            wait_for(piece)
            self.wfile.write(f"{len(piece):x}\r\n{piece}\r\n".encode())
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def get_short(self) -> None:
        """Less than it promises."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"half")
        self.close_connection = True

    def get_nonsense(self) -> None:
        self.wfile.write(b"this is no HTTP\r\n\r\n")
        self.close_connection = True

    def get_die(self) -> None:
        os._exit(3)

    def read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def answer(self, body: bytes, headers: dict[str, str] | None = None, *, status: int = 200) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        return

    def address_string(self) -> str:
        return "-"


def wait_for(name: str) -> None:
    while not Path(name).exists():
        time.sleep(0.02)


def main(manner: str) -> None:
    with Path("starts").open("a") as starts:
        starts.write(f"{os.getpid()}\n")
    if manner == "broken":
        sys.exit("cannot find <module> 'left-pad'")
    if manner == "mute":
        time.sleep(600)
    if manner == "late":
        wait_for("go")
    with socketserver.ThreadingUnixStreamServer(os.environ["SOCKET"], Handler) as server:
        server.daemon_threads = True
        server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])

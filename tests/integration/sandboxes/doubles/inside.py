"""What a cloud's own daemon does inside its sandboxes: runs commands, moves files, and opens ports.

It runs in a local sandbox, behind the walls, and listens on PORT. A double of a cloud speaks to it:
``POST /execute`` with ``{command, wait}``, ``PUT`` and ``GET /file?path=``, and ``CONNECT`` with a port.
"""

import json
import os
import shlex
import socket
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.body())
        command = shlex.split(asked["command"])
        if asked["wait"]:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            return self.say(json.dumps({"exit": done.returncode, "output": done.stdout.decode()}).encode())
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        threading.Thread(target=process.wait).start()
        self.say(b"{}")

    def do_PUT(self) -> None:
        self.file().write_bytes(self.body())
        self.say(b"{}")

    def do_GET(self) -> None:
        try:
            self.say(self.file().read_bytes())
        except OSError:
            self.send_error(404)

    def do_CONNECT(self) -> None:
        try:
            program = socket.create_connection(("127.0.0.1", int(self.path)))
        except OSError:
            return self.send_error(502)
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        there = threading.Thread(target=pump, args=(self.connection, program))
        there.start()
        pump(program, self.connection)
        there.join()
        program.close()
        self.close_connection = True

    def file(self) -> Path:
        return Path(parse_qs(urlsplit(self.path).query)["path"][0])

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers["content-length"]))

    def say(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler)
    server.serve_forever()

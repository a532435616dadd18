"""A mail server on this machine that keeps what it takes."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """Answers ``RCPT TO`` with ``answer``; ``messages`` are what it took, ``commands`` all that it was told."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.answer = "250 ok"
        self.commands: list[str] = []
        self.messages: list[EmailMessage] = []


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A running mail server."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            for line in self.rfile:
                command = line.decode().strip()
                server.commands.append(command)
                word = command.split(maxsplit=1)[0].upper()
                if word == "DATA":
                    self._say("354 go on")
                    self._take()
                self._say({"RCPT": server.answer, "QUIT": "221 bye"}.get(word, "250 ok"))
                if word == "QUIT":
                    return

        def _take(self) -> None:
            lines = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line)
            server.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))

        def _say(self, answer: str) -> None:
            self.wfile.write(f"{answer}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as listening:
        server = MailServer(listening.server_address[1])
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
